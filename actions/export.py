"""Members, purchases and entries as tables for other programs: every cell is data, and none a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from actions import program
from actions.privacy import defused
from rules.money import minor_digits, to_major
from storage import exports as rows
from storage.work import Work

MINOR = "_minor"  # columns of money, which are exported in whole units of the currency


def count(work: Work, kind: str) -> int:
    """About how many rows a table will have."""
    return rows.count(work, kind)


def head(kind: str) -> tuple[str, ...]:
    """The names of a table's columns."""
    return tuple(name.removesuffix(MINOR) for name in rows.columns(kind))


def table(work: Work, kind: str) -> Iterator[tuple[object, ...]]:
    """The rows of one snapshot, a few at a time; to be read to the end within the unit. Raises NoProgram.

    kind: members | purchases | entries. Instants are UTC, sums are in whole units of the currency (`1250.50`).
    """
    yield from cells(work, rows.columns(kind), rows.rows(work, kind))


def cells(work: Work, columns: Sequence[str], found: Iterable[Sequence[Any]]) -> Iterator[tuple[object, ...]]:
    """The rows as cells of a table for other programs. Raises NoProgram."""
    digits = minor_digits(program.current(work).program.currency)
    ways = [_money(digits) if name.endswith(MINOR) else _plain for name in columns]
    for row in found:
        yield tuple(way(value) for way, value in zip(ways, row, strict=True))


def _money(digits: int) -> Callable[[Any], object]:
    return lambda minor: f"{to_major(minor, digits):f}"


def _plain(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else defused(value)
