"""The parts of the programme document that every programme has: brand, consents, earning, paying, tiers, friends."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from rules.lifetime import MAX_DAYS, MAX_MONTHS, Days, Endless, Life
from rules.money import MAX_POINTS, Rounding
from rules.program_fields import Category, ClockTime, Money, Percent, PluralWords, RateText, TextLists, Texts
from rules.schedule import QuietHours

Points = Annotated[StrictInt, Field(ge=0, le=MAX_POINTS)]
Name = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
Version = Annotated[StrictStr, Field(min_length=1, max_length=32)]
Names = frozenset[Category]


class Section(BaseModel):
    """One part of the document: frozen, and no name in it is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Goods(Section):
    """Lines of a cheque: a line is meant when any of its names is in any of these lists; without a list, every line."""

    categories: Names = frozenset()
    """As the till names them; capitals do not matter, here and below."""
    brands: Names = frozenset()
    products: Names = frozenset()
    """Their codes (sku)."""
    labels: Names = frozenset()
    """Words that the till puts on a line."""

    @property
    def is_everything(self) -> bool:
        return not (self.categories or self.brands or self.products or self.labels)


class Caps(Section):
    """The most points; what is above is not given."""

    cheque: Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)] | None = None
    """For one cheque."""
    day: Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)] | None = None
    """For one member on one day."""
    member: Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)] | None = None
    """For one member in all."""
    budget: Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)] | None = None
    """For all members together."""


class Brand(Section):
    name: Annotated[StrictStr, Field(min_length=1, max_length=64)]
    """How the shop is called everywhere."""
    logo: Annotated[StrictStr, Field(pattern=r"^[\w.-]*$", max_length=128)] = ""
    """A PNG file beside this file."""
    accent: Annotated[StrictStr, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#1f6f5c"
    """The brand's colour as #rrggbb."""
    points: PluralWords
    """The words for points, in each plural form of each language."""
    greeting: Texts = {}
    """The first words to a newcomer."""
    contact: Texts = {}
    """Where a member asks for help: a phone, an address, hours."""


class Consent(Section):
    version: Version
    """Changes whenever the text does; what a member accepted is stored with it."""
    text: Texts
    """What the member agrees to, in plain words."""


class Privacy(Section):
    text: Texts
    """Shown by /privacy."""


class Earning(Section):
    on: Literal["net", "gross", "none"] = "net"
    """What earns: net (the money paid), gross (the full price), none (net, but nothing when points pay a part)."""
    pending_days: Annotated[StrictInt, Field(ge=0, le=MAX_DAYS)] = 0
    """How many days new points wait before they can be spent; 0 means at once."""
    rounding: Rounding = "floor"
    """How a part of a point is rounded, once for a whole cheque."""
    life: Life = Endless(kind="none")
    """How long earned points live."""
    excluded: Goods | None = None
    """Lines that never earn."""
    multipliers: Literal["best", "all"] = "best"
    """When several rules multiply the points of one cheque: only the best of them counts, or all are added up."""
    caps: Caps = Caps()
    """The most points that purchases give, by all rules together."""


class Redemption(Section):
    point_value_minor: Annotated[Money, Field(alias="point_value", gt=0)]
    """What one point pays for."""
    share_percent: Annotated[StrictInt, Field(ge=0, le=100)] = 50
    """How much of a cheque points may pay, in percent of its payable lines."""
    minimum_points: Points = 1
    """The fewest points that may be spent at a time."""
    step: Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)] = 1
    """Points are spent in whole steps of this many."""
    minimum_cheque_minor: Annotated[Money, Field(alias="minimum_cheque")] = 0
    """The smallest cheque, after discounts, that points may pay a part of."""
    excluded: Goods | None = None
    """Lines that points never pay for."""


class Welcome(Section):
    points: Points
    """Given when the newcomer has registered."""
    on: Literal["registration"] = "registration"
    """When they are given."""
    life: Life
    """How long they live; short, to start the habit."""


class RollingWindow(Section):
    kind: Literal["rolling"]
    days: Days
    """The last so many days count."""


class CalendarYear(Section):
    kind: Literal["calendar_year"]


class Lifetime(Section):
    kind: Literal["lifetime"]


Window = Annotated[RollingWindow | CalendarYear | Lifetime, Field(discriminator="kind")]


class TierTerms(Section):
    window: Window = Lifetime(kind="lifetime")
    """Which purchases count."""
    term_months: Annotated[StrictInt, Field(ge=0, le=MAX_MONTHS)] = 0
    """How long a reached tier is kept at least; 0 means for ever."""
    grace_days: Annotated[StrictInt, Field(ge=0, le=MAX_DAYS)] = 0
    """How long it is kept beyond that before it falls."""
    fall: Literal["one_step", "to_earned"] = "one_step"
    """Whether a tier falls to the one below it, or to the one that the counters give."""


class Tier(Section):
    name: Name
    """The tier's stable name: small letters, digits, - and _."""
    title: Texts
    """What members read."""
    rate: RateText
    """What a cheque earns: "3%" of the money, "5 per 100.00" in proportion, "5 per full 100.00" for whole hundreds."""
    discount: Percent = Decimal(0)
    """What is taken off every cheque of the tier's members, as "3%"."""
    window: Window | None = None
    """Which purchases count for this tier, where it is not as in tier_terms."""
    spend_minor: Annotated[Money | None, Field(alias="spend")] = None
    """Reached by this much spent within the window."""
    purchases: Annotated[StrictInt, Field(ge=1, le=1_000_000)] | None = None
    """Or by this many purchases."""
    points: Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)] | None = None
    """Or by this many points earned."""
    privileges: TextLists = {}
    """What else the tier gives, one short line each."""

    @property
    def has_threshold(self) -> bool:
        return not (self.spend_minor is None and self.purchases is None and self.points is None)


class ReferralCap(Section):
    rewards: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    """The most rewards that one inviter gets"""
    days: Days
    """within so many days."""


class Referral(Section):
    inviter_points: Points
    """For the one who invited, after the friend's first qualifying purchase."""
    friend_points: Points
    """For the friend, at the same moment."""
    purchase_min_minor: Annotated[Money, Field(alias="purchase_min")] = 0
    """What the friend must pay for it at least, net of discounts and points."""
    window_days: Days = 30
    """How long the friend has for that purchase."""
    return_period_days: Annotated[StrictInt, Field(ge=0, le=MAX_DAYS)] = 14
    """How long both rewards wait; a return within it cancels them."""
    cap: ReferralCap | None = None
    """A limit against farming."""
    life: Life
    """How long the rewards live."""


class Warnings(Section):
    days_before: tuple[Annotated[StrictInt, Field(ge=0, le=365)], ...] = Field(default=(30, 3), max_length=5)
    """A warning goes out so many days before the last day of points."""
    at: ClockTime = time(10)
    """At this time of the member's own day."""


class Hold(Section):
    minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = 30
    """How long points wait at a till for the cheque to be closed."""


class Returns(Section):
    policy: Literal["debt", "within_balance", "pending_only"] = "debt"
    """What to do when returned points are spent already: owe them, take what there is, or take pending ones only."""
    grace_days: Annotated[StrictInt, Field(ge=0, le=MAX_DAYS)] = 14
    """How long points live that come back from a return after they would have burned."""


class QuietTimes(Section):
    start: ClockTime = time(21)
    end: ClockTime = time(9)

    @property
    def hours(self) -> QuietHours:
        return QuietHours(self.start, self.end)
