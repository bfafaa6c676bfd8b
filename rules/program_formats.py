"""The parts of the programme document that make one format differ from another: rules, discounts, stamps, codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator

from rules import program_fields
from rules.lifetime import MAX_DAYS, Days, Endless, Life
from rules.money import MAX_POINTS
from rules.program_fields import ClockTime, Day, Money, Percent, RateText, TextLists, Texts, Times
from rules.program_sections import Caps, Goods, Name, Names, Section
from rules.schedule import QuietHours

STAMPS_MAX = 100
STARS_MAX = 10_000
STARS_PERIOD_DAYS = 30  # the only period of a subscription for Stars

Given = Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)]
Count = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Place = Annotated[StrictStr, Field(min_length=1, max_length=64)]


# ------------------------------------------------------------------ conditions


class Birthday(Section):
    days_before: Annotated[StrictInt, Field(ge=0, le=60)] = 0
    """From so many days before the birthday"""
    days_after: Annotated[StrictInt, Field(ge=0, le=60)] = 0
    """to so many days after it."""


class Hours(Section):
    start: ClockTime
    """From this time of the shop's day"""
    end: ClockTime
    """up to this one, which may be past midnight."""

    @property
    def window(self) -> QuietHours:
        return QuietHours(self.start, self.end)


class When(Section):
    """Conditions: all that are named must hold; none means always."""

    tiers: frozenset[Name] = frozenset()
    subscriptions: frozenset[Name] = frozenset()
    tags: Names = frozenset()
    """Members who have one of these tags."""
    partners: frozenset[Name] = frozenset()
    locations: frozenset[Place] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    hours: Hours | None = None
    birthday: Birthday | None = None
    first_purchase: StrictBool = False
    """Only on the member's first purchase."""
    first_day: Day | None = None
    """From this day"""
    last_day: Day | None = None
    """to this one."""
    minimum_cheque_minor: Annotated[Money, Field(alias="minimum_cheque")] = 0
    """From this much, after the till's own discounts."""

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            program_fields.refuse(self, [(("last_day",), self.last_day, f"is before first_day, {self.first_day}")])
        return self

    @cached_property
    def is_always(self) -> bool:
        return self == ALWAYS


ALWAYS = When()
EVERYTHING = Goods()


def exactly_one(section: Section, *ways: str) -> None:
    """Refuse a section that names none of these fields, or more than one."""
    named = [way for way in ways if getattr(section, way) is not None]
    if len(named) != 1:
        found: list[tuple[tuple[str | int, ...], Any, str]] = [
            ((), ", ".join(named) or None, f"names exactly one of {', '.join(ways)}")
        ]
        program_fields.refuse(section, found)


# ------------------------------------------------------------------ earning


class EarningRule(Section):
    """What purchases earn besides the tier's rate; exactly one of rate, points, points_each, times."""

    name: Name
    """Its stable name; entries keep it."""
    title: Texts = {}
    """What members read in their history."""
    goods: Goods = EVERYTHING
    """Which lines it is about."""
    when: When = ALWAYS
    rate: RateText | None = None
    """So much of what these lines cost."""
    instead: StrictBool = False
    """With rate: these lines earn it instead of the tier's rate, and not besides."""
    points: Given | None = None
    """So many points for the cheque."""
    points_each: Given | None = None
    """So many points for each piece of the goods."""
    times: Times | None = None
    """The tier's points for these lines, so many times."""
    caps: Caps = Caps()
    pending_days: Annotated[StrictInt, Field(ge=0, le=MAX_DAYS)] | None = None
    """How long these points wait, where it is not as in [earning]."""
    life: Life | None = None
    """How long they live, where it is not as in [earning]."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one(self, "rate", "points", "points_each", "times")
        if self.instead and self.rate is None:
            program_fields.refuse(self, [(("instead",), True, "goes with rate alone")])
        return self


class Limit(Section):
    times: Count
    """At most so many times"""
    days: Days
    """within so many days."""


class Action(Section):
    """What a member earns points for besides buying."""

    name: Name
    """Its stable name; of a custom event, the name by which the API reports it."""
    title: Texts
    """What members read."""
    on: Literal["registration", "profile_completed", "review", "channel_joined", "quiz", "custom"]
    """What happens: known to the programme itself (registration, profile_completed), else reported by the API."""
    points: Given
    limit: Limit | None = None
    """How often; registration, profile_completed and channel_joined are once in any case."""
    budget: Given | None = None
    """The most points for all members together."""
    pending_days: Annotated[StrictInt, Field(ge=0, le=MAX_DAYS)] = 0
    life: Life = Endless(kind="none")


# ------------------------------------------------------------------ discounts and stamps


class Discounting(Section):
    combine: Literal["best", "sum"] = "best"
    """When several discounts meet on a line: the best one counts, or they are added up."""
    most_percent: Percent = Decimal(100)
    """The most that they take off together."""


class Discount(Section):
    name: Name
    title: Texts
    percent: Percent
    goods: Goods = EVERYTHING
    when: When = ALWAYS


class StampGift(Section):
    title: Texts
    """What the member gets, in words."""
    percent: Percent = Decimal(100)
    """How much is taken off one piece, the dearest of these goods; 0 for a gift that is handed over."""
    goods: Goods = EVERYTHING
    most_minor: Annotated[Money | None, Field(alias="most")] = None
    """The most that the gift takes off."""


class StampCard(Section):
    name: Name
    title: Texts
    on: Literal["visit", "goods"] = "visit"
    """A stamp for each paid visit, or for each piece of the goods."""
    goods: Goods = EVERYTHING
    when: When = ALWAYS
    needed: Annotated[StrictInt, Field(ge=1, le=STAMPS_MAX)]
    """How many stamps make a gift."""
    gift: StampGift
    day_max: Annotated[StrictInt, Field(ge=1, le=STAMPS_MAX)] | None = None
    """The most stamps that a member gets on one day."""
    life: Life = Endless(kind="none")


# ------------------------------------------------------------------ subscriptions, partners


class Subscription(Section):
    """What it gives besides its privileges stands in rules and discounts, whose `when` names it."""

    name: Name
    title: Texts
    about: Texts
    """What it gives, before somebody pays for it."""
    price_stars: Annotated[StrictInt, Field(ge=0, le=STARS_MAX)] = 0
    """The price in the chat, in Stars, for each 30 days; 0: it is not sold there."""
    price_minor: Annotated[Money, Field(alias="price")] = 0
    """The price at the till."""
    period_days: Annotated[StrictInt, Field(ge=1, le=366)] = STARS_PERIOD_DAYS
    """What one payment buys."""
    privileges: TextLists = {}

    @model_validator(mode="after")
    def _sold_by_thirty_days(self) -> Self:
        if self.price_stars and self.period_days != STARS_PERIOD_DAYS:
            message = f"must be {STARS_PERIOD_DAYS} for a subscription that is sold for Stars"
            program_fields.refuse(self, [(("period_days",), self.period_days, message)])
        return self


class Partner(Section):
    name: Name
    title: Texts
    about: Texts = {}
    rate: RateText | None = None
    """What a cheque earns here, whatever the tier."""
    locations: frozenset[Place] = frozenset()
    """Sales at these places are this partner's, as are those of its own keys."""
    issues_percent: Percent = Decimal(100)
    """How much of a point's value the partner owes for each point it gave and another redeemed; the rest is the
    programme's own."""


# ------------------------------------------------------------------ gift cards, promo codes


class GiftCards(Section):
    title: Texts
    minimum_minor: Annotated[Money, Field(alias="minimum", gt=0)]
    """The least that a card is sold or topped up for."""
    maximum_minor: Annotated[Money, Field(alias="maximum", gt=0)]
    """The most that is on one card."""
    top_up: StrictBool = True
    """Whether a sold card takes more money."""
    life: Life = Endless(kind="none")

    @model_validator(mode="after")
    def _sums_in_order(self) -> Self:
        if self.maximum_minor < self.minimum_minor:
            program_fields.refuse(self, [(("maximum",), self.maximum_minor, "is below minimum")])
        return self


class Tickets(Section):
    draw: Name
    count: Count


class PromoGift(Section):
    """What a promo code gives; exactly one of these."""

    points: Given | None = None
    percent: Percent | None = None
    """Taken off the cheque."""
    sum_minor: Annotated[Money | None, Field(alias="sum")] = None
    """Taken off the cheque."""
    gift: Texts | None = None
    """Something that is handed over, in words."""
    tier: Name | None = None
    tickets: Tickets | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one(self, "points", "percent", "sum_minor", "gift", "tier", "tickets")
        return self

    @property
    def is_for_a_cheque(self) -> bool:
        return self.percent is not None or self.sum_minor is not None


class Promo(Section):
    """Codes that give the same: one generic code that everybody knows, or unique ones that are made in batches."""

    name: Name
    title: Texts
    code: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{3,32}$")] | None = None
    """The generic code, capitals not mattering; left out where codes are unique."""
    gives: PromoGift
    goods: Goods = EVERYTHING
    """Which lines a percent or a sum is taken off."""
    when: When = ALWAYS
    per_member: Count = 1
    """How often one member may use these codes."""
    per_code: Count | None = None
    """How often one code may be used by all together; a unique one once, unless this says otherwise."""
    budget: Given | None = None
    """The most uses of all codes together."""
    life: Life = Endless(kind="none")
    """Of the points that it gives."""

    @property
    def last_day(self) -> date | None:
        return self.when.last_day
