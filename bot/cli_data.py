"""The commands that move data: `kopilka import`, `kopilka export`, `kopilka verify`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from actions import export as exports
from actions import imports, program
from actions import verify as checks
from bot import exporting, import_report, importing, ledger_key
from bot.command import err, fail, out, settled, told, with_store
from bot.importing import Imported
from storage.store import Store
from storage.work import Work

FAULTY = 1  # the exit code of a ledger that is not true

import_app = typer.Typer(no_args_is_help=True, help="An old base: each good row comes in, each bad one is named.")

File = Annotated[Path, typer.Argument(help="A CSV file, with commas, semicolons or tabs.")]
Encoding = Annotated[str, typer.Option(help="utf-8 or cp1251; left out, it is found from what is in the file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Try it on a copy and report; nothing is written to the shop.")]
Members = Annotated[
    Path | None, typer.Option(help="With --dry-run: a file of members to bring in before, in the copy.")
]


class Kind(StrEnum):
    """What can be exported."""

    MEMBERS = "members"
    PURCHASES = "purchases"
    ENTRIES = "entries"


@import_app.command(name="members")
def import_members(file: File, encoding: Encoding = "", dry_run: DryRun = False) -> None:
    """Members with their points and tiers.

    Columns: phone or external_id (or both), and name, language, birthday, points, points_last_day, tier, tier_last_day.
    """
    _import(imports.MEMBERS, file, encoding, dry_run)


@import_app.command(name="balances")
def import_balances(file: File, encoding: Encoding = "", dry_run: DryRun = False, members: Members = None) -> None:
    """Balances of points or stamps, of members who are here already: several for one, each with its last day.

    Columns: phone or external_id, points, and points_last_day, asset (points, or stamp:CARD).
    """
    _import(imports.BALANCES, file, encoding, dry_run, members)


@import_app.command(name="purchases")
def import_purchases(
    file: File,
    encoding: Encoding = "",
    dry_run: DryRun = False,
    members: Members = None,
    points: Annotated[bool, typer.Option("--points/--no-points", help="Whether they earn points.")] = True,
) -> None:
    """Purchases of the past, which count for tiers, and earn by the programme of their day unless told --no-points.

    Columns: phone or external_id, at, amount, and category, receipt, location.
    """
    _import(imports.PURCHASES if points else imports.PURCHASES_ALONE, file, encoding, dry_run, members)


def _import(kind: str, file: Path, encoding: str, dry_run: bool, members: Path | None = None) -> None:
    if members is not None and not dry_run:
        fail("--members goes with --dry-run; for good, import that file first.")
    url = settled().database_url
    if dry_run:
        done, currency = with_store(lambda store: _rehearsed(store, url, kind, file, encoding, members))
    else:
        done, currency = with_store(lambda store: _imported(store, kind, file, encoding))
    import_report.show(out, kind, file, done, currency, dry_run=dry_run)
    if not done.brought.is_true:
        err.print(import_report.mismatch(file, done.brought, currency), style="red", markup=False)
        raise typer.Exit(FAULTY)


async def _imported(store: Store, kind: str, file: Path, encoding: str) -> tuple[Imported, str]:
    return await importing.run(store, kind, file, encoding), await store.read(_currency)


async def _rehearsed(
    store: Store, url: str, kind: str, file: Path, encoding: str, members: Path | None
) -> tuple[Imported, str]:
    return await importing.rehearse(url, kind, file, encoding, members), await store.read(_currency)


def _currency(work: Work) -> str:
    return program.current(work).program.currency


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
