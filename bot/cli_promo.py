"""`kopilka promo`: unique codes into a file, links, how far each promo is used up."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from actions import link, program, promo_code
from actions.promo_code import CODES_AT_ONCE, CODES_MAX
from bot import importing
from bot.command import change, err, fail, look, out, with_store
from rules.code import bare, promo_payload
from storage.store import Store
from storage.work import Work

TELEGRAM = "telegram"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL

promo_app = typer.Typer(no_args_is_help=True, help="Promo codes: unique ones, links, how far they are used up.")


@promo_app.command()
def make(
    promo: Annotated[str, typer.Argument(help="By its name in the programme; one that has no code for everybody.")],
    count: Annotated[int, typer.Argument(min=1, max=CODES_MAX)],
    file: Annotated[Path, typer.Option("--out", help="The CSV file to make, with each code and its link.")],
) -> None:
    """Make unique codes; they are kept as hashes, so the file is the only place where they stand."""
    if file.exists():
        fail(f"{file}: is here already; name another file.")
    batch_id = with_store(lambda store: _make(store, promo, count, file))
    out.print(f"{count:,} codes of {promo} are in {file}.", markup=False)
    err.print(f"kopilka promo void {batch_id} takes those that nobody used out of use.")


@promo_app.command(name="list")
def list_() -> None:
    """Every promo of the programme in force, and how far it is used up."""
    table = Table("Promo", "Code for all", "Unique codes", "Uses", "Left", box=None, pad_edge=False)
    for one in look(lambda work: list(promo_code.counts(work))):
        left = "no limit" if one.uses_left is None else f"{one.uses_left:,}"
        table.add_row(one.promo, one.generic, f"{one.made:,}" if one.made else "", f"{one.uses:,}", left)
    out.print(table)


@promo_app.command(name="link")
def link_(promo: Annotated[str, typer.Argument(help="By its name in the programme; one with a code for all.")]) -> None:
    """The link that opens the chat and uses the promo's code; print its QR where people see it."""
    out.print(look(_link_of, promo), markup=False)


@promo_app.command()
def void(batch_id: Annotated[str, typer.Argument(help="As `promo make` named it.")]) -> None:
    """Take a batch's codes that nobody used out of use."""
    out.print(f"{change(promo_code.void, batch_id):,} codes are none any more.")


def _link_of(work: Work, promo: str) -> str:
    found = program.current(work).program.promo(promo)
    if found is None:
        promo_code.check(work, promo)
    code = found.code if found else None
    if code is None:
        raise ValueError(f"{promo} has unique codes; `kopilka promo make` writes each with its link.")
    return _to(work, code)


def _to(work: Work, code: str) -> str:
    payload = promo_payload(code)
    return link.to(work, TELEGRAM, payload) or f"https://t.me/NAME_OF_YOUR_BOT?start={payload}"


async def _make(store: Store, promo: str, count: int, file: Path) -> str:
    """The batch's id. A file that is not whole is no file, and what was made for it is out of use."""
    part, batch_id, made = file.with_name(f"{file.name}.part"), "", 0
    pattern = await store.read(_to, "CODE")
    try:
        with os.fdopen(os.open(part, _NEW, importing.PRIVATE), "w", encoding="utf-8-sig", newline="") as content:
            table = csv.writer(content)
            table.writerow(("code", "link"))
            with importing.bar() as progress:
                task = progress.add_task(f"Making {promo}", total=count)
                while made < count:
                    few = min(CODES_AT_ONCE, count - made)
                    batch_id, codes = await store.write(promo_code.make, promo, few, batch_id=batch_id)
                    table.writerows((code, pattern.replace("CODE", bare(code))) for code in codes)
                    made += few
                    progress.update(task, completed=made)
        part.replace(file)
    except BaseException:
        if batch_id:
            await store.write(promo_code.void, batch_id)
        raise
    finally:
        part.unlink(missing_ok=True)
    return batch_id
