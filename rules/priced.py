"""A cheque before and after it was priced: plain values that the till, the ledger and the screens share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from rules.program_offers import Offer


@dataclass(frozen=True, slots=True)
class Line:
    """amount_minor: the price of the whole line before discounts, not of one piece. discount_minor: the till's own."""

    amount_minor: int
    quantity: int = 1
    category: str = ""
    sku: str = ""
    brand: str = ""
    name: str = ""
    discount_minor: int = 0
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cheque:
    """What is bought, and how the member wants to pay.

    pay_points: how many points are spent; None or 0 spends none. promo: the name of the promo whose code was shown.
    stamp_gift: the stamp card whose gift is taken. gift_minor: what is on the gift card that pays, 0 without one.
    """

    lines: tuple[Line, ...]
    pay_points: int | None = None
    promo: str = ""
    stamp_gift: str = ""
    gift_minor: int = 0
    location: str = ""
    partner: str = ""

    @property
    def value_minor(self) -> int:
        """After the till's own discounts."""
        return sum([line.amount_minor - line.discount_minor for line in self.lines])


@dataclass(frozen=True, slots=True)
class Used:
    """Points (or stamps, or uses) that a rule gave a member, and what is left of its budget (None: no limit)."""

    today: int = 0
    ever: int = 0
    budget_left: int | None = None


UNUSED = Used()


@dataclass(frozen=True, slots=True)
class Granted:
    """An offer that a member has and may use. offer: on the terms that were promised.

    from_minor: the threshold of their own, 0 for none. progress: the purchases that counted so far.
    """

    offer_id: str
    offer: Offer
    ends_at: datetime
    from_minor: int = 0
    progress: int = 0


@dataclass(frozen=True, slots=True)
class MemberState:
    """What pricing may look at, as far as `Program.looks_at` asks for it.

    available_points: usable now, including those held for this cheque. debt: points owed after a return. used: by the
    rule's name; `""` is the tier's rate, `*` all rules together, `stamp:<card>` a stamp card, `offer:<name>` an offer.
    stamps: by card, of the one whose gift is wanted. offers: that are on, whatever this cheque is.
    """

    tier: str
    available_points: int = 0
    debt: int = 0
    birthday: date | None = None
    is_new: bool = False
    subscriptions: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    used: Mapping[str, Used] = field(default_factory=dict)
    stamps: Mapping[str, int] = field(default_factory=dict)
    offers: tuple[Granted, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a line is as it is: a rule's key and what it used. Screens put it into words.

    discount (the till's); stamp_gift (card); tier_discount (tier, percent); programme_discount (discount, percent);
    promo (promo); offer (offer); paid_with_points; never_paid_with_points (category); earned (tier, rate);
    earned_at_partner (partner, rate); earned_by_rule (rule); never_earns; earns_nothing_with_points; capped (rule).
    """

    rule: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reduction:
    """What one rule of the programme took off the cheque. name: of the tier, discount, offer, promo or stamp card."""

    kind: Literal["stamp_gift", "tier", "discount", "offer", "promo"]
    name: str
    minor: int


@dataclass(frozen=True, slots=True)
class Earning:
    """What one rule gave. rule: its name, or `offer:<name>`; empty for the tier's, or the partner's, rate."""

    rule: str
    points: int
    active_at: datetime
    expires_at: datetime | None


class QuotedLine(NamedTuple):
    """net_minor = gross_minor - discount_minor - points_spend_minor.

    gift_minor: the part of net that a gift card pays. discount_minor: the till's and the programme's. points_spend: the
    line's share of the points.
    """

    gross_minor: int
    discount_minor: int
    points_spend: int
    points_spend_minor: int
    net_minor: int
    earn_points: int
    why: tuple[Why, ...] = ()
    gift_minor: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """The one offer that a cheque uses, and what it did. stamps: how many of its card.

    is_gift: it hands something over, in the offer's own words.
    """

    granted: Granted
    points: int = 0
    off_minor: int = 0
    stamps: int = 0
    is_gift: bool = False

    @property
    def name(self) -> str:
        return self.granted.offer.name


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced cheque. net = gross - discount - points_spend_minor; due_minor is to be paid in money, without the gift
    card.

    points_max: the most that may be spent now, with points_max_why: `share`, `balance`, or when it is 0 also `debt`,
    `cheque_below_minimum`, `nothing_payable`, `points_below_minimum`. active_at, expires_at: of the points that the
    tier's rate gives, if they were earned now. stamps: (card, how many) given by this cheque.
    promo: whose code this cheque uses. offer: the one that it uses. counted: ids of the offers for several purchases
    that count this one.
    """

    gross_minor: int
    discount_minor: int
    points_spend: int
    points_spend_minor: int
    points_max: int
    points_max_why: str
    net_minor: int
    earn_points: int
    active_at: datetime
    expires_at: datetime | None
    tier: str
    lines: tuple[QuotedLine, ...]
    gift_minor: int = 0
    reductions: tuple[Reduction, ...] = ()
    earnings: tuple[Earning, ...] = ()
    stamps: tuple[tuple[str, int], ...] = ()
    promo: str = ""
    offer: Applied | None = None
    counted: tuple[str, ...] = ()

    @property
    def due_minor(self) -> int:
        return self.net_minor - self.gift_minor
