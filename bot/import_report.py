"""What an import did, or would do: its rows, its refusals, and the shop's totals before and after it."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from actions import imports
from actions.imports import Brought, Totals
from bot import importing
from bot.importing import Imported
from rules.money import minor_digits, to_major

REASONS_SHOWN = 5


def show(out: Console, kind: str, file: Path, done: Imported, currency: str, *, dry_run: bool) -> None:
    """Print the whole report. currency: of the programme."""

    def said(sentence: str) -> None:
        out.print(sentence, markup=False)

    if not done.rows:
        said(f"{file} has no rows, only the names of its columns; nothing was imported.")
        return
    if done.already == done.rows:
        said(f"{file} was imported before; nothing has changed.")
    elif done.already:
        said(f"{file}: went on after {done.already:,} of {done.rows:,} rows.")
    came, refused = ("would come in", "would be refused") if dry_run else ("are in", "were refused")
    said(f"{done.rows - done.rejected:,} {kind} of {file} {came}, {done.rejected:,} rows {refused}.")
    if done.rejects is not None and done.rejects.exists():
        # Of an earlier run it may have been mended since, and say what nobody wrote.
        for reason in importing.first_reasons(done.rejects, REASONS_SHOWN) if done.already < done.rows else ():
            said(f"  {reason}")
        way_on = "mend them in your file" if dry_run else "mend them there and import that file"
        said(f"{done.rejects} names each with its reason; {way_on}.")
    out.print(_table(kind, done, currency))
    if done.brought.is_true:
        said(f"The {'copy' if dry_run else 'ledger'} agrees with the file: {_sums(kind, done.brought, currency)}.")
    if dry_run:
        said("Nothing was written: this was a rehearsal.")


def mismatch(file: Path, brought: Brought, currency: str) -> str:
    """What is said when the ledger did not come to what the file says."""
    file_says = (
        f"{brought.points:,} points, {brought.stamps:,} stamps, purchases of {_money(brought.amount_minor, currency)}"
    )
    kept = (
        f"{brought.ledger_points:,} points, {brought.ledger_stamps:,} stamps,"
        f" purchases of {_money(brought.ledger_amount_minor, currency)}"
    )
    return (
        f"{file} and the ledger differ. The file's good rows say {file_says}; the ledger has {kept} from it."
        " Do not open the shop on this: go back to the backup, and report it."
    )


def _table(kind: str, done: Imported, currency: str) -> Table:
    table = Table("", "Before", "This file", "After", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    before, after, brought = done.before, done.after, done.brought
    is_points = kind in (imports.MEMBERS, imports.BALANCES)
    members = brought.rows_taken if kind == imports.MEMBERS else 0
    points = brought.ledger_points if is_points else brought.earned
    table.add_row("Members", *_counted(before.members, members, after.members))
    table.add_row("Points", *_counted(before.points, points, after.points))
    if brought.ledger_stamps or after.stamps:
        table.add_row("Stamps", *_counted(before.stamps, brought.ledger_stamps, after.stamps))
    table.add_row("Imported purchases", *_counted(before.purchases, brought.purchases, after.purchases))
    table.add_row("Their sum", *_sum_cells(before, brought, after, currency))
    return table


def _counted(*counts: int) -> list[str]:
    return [f"{count:,}" for count in counts]


def _sum_cells(before: Totals, brought: Brought, after: Totals, currency: str) -> list[str]:
    sums = (before.amount_minor, brought.ledger_amount_minor, after.amount_minor)
    return [_money(minor, currency) for minor in sums]


def _sums(kind: str, brought: Brought, currency: str) -> str:
    if kind in (imports.MEMBERS, imports.BALANCES):
        stamps = f", {brought.stamps:,} stamps" if brought.stamps else ""
        return f"{brought.points:,} points{stamps}"
    return f"purchases of {_money(brought.amount_minor, currency)}"


def _money(minor: int, currency: str) -> str:
    return f"{to_major(minor, minor_digits(currency)):,} {currency}"
