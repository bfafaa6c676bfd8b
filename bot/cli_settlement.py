"""`kopilka settlement`: what the partners of a coalition owe each other, and the months that are closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.markup import escape
from rich.table import Table

from actions import program, seal, settlement
from actions.privacy import defused
from actions.settlement import Period
from bot import exporting, ledger_key
from bot.command import fail, look, out, settled, told, with_store
from rules.money import minor_digits, to_major
from rules.schedule import MIDNIGHT, instant
from storage.store import Store
from storage.work import Work

BEGINNING = "the beginning"

settlement_app = typer.Typer(no_args_is_help=True, help="A coalition: what each partner owes and is owed.")

_DAY = "A day such as 2026-11-01, by the programme's clock."
From = Annotated[str, typer.Option("--from", help=f"{_DAY} Left out: since the period closed last.")]
Until = Annotated[str, typer.Option(help=f"{_DAY} It is not in the period itself. Left out: until now.")]
Number = Annotated[int | None, typer.Option(min=1, help="A closed period, from `settlement list`.")]


@settlement_app.command()
def show(from_: From = "", until: Until = "", number: Number = None) -> None:
    """What everybody issued, redeemed, owes and is owed, and who pays whom."""
    period = look(_asked, _day(from_), _day(until), number)
    zone = look(_zone)
    state = f"closed as number {period.number}" if period.number else "not closed"
    since = f"{period.since.astimezone(zone):%Y-%m-%d %H:%M}" if period.since else BEGINNING
    out.print(f"From {since} until {period.until.astimezone(zone):%Y-%m-%d %H:%M}, {period.currency}, {state}.")
    out.print(_table(("Partner", *_HEAD[2:]), ((row[1], *row[2:]) for row in _lines(period))))
    if period.pairs:
        out.print()
        out.print(_table(("Who owes", "Whom", "For points", "Sum"), ((p[1], p[3], *p[4:]) for p in _pairs(period))))


@settlement_app.command()
def close(
    until: Annotated[str, typer.Option(help=f"{_DAY} It is not in the period itself.")],
    by: Annotated[str, typer.Option(help="Who closes it, for the record.")] = "owner",
) -> None:
    """Close the period up to a day for good; what comes late counts in the next one."""
    if not by.isprintable() or not 0 < len(by) <= settlement.BY_MAX:
        fail(f"--by has 1 to {settlement.BY_MAX} printable characters.")
    day, key_file = _day(until), settled().key_file
    assert day is not None, "it is required"
    # Where the shop's key is not, its running program seals.
    key = told(lambda: ledger_key.load_or_make(key_file)) if key_file.exists() else None
    period = with_store(lambda store: _close(store, day, by, key))
    out.print(f"Period {period.number} is closed; its hash is {period.hash}.")


@settlement_app.command(name="list")
def list_() -> None:
    """Every closed period, the newest first."""
    zone = look(_zone)
    table = Table("Number", "From", "Until", "Closed", "By", "Hash", box=None, pad_edge=False)
    for period in look(settlement.history):
        days = [f"{at.astimezone(zone):%Y-%m-%d}" if at else BEGINNING for at in (period.since, period.until)]
        closed = f"{period.closed_at.astimezone(zone):%Y-%m-%d %H:%M}" if period.closed_at else ""
        table.add_row(str(period.number), *days, closed, escape(period.closed_by), period.hash[:16])
    out.print(table)


@settlement_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The CSV file to make.")],
    from_: From = "",
    until: Until = "",
    number: Number = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="Who owes whom, instead of a line for each partner.")] = False,
) -> None:
    """Write the table for other programs."""
    period = look(_asked, _day(from_), _day(until), number)
    head, rows = (_PAIRS_HEAD, _pairs(period)) if pairs else (_HEAD, _lines(period))
    told(lambda: _write(file, head, rows))
    out.print(f"{len(rows):,} rows are in {file}.", markup=False)


# ------------------------------------------------------------------ the table

_HEAD = (
    "partner",
    "title",
    "issued_points",
    "redeemed_points",
    "gift_cards_sold",
    "gift_cards_used",
    "owes",
    "owed",
    "net",
)
_PAIRS_HEAD = ("debtor", "debtor_title", "creditor", "creditor_title", "points", "sum")


def _lines(period: Period) -> list[tuple[object, ...]]:
    money = _money(period.currency)
    return [
        (
            one.partner,
            period.titles[one.partner],
            one.issued_points,
            one.redeemed_points,
            *map(money, (one.gift_sold_minor, one.gift_used_minor, one.owes_minor, one.owed_minor, one.net_minor)),
        )
        for one in period.statements
    ]


def _pairs(period: Period) -> list[tuple[object, ...]]:
    money = _money(period.currency)
    return [
        (
            one.debtor,
            period.titles[one.debtor],
            one.creditor,
            period.titles[one.creditor],
            one.points,
            money(one.minor),
        )
        for one in period.pairs
    ]


def _money(currency: str) -> Callable[[int], object]:
    digits = minor_digits(currency)
    return lambda minor: to_major(minor, digits)


def _table(head: Iterable[str], rows: Iterable[tuple[object, ...]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in head:
        table.add_column(name.replace("_", " ").capitalize())
    for row in rows:
        table.add_row(*(escape(cell) if isinstance(cell, str) else f"{cell:,}" for cell in row))
    for column in table.columns:
        column.justify = "left" if column.header in ("Partner", "Who owes", "Whom") else "right"
    return table


def _write(file: Path, head: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    with exporting.new_table(file) as write:
        write(head)
        for row in rows:
            write([defused(cell) if isinstance(cell, str) else cell for cell in row])


# ------------------------------------------------------------------ the period


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        fail(f"{written!r} is not a day such as 2026-11-01.")


def _zone(work: Work) -> ZoneInfo:
    return program.current(work).program.zone


def _asked(work: Work, since: date | None, until: date | None, number: int | None) -> Period:
    if number is not None:
        return settlement.get(work, number)
    zone = program.current(work).program.zone
    begins = instant(since, MIDNIGHT, zone) if since else settlement.open_since(work)
    return settlement.statement(work, begins, instant(until, MIDNIGHT, zone) if until else work.now)


async def _close(store: Store, day: date, by: str, key: Ed25519PrivateKey | None) -> Period:
    until = await store.read(_midnight, day)
    left = key is not None
    while left and key is not None:
        left = await store.write(seal.seal, key) > 0
    drafted = await store.read(settlement.draft, until)
    return await store.write(settlement.close, until, by, drafted)


def _midnight(work: Work, day: date) -> datetime:
    return instant(day, MIDNIGHT, program.current(work).program.zone)
