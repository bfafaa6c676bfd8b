"""The programme: what a shop promises its members, as one document that an owner can read and change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError, model_validator

from rules import mistake, program_fields
from rules.lifetime import MAX_DAYS, MAX_MONTHS, Days, Endless, Life
from rules.mistake import Mistake, ProgramInvalid
from rules.money import MAX_POINTS, Rounding
from rules.program_fields import (
    Category,
    ClockTime,
    Currency,
    Language,
    Money,
    PluralWords,
    RateText,
    TextLists,
    Texts,
    Zone,
)
from rules.schedule import QuietHours

__all__ = ["Mistake", "Program", "ProgramInvalid", "parse", "schema"]

Points = Annotated[StrictInt, Field(ge=0, le=MAX_POINTS)]
Name = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
Version = Annotated[StrictStr, Field(min_length=1, max_length=32)]


class Section(BaseModel):
    """One part of the document: frozen, and no name in it is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


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
    excluded_categories: frozenset[Category] = frozenset()
    """Categories that points never pay for."""


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
    """What a cheque earns, as "3%" of the money or as "5 per 100.00"."""
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


class Program(Section):
    """The whole document; made by `parse` only, which knows its currency and languages before it reads the parts."""

    currency: Currency
    """A currency of ISO 4217, such as "RUB"."""
    zone: Zone
    """The shop's time zone by its IANA name, such as "Europe/Moscow"."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=20)]
    """Every text below must be written in each of these."""
    default_language: Language
    """For those whose own language is not among them."""
    brand: Brand
    consent: Consent
    """To the processing of personal data."""
    marketing_consent: Consent
    """To advertising, apart from the first one."""
    privacy: Privacy
    earning: Earning = Earning()
    redemption: Redemption
    welcome: Welcome | None = None
    tier_terms: TierTerms = TierTerms()
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1, max_length=20)]
    """From the first, which everybody has on registration, upwards."""
    referral: Referral | None = None
    warnings: Warnings = Warnings()
    hold: Hold = Hold()
    returns: Returns = Returns()
    quiet_hours: QuietTimes = QuietTimes()

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        program_fields.refuse(self, _disagreements(self))
        return self

    def __hash__(self) -> int:
        # Equal documents agree in these; the whole of it holds mappings, which have no hash.
        return hash((self.brand.name, self.currency, self.zone.key, self.languages, self.consent.version))

    def tier(self, name: str) -> Tier:
        """The tier of this name; the first one for a name that the programme no longer has."""
        return next((tier for tier in self.tiers if tier.name == name), self.tiers[0])

    def rank(self, name: str) -> int:
        """The tier's place, from 0; 0 for a name that the programme no longer has."""
        return next((rank for rank, tier in enumerate(self.tiers) if tier.name == name), 0)

    def text(self, texts: Mapping[str, str], language: str) -> str:
        """One of the document's texts in a member's language, else in the default one; empty when it was left out."""
        return texts.get(language) or texts.get(self.default_language, "")


def _disagreements(program: Program) -> list[tuple[tuple[str | int, ...], Any, str]]:
    """Each as its place, the value there, and what is wrong with it."""
    found: list[tuple[tuple[str | int, ...], Any, str]] = []
    if program.default_language not in program.languages:
        known = ", ".join(program.languages)
        found.append((("default_language",), program.default_language, f"must be one of languages: {known}"))
    for at, language in enumerate(program.languages):
        if language in program.languages[:at]:
            found.append((("languages", at), language, "is in the list already"))
    names = [tier.name for tier in program.tiers]
    for rank, tier in enumerate(program.tiers):
        if tier.name in names[:rank]:
            found.append((("tiers", rank, "name"), tier.name, "is the name of an earlier tier"))
        if rank == 0 and tier.has_threshold:
            found.append(
                (("tiers", 0), tier.name, "the first tier is everybody's: it has no spend, purchases or points")
            )
        if rank > 0 and not tier.has_threshold:
            found.append((("tiers", rank), None, "needs at least one of spend, purchases, points to be reached"))
    return found


def parse(text: str) -> Program:
    """Read a programme document, in TOML. Raises ProgramInvalid, which holds every mistake with its line."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ProgramInvalid([mistake.of_syntax(error, text)]) from error
    except RecursionError:
        raise ProgramInvalid([Mistake("", None, None, "", "is nested too deeply to be read")]) from None
    try:
        return Program.model_validate(data, context=program_fields.context(data))
    except ValidationError as error:
        raise ProgramInvalid(mistake.of_content(error, data, text, _schema())) from error


def schema() -> dict[str, Any]:
    """The document's JSON Schema, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **deepcopy(_schema())}


@cache
def _schema() -> dict[str, Any]:
    return Program.model_json_schema()
