"""The board of those who invite: a month, names masked, and the place of who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MONTHS_MAX = 12  # that can be looked back at
ROWS_MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """name: masked, or empty for who wants none shown. friends: who bought for the first time in that month."""

    place: int
    name: str
    friends: int
    is_mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFacts:
    """month: its first day. ago: how many months back, 0 for this one. mine: None without a friend in that month.

    hidden: whether the name of who looks is kept off the board.
    """

    month: date
    ago: int = 0
    rows: tuple[Placed, ...] = ()
    mine: Placed | None = None
    hidden: bool = False


def month_before(day: date, ago: int) -> date:
    """The first day of the month so many months before the month of this day."""
    months = day.year * 12 + day.month - 1 - ago
    return date(months // 12, months % 12 + 1, 1)
