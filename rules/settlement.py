"""What the partners of a coalition owe each other for the points that one gave and another took, to the minor unit.

Everybody settles through pairs (who owes, whom), so that what is owed and what is due add up to zero by construction:

- Points redeemed by another than their giver: the giver owes its percent of their value, the programme the rest.
- Points that a return takes back make up for those of the returned purchase. Out of its own lots nothing is owed. Out
  of another's, that one is freed of them and owes its percent to the programme, which owes its own percent to the
  partner of the purchase, who had to pay for the spent points.
- What of them could not be taken is the member's debt to the programme, which owes it to that partner, and is owed it
  by whoever gives the points that repay it.
- Money on gift cards is owed in full by whoever sold the card.

Percents leave parts of a minor unit. Each pair's are cut off (towards zero), and what is cut off is the programme's.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

PROGRAM = ""  # the programme itself among the partners: its own shops, gifts and corrections
WHOLE = 10_000  # a percent has two digits after the point, so that whole sums are kept in ten thousandths

Way = Literal["issued", "redeemed", "withdrawn", "lent", "repaid", "gift_sold", "gift_used"]


@dataclass(frozen=True, slots=True)
class Moved:
    """So many points of one giver that moved in one way under one version of the programme; below zero, back.

    way: issued (given, less what returns took back), redeemed (spent, less what came back), withdrawn (taken out of
    lots by a return), lent (owed by the member after a return), repaid (such a debt, out of new points); gift_sold and
    gift_used are of gift cards, in minor units. place: the partner at whose till; whose purchase was returned.
    """

    way: Way
    giver: str
    place: str
    version: int
    points: int


@dataclass(frozen=True, slots=True)
class Terms:
    """percent: of a point's value that a partner owes where another redeems it; who is not named owes all of it."""

    point_value_minor: int
    percent: Mapping[str, Decimal]

    def owed(self, partner: str, points: int) -> int:
        """What these points cost their giver, in minor units times WHOLE."""
        percent = self.percent.get(partner, Decimal(100))
        return points * self.point_value_minor * int(percent.scaleb(2))


@dataclass(frozen=True, slots=True)
class Pair:
    """minor: what the one owes the other; below zero where more came back than was spent. points: that it is for."""

    debtor: str
    creditor: str
    points: int
    minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One partner's line. redeemed_points: at its tills, whoever gave them. net_minor: what it gets; below zero, pays.

    gift_sold_minor: put on gift cards by it; gift_used_minor: paid with gift cards at its tills, whoever sold them.
    """

    partner: str
    issued_points: int
    redeemed_points: int
    gift_sold_minor: int
    gift_used_minor: int
    owes_minor: int
    owed_minor: int

    @property
    def net_minor(self) -> int:
        return self.owed_minor - self.owes_minor

    @property
    def says_something(self) -> bool:
        sums = (self.issued_points, self.redeemed_points, self.gift_sold_minor, self.gift_used_minor)
        return any(sums) or bool(self.owes_minor or self.owed_minor)


@dataclass(frozen=True, slots=True)
class Settled:
    """statements: the programme's own first, then by name. pairs: those that anything is to be said of, by names."""

    statements: tuple[Statement, ...]
    pairs: tuple[Pair, ...]


def settle(moved: Iterable[Moved], terms_of: Callable[[int], Terms], partners: Iterable[str] = ()) -> Settled:
    """Add up what moved within a period. terms_of: a version's. partners: who has a line even when nothing moved."""
    sums: defaultdict[tuple[Way, str], int] = defaultdict(int)
    owed: defaultdict[tuple[str, str], int] = defaultdict(int)  # in minor units times WHOLE
    redeemed: defaultdict[tuple[str, str], int] = defaultdict(int)  # the points of each pair
    worth_minor: defaultdict[tuple[str, str], int] = defaultdict(int)  # of those, whole
    cards: defaultdict[tuple[str, str], int] = defaultdict(int)  # money on gift cards
    for one in moved:
        terms = terms_of(one.version)
        sums[one.way, one.giver if one.way in ("issued", "gift_sold") else one.place] += one.points
        for debtor, creditor, part in _owed(one, terms):
            owed[debtor, creditor] += part
        if one.way == "gift_used":
            cards[one.giver, one.place] += one.points
        if one.way == "redeemed" and one.giver != one.place:
            redeemed[one.giver, one.place] += one.points
            if PROGRAM not in (one.giver, one.place):
                worth_minor[one.giver, one.place] += one.points * terms.point_value_minor
    minor = defaultdict(int, {pair: _cut(part) for pair, part in owed.items()})
    for (giver, place), worth in worth_minor.items():
        minor[PROGRAM, place] += worth - minor[giver, place]
    for pair, part in cards.items():
        minor[pair] += part
    return _settled(sums, redeemed, minor, {PROGRAM, *partners})


def _owed(one: Moved, terms: Terms) -> Iterable[tuple[str, str, int]]:
    """Who owes whom for it, in minor units times WHOLE; the programme's own rest is added when all is known."""
    if one.way == "redeemed":
        yield one.giver, one.place, terms.owed(one.giver, one.points)
    elif one.way == "repaid":
        yield one.giver, PROGRAM, terms.owed(one.giver, one.points)
    elif one.way == "lent":
        yield PROGRAM, one.place, terms.owed(one.place, one.points)
    elif one.way == "withdrawn" and one.giver != one.place:
        yield one.giver, PROGRAM, terms.owed(one.giver, one.points)
        yield PROGRAM, one.place, terms.owed(one.place, one.points)


def _cut(part: int) -> int:
    """Whole minor units, rounded towards zero, so that what came back weighs as much as what was spent."""
    return part // WHOLE if part >= 0 else -(-part // WHOLE)


def _settled(
    sums: Mapping[tuple[Way, str], int],
    redeemed: Mapping[tuple[str, str], int],
    minor: Mapping[tuple[str, str], int],
    partners: set[str],
) -> Settled:
    pairs = tuple(
        Pair(*pair, redeemed.get(pair, 0), minor.get(pair, 0))
        for pair in sorted({*redeemed, *minor})
        if pair[0] != pair[1] and (redeemed.get(pair) or minor.get(pair))
    )
    owes: defaultdict[str, int] = defaultdict(int)
    due: defaultdict[str, int] = defaultdict(int)
    for pair in pairs:
        debtor, creditor = (pair.debtor, pair.creditor) if pair.minor > 0 else (pair.creditor, pair.debtor)
        owes[debtor] += abs(pair.minor)
        due[creditor] += abs(pair.minor)
    named = {*partners, *owes, *due, *(name for _, name in sums)}
    statements = tuple(
        Statement(
            partner=name,
            issued_points=sums.get(("issued", name), 0),
            redeemed_points=sums.get(("redeemed", name), 0),
            gift_sold_minor=sums.get(("gift_sold", name), 0),
            gift_used_minor=sums.get(("gift_used", name), 0),
            owes_minor=owes[name],
            owed_minor=due[name],
        )
        for name in sorted(named)
    )
    return Settled(statements, pairs)


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closed period's hash covers. Instants are microseconds since 1970; the first one has no since."""

    number: int
    since_micros: int | None
    until_micros: int
    block: int
    currency: str
    figures: Mapping[str, list[list[str | int]]]
    closed_by: str
    closed_at_micros: int


def figures(settled: Settled) -> dict[str, list[list[str | int]]]:
    """The whole settlement as plain values, in one order."""
    return {
        "statements": [
            [
                one.partner,
                one.issued_points,
                one.redeemed_points,
                one.gift_sold_minor,
                one.gift_used_minor,
                one.owes_minor,
                one.owed_minor,
            ]
            for one in settled.statements
        ],
        "pairs": [[one.debtor, one.creditor, one.points, one.minor] for one in settled.pairs],
    }


def of_figures(kept: Mapping[str, Any]) -> Settled:
    """The settlement that was kept as `figures`."""
    return Settled(
        tuple(Statement(*row) for row in kept["statements"]),
        tuple(Pair(*row) for row in kept["pairs"]),
    )


def period_hash(prev_hash: str, closed: Closed) -> str:
    """SHA-256 of the hash before and this period's canonical JSON, in hex."""
    fields = [getattr(closed, name) for name in closed.__slots__]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{prev_hash}\n{text}".encode()).hexdigest()
