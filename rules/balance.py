"""What a member has, what is on its way, and what burns when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Pending:
    points: int
    active_at: datetime


@dataclass(frozen=True, slots=True)
class Burning:
    """expires_at: the first unusable instant; last_day: the last usable day in the programme's zone."""

    points: int
    last_day: date
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """available: may be spent now. held: kept for purchases under way. debt: the next earnings repay it first.

    pending and burning: soonest first; burning names dated points only.
    """

    available: int
    pending: tuple[Pending, ...] = ()
    held: int = 0
    debt: int = 0
    burning: tuple[Burning, ...] = ()


@dataclass(frozen=True, slots=True)
class Gift:
    """What is left of the newcomer's points. last_day: the last usable one, None when they never burn."""

    points: int
    last_day: date | None = None
