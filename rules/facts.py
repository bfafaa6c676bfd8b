"""What is counted of a member's purchases and friends, and what is taken from the purchases one by one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

TYPICAL_OF = 20  # cheques that the typical one is the median of
FAVOURITES_OF = 200  # purchases that the favourites are taken from

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back whole counts nowhere. spend: what was paid in money, less what was given back, in minor units.

    typical_minor: the median of the last cheques after discounts, however they were paid. window_first_at: the oldest
    purchase within the window. category, place, hour: the favourite ones of the last purchases; hour is of the shop's
    day. friends_joined: whose invitation was not refused; friends_bought: of them, whose purchase counted.
    """

    purchases: int = 0
    spend_minor: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    typical_minor: int = 0
    window_purchases: int = 0
    window_spend_minor: int = 0
    window_first_at: datetime | None = None
    category: str = ""
    place: str = ""
    hour: int | None = None
    friends_joined: int = 0
    friends_bought: int = 0


class Bought(NamedTuple):
    """One purchase. value_minor: of the goods that stayed, after discounts. paid_minor: of it, in money."""

    at: datetime
    value_minor: int
    paid_minor: int
    place: str
    lines: Sequence[dict[str, Any]]


class Tastes(NamedTuple):
    typical_minor: int = 0
    category: str = ""
    place: str = ""
    hour: int | None = None


def tastes(bought: Sequence[Bought], zone: ZoneInfo) -> Tastes:
    """The typical cheque and the favourites of a member's purchases, of which the last FAVOURITES_OF suffice.

    A favourite is what most cheques have; of those the one with the most money, and then the first by name.
    """
    newest = sorted(bought, key=lambda one: one.at, reverse=True)[:FAVOURITES_OF]
    categories: dict[str, list[int]] = {}
    places: dict[str, list[int]] = {}
    hours: dict[int, list[int]] = {}
    for one in newest:
        _count(hours, one.at.astimezone(zone).hour, one.paid_minor)
        if one.place:
            _count(places, one.place, one.paid_minor)
        for category, minor in _categories(one.lines).items():
            _count(categories, category, minor)
    return Tastes(
        median(sorted(one.value_minor for one in newest[:TYPICAL_OF])),
        _favourite(categories) or "",
        _favourite(places) or "",
        _favourite(hours),
    )


def median(ordered: Sequence[int]) -> int:
    """Of numbers in order; between the two in the middle, rounded down; 0 of none."""
    if not ordered:
        return 0
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2


def _categories(lines: Sequence[dict[str, Any]]) -> dict[str, int]:
    """What was paid for each category of a cheque; capitals do not matter, as everywhere in the programme."""
    found: dict[str, int] = {}
    for line in lines:
        category = line.get("category", "").strip().casefold()
        if category:
            found[category] = found.get(category, 0) + int(line.get("net_minor", 0))
    return found


def _count(counted: dict[K, list[int]], what: K, minor: int) -> None:
    kept = counted.get(what)
    if kept is None:
        counted[what] = [1, minor]
    else:
        kept[0] += 1
        kept[1] += minor


def _favourite(counted: dict[K, list[int]]) -> K | None:
    """Cheques, then money, then the first by name or hour."""
    most = max(counted.values(), default=None)
    return min((what for what, kept in counted.items() if kept == most), default=None)  # type: ignore[type-var]
