"""`kopilka draw`: opened with a promise, closed once, and proven to anybody who doubts it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from actions import draw
from bot.command import change, err, fail, look, out
from rules.draw_proof import HOW, wrong

PROOF_BYTES_MAX = 256 * 1024 * 1024
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL

draw_app = typer.Typer(no_args_is_help=True, help="Draws that anybody can check.")

Name = Annotated[str, typer.Argument(help="By its name in the programme.")]


@draw_app.command(name="open")
def open_(name: Name) -> None:
    """Promise the secret of a draw by its hash; publish what this prints before the first ticket is given."""
    out.print(change(draw.open_, name), markup=False)
    err.print("Publish this commitment now, where its date can be seen: a post in the shop's channel.")


@draw_app.command()
def close(name: Name) -> None:
    """After its last day: fix the list of entrants, find the winners, tell them. Once; later it shows who won."""
    table = Table(
        "Place", "Prize", _whole("Code"), "Tickets", "Name", "Phone", _whole("Member"), box=None, pad_edge=False
    )
    winners = change(draw.close, name)
    for one in winners:
        row = (str(one.place), one.prize, one.code, f"{one.tickets:,}", one.name, one.phone, one.member_id)
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    if not winners:
        out.print("Nobody had a ticket, so nobody won.")
        return
    out.print(table)
    err.print(f"kopilka draw proof {name} --out {name}.json writes the proof; publish it.", markup=False)


@draw_app.command(name="list")
def list_() -> None:
    """Every draw, its last day, who is in it and what was promised."""
    table = Table("Draw", "State", "Last day", "Members", "Tickets", _whole("Commitment"), box=None, pad_edge=False)
    for one in look(draw.states):
        counts = (f"{one.entrants:,}", f"{one.tickets:,}")
        table.add_row(one.draw, one.state, f"{one.last_day}", *counts, one.commitment)
    out.print(table)


@draw_app.command()
def proof(
    name: Name, file: Annotated[Path, typer.Option("--out", help="The JSON file to make; nobody's name is in it.")]
) -> None:
    """Write everything by which anybody finds the same winners: the secret, the list, the rule in words."""
    content = {**look(draw.proof, name), "how": list(HOW)}
    try:
        with os.fdopen(os.open(file, _NEW, 0o644), "w", encoding="utf-8") as written:
            json.dump(content, written, ensure_ascii=False, indent=1)
    except FileExistsError:
        fail(f"{file}: is here already; name another file.")
    out.print(f"The proof of {name} is in {file}.", markup=False)


@draw_app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="As `draw proof` wrote it.")],
    commitment: Annotated[str, typer.Option(help="As it was published when the draw was opened.")] = "",
) -> None:
    """Find the winners anew from a proof; needs neither a database nor the shop."""
    mistakes = wrong(_read(file), commitment)
    if mistakes:
        fail("\n".join(mistakes))
    out.print("Everything holds: the secret, the list and the winners.")
    if not commitment:
        err.print("Compare its commitment with the one that was published when the draw was opened, or give it here.")


def _whole(title: str) -> Column:
    """A column whose cells go on below rather than lose their ends."""
    return Column(title, overflow="fold")


def _read(file: Path) -> dict[str, object]:
    try:
        if file.stat().st_size > PROOF_BYTES_MAX:
            fail(f"{file}: is too large for a proof.")
        found = json.loads(file.read_text("utf-8"))
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except ValueError:
        fail(f"{file}: is not JSON.")
    return found if isinstance(found, dict) else {}
