"""The commands that move data: `kopilka import`, `kopilka export`, `kopilka verify`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from actions import export as exports
from actions import verify as checks
from bot import exporting, importing, ledger_key
from bot.command import err, out, settled, told, with_store
from storage.store import Store

FAULTY = 1  # the exit code of a ledger that is not true

import_app = typer.Typer(no_args_is_help=True, help="An old base: each good row comes in, each bad one is named.")

Table = Annotated[Path, typer.Argument(help="A CSV file in UTF-8 or Windows-1251, with commas or semicolons.")]


class Kind(StrEnum):
    """What can be exported."""

    MEMBERS = "members"
    PURCHASES = "purchases"
    ENTRIES = "entries"


@import_app.command(name="members")
def import_members(file: Table) -> None:
    """Members with their points.

    Columns: phone or external_id (or both), and name, language, birthday, points, points_last_day, tier.
    """
    _import("members", file)


@import_app.command(name="purchases")
def import_purchases(file: Table) -> None:
    """Purchases of the past, which earn by the programme of their day.

    Columns: phone or external_id, at, amount, and category, receipt, location.
    """
    _import("purchases", file)


def _import(kind: str, file: Path) -> None:
    done = with_store(lambda store: importing.run(store, kind, file))
    if done.already == done.rows:
        out.print(f"{file} was imported before; nothing has changed.", markup=False)
    elif done.already:
        out.print(f"{file}: went on after {done.already:,} of {done.rows:,} rows.", markup=False)
    out.print(
        f"{done.rows - done.rejected:,} {kind} of {file} are in, {done.rejected:,} rows were refused.", markup=False
    )
    if done.rejects is not None:
        out.print(f"{done.rejects} names each with its reason; mend them there and import that file.", markup=False)


def export(
    kind: Annotated[Kind, typer.Argument(help="members, purchases or entries of the ledger.")],
    file: Annotated[Path, typer.Argument(help="The CSV file to make.")],
) -> None:
    """Write a table for other programs."""
    rows = with_store(lambda store: exporting.run(store, kind, file))
    out.print(f"{rows:,} {kind} are in {file}.", markup=False)


def verify() -> None:
    """Check that the ledger is true, entry by entry and block by block; each fault is named, and the exit code is 1."""
    trusted = told(lambda: _trusted(settled().key_file))
    entries, faults = with_store(lambda store: _verify(store, trusted))
    if faults:
        err.print(f"The ledger is not true: {faults:,} faults in {entries:,} entries.")
        raise typer.Exit(FAULTY)
    out.print(f"The ledger is true: {entries:,} entries.")


async def _verify(store: Store, trusted: tuple[str, ...]) -> tuple[int, int]:
    """(entries that were read, faults that were found)"""
    entries = faults = 0
    mark: checks.Mark | None = checks.Mark()
    with importing.bar() as progress:
        task = progress.add_task("Checking entries", total=await store.read(exports.count, "entries"))
        while mark is not None and faults < checks.FAULTS_MAX:
            step = await store.read(checks.step, mark, trusted)
            for fault in step.faults:
                out.print(fault.sentence, markup=False)
            entries, faults, mark = entries + step.entries, faults + len(step.faults), step.following
            progress.update(task, completed=entries)
    return entries, faults


def _trusted(key_file: Path) -> tuple[str, ...]:
    """This shop's own key, when it is here; a copy of the ledger elsewhere is checked by its blocks' own keys."""
    if not key_file.exists():
        return ()
    return (ledger_key.load_or_make(key_file).public_key().public_bytes_raw().hex(),)
