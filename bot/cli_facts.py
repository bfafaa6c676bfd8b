"""`kopilka facts`: what is counted of members, all of it again or of one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from actions import facts, member, program
from actions.facts import Progress, Turn
from bot import importing
from bot.command import look, out, with_store
from bot.importing import Stopped
from rules.money import minor_digits, to_major
from storage.store import Store
from storage.work import Row, Work

LOOK_UNITS = 20  # between two looks at how far it is, which itself reads members

facts_app = typer.Typer(no_args_is_help=True, help="What is counted of members: figures, cells, stages.")


@facts_app.command()
def rebuild() -> None:
    """Count everybody from their purchases again; may be stopped with Ctrl+C, and goes on from there.

    The shop may be open meanwhile: it counts too, and stops nobody at the till.
    """
    counted = with_store(_rebuild)
    out.print(f"{counted:,} members are counted.", markup=False)


async def _rebuild(store: Store) -> int:
    at: Progress = await store.write(facts.rebuild)
    units = 0
    with importing.bar() as progress, importing.stopping() as stop:
        task = progress.add_task("Counting members", total=at.total, completed=at.done)
        while await store.write(facts.step):
            units += 1
            if units % LOOK_UNITS == 0 or stop.is_set():
                at = await store.read(facts.progress)
                progress.update(task, completed=at.done, total=at.total)
            if stop.is_set():
                raise Stopped(at.done, at.total)
        progress.update(task, completed=at.total)
    return at.total


@facts_app.command()
def show(phone: Annotated[str, typer.Argument(help="The member's phone, in any spelling.")]) -> None:
    """What is counted of a member, and the path through cells and stages."""
    row, turns, currency = look(_of, phone)
    if row is None:
        out.print(f"{phone} is not counted yet; the next minute does.", markup=False)
        return
    table = Table("", "", box=None, pad_edge=False, show_header=False)
    for name, value in row._asdict().items():
        table.add_row(name.removesuffix("_minor").replace("_", " "), _said(name, value, currency))
    out.print(table)
    path = Table("From", "R", "F", "M", "Cell", "Stage", box=None, pad_edge=False)
    for turn in turns:
        scores = (str(turn.recency), str(turn.frequency), str(turn.monetary))
        path.add_row(_said("at", turn.at, currency), *scores, turn.cell, turn.stage)
    out.print(path)


def _of(work: Work, phone: str) -> tuple[Row | None, tuple[Turn, ...], str]:
    found = member.by_phone(work, phone).member_id
    return facts.of(work, found), facts.path(work, found), program.current(work).program.currency


def _said(name: str, value: object, currency: str) -> str:
    if name.endswith("_minor"):
        return f"{to_major(int(str(value)), minor_digits(currency)):,f} {currency}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "" if value is None else str(value)
