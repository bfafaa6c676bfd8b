"""Badges, challenges and draws as their member sees them, and how far a challenge has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from rules.condition import meant
from rules.priced import Line
from rules.program_games import Badge, Challenge
from rules.returns import Sold
from rules.schedule import MIDNIGHT, instant

BADGE = "badge:"  # before a badge's name, where entries and texts name it
CHALLENGE = "challenge:"
DRAW = "draw:"

By = Literal["purchases", "spend", "pieces", "friends", "action"]
"""What is counted; spend in minor units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeFacts:
    """done of needed, as `by` counts; at: since when the member has it, None while it is to be earned."""

    badge: str
    icon: str
    by: By
    done: int
    needed: int
    at: datetime | None = None
    action: str = ""
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeFacts:
    """done of needed, as `by` counts. days_left: whole days after today, 0 on the last one. at: when it was done."""

    challenge: str
    by: By
    done: int
    needed: int
    first_day: date
    last_day: date
    days_left: int
    begun: bool = True
    at: datetime | None = None
    points: int = 0
    tickets: int = 0
    draw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The member in the fixed list of a draw. place: among the winners, from 1; 0 for who did not win."""

    code: str
    tickets: int
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFacts:
    """tickets, code: the member's own; code is empty before the draw was opened. commitment: published, or empty.

    prizes: how many there are words for. entries: the member's in the list, once it is fixed; several where two members
    became one since. winners: codes in the order of the prizes, once the draw is closed.
    """

    draw: str
    last_day: date
    over: bool
    tickets: int
    ticket_for_minor: int = 0
    prizes: int = 0
    winners_count: int = 1
    code: str = ""
    commitment: str = ""
    closed_at: datetime | None = None
    root: str = ""
    entrants: int = 0
    all_tickets: int = 0
    winners: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GamesFacts:
    badges: tuple[BadgeFacts, ...]
    challenges: tuple[ChallengeFacts, ...]
    draws: tuple[DrawFacts, ...]


# ------------------------------------------------------------------ how far it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A purchase that is not taken back whole: its lines, what of each is left, and what of the whole is paid still.

    left: as rules.returns has them after returns by line. whole: the purchase with returns by sum too.
    """

    lines: Sequence[Line]
    left: Sequence[Sold]
    whole: Sold


def badge_way(badge: Badge) -> tuple[By, int]:
    """What a badge counts, and how much of it is needed."""
    if badge.purchases is not None:
        return "purchases", badge.purchases
    if badge.spend_minor is not None:
        return "spend", badge.spend_minor
    if badge.friends is not None:
        return "friends", badge.friends
    return "action", badge.times


def challenge_way(challenge: Challenge) -> tuple[By, int]:
    """What a challenge counts, and how much of it is needed."""
    if challenge.purchases is not None:
        return "purchases", challenge.purchases
    if challenge.spend_minor is not None:
        return "spend", challenge.spend_minor
    assert challenge.pieces is not None, "exactly one of the three is there"
    return "pieces", challenge.pieces


def span(challenge: Challenge, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants [since, until) of its days, by the shop's clock."""
    return instant(challenge.first_day, MIDNIGHT, zone), instant(challenge.last_day + timedelta(days=1), MIDNIGHT, zone)


def is_summed(challenge: Challenge) -> bool:
    """Whether the purchases' own sums tell it, without their lines."""
    return challenge.goods.is_everything and challenge.pieces is None


def counted(challenge: Challenge, purchases: Sequence[Bought]) -> int:
    """How far these purchases come: so many of them, so much paid (minor units), or so many pieces of its goods."""
    by, _ = challenge_way(challenge)
    return sum(_counted(challenge, by, bought) for bought in purchases)


def _counted(challenge: Challenge, by: By, bought: Bought) -> int:
    its = [
        sold
        for sold, is_meant in zip(bought.left, meant(challenge.goods, bought.lines), strict=True)
        if is_meant and sold.quantity > sold.returned_quantity
    ]
    if by == "purchases":
        return 1 if its else 0
    if by == "pieces":
        return sum(sold.quantity - sold.returned_quantity for sold in its)
    paid = sum(sold.net_minor - sold.refunded_minor for sold in its)
    by_line = sum(sold.net_minor - sold.refunded_minor for sold in bought.left)
    left = bought.whole.net_minor - bought.whole.refunded_minor
    # A return by sum came off every line alike.
    return paid * left // by_line if by_line else 0


def tickets(net_minor: int, ticket_for_minor: int) -> int:
    """One for each full sum; nothing for what is over."""
    return net_minor // ticket_for_minor
