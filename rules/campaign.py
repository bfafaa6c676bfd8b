"""A campaign: what is said to whom, when, and who is left alone to compare with; one document, of file or of chat."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictInt, StrictStr, model_validator

from rules import program_fields
from rules.member import Category
from rules.program_fields import ClockTime, Context, Money
from rules.program_formats import Weekday, exactly_one
from rules.program_sections import Name, Section

AUDIENCE_MAX = 2_000  # letters of an expression
TEXT_MAX = 3_500  # letters of a message as it is written; filled in it must fit the messenger
VARIANTS_MAX = 5
BUTTONS_MAX = 4
LABEL_MAX = 40
CONTROL_PERCENT_MAX = 50
ATTRIBUTION_DAYS_MAX = 90
HOURS_MAX = 24 * 365
ADDRESS = r"^https?://[^\s/?#@]+([/?#][^\s]*)?$"  # without a user and a password: everybody would read them

State = Literal["draft", "scheduled", "running", "paused", "done", "stopped", "failed"]
Opens = Literal["card", "balance", "tier", "history", "invite", "offers", "stamps", "promo", "subscription", "menu"]
Ready = Literal[
    "first_purchase_reminder",
    "welcome_burning",
    "first_purchase_thanks",
    "balance_reminder",
    "birthday",
    "birthday_offer",
    "tier_near",
    "win_back",
    "win_back_offer",
    "win_back_more",
    "referral_thanks",
]
"""Messages that Kopilka has words of its own for, in every language that it speaks."""
MediaKind = Literal["photo", "video", "document"]

Words = Annotated[dict[str, Annotated[StrictStr, Field(min_length=1, max_length=TEXT_MAX)]], Field(min_length=1)]
Label = Annotated[dict[str, Annotated[StrictStr, Field(min_length=1, max_length=LABEL_MAX)]], Field(min_length=1)]
Percent = Annotated[StrictInt, Field(ge=0, le=100)]
DaysBefore = Annotated[StrictInt, Field(ge=0, le=60)]


# ------------------------------------------------------------------ when


class Once(Section):
    kind: Literal["once"]


class Daily(Section):
    kind: Literal["daily"]


class Weekly(Section):
    kind: Literal["weekly"]
    weekday: Weekday


class Monthly(Section):
    kind: Literal["monthly"]
    day: Annotated[StrictInt, Field(ge=1, le=28)]


class Happened(Section):
    """Something befell the member."""

    kind: Literal["registered", "first_purchase", "tier_up", "tier_down", "referral_joined", "referral_rewarded"]
    after_hours: Annotated[StrictInt, Field(ge=0, le=HOURS_MAX)] = 0
    """So long after it."""


class Quiet(Section):
    """The member bought before, and not for so many days."""

    kind: Literal["quiet"]
    days: Annotated[StrictInt, Field(ge=1, le=3_650)]


class Birthday(Section):
    kind: Literal["birthday"]
    days_before: DaysBefore = 0


class TierNear(Section):
    """So little is lacking to the next tier: either of the two."""

    kind: Literal["tier_near"]
    purchases: Annotated[StrictInt, Field(ge=1, le=1_000)] | None = None
    spend_minor: Annotated[Money | None, Field(alias="spend", gt=0)] = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.purchases is None and self.spend_minor is None:
            program_fields.refuse(self, [((), None, "needs purchases, spend, or both")])
        return self


class Burning(Section):
    """Points burn in so many days. source: only of these, such as `welcome`."""

    kind: Literal["burning"]
    days_before: Annotated[StrictInt, Field(ge=1, le=60)]
    source: Annotated[StrictStr, Field(max_length=32)] = ""


class OfferEnding(Section):
    """An offer that was not used ends in so many days."""

    kind: Literal["offer_ending"]
    days_before: DaysBefore = 1


Occasion = Annotated[
    Once | Daily | Weekly | Monthly | Happened | Quiet | Birthday | TierNear | Burning | OfferEnding,
    Field(discriminator="kind"),
]


# ------------------------------------------------------------------ what


UNSEEN = "has nothing in it that can be seen"


def shows(words: str) -> bool:
    """Whether there is a letter, a figure or a sign among them, not only spaces and what has no shape."""
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in words)


class Media(Section):
    """A file that the messenger keeps. reference: by the messenger's own name, good for this channel alone."""

    kind: MediaKind
    channel: Annotated[StrictStr, Field(min_length=1, max_length=32)]
    reference: Annotated[StrictStr, Field(min_length=1, max_length=512)]


class AdButton(Section):
    """Exactly one of url and opens."""

    label: Label
    url: Annotated[StrictStr, Field(pattern=ADDRESS, max_length=512)] | None = None
    opens: Opens | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one(self, "url", "opens")
        unseen = [(("label", language), words, UNSEEN) for language, words in self.label.items() if not shows(words)]
        program_fields.refuse(self, unseen)
        return self


class Message(Section):
    """Exactly one of text and ready. text: html of the tags `b i u a code` by language, with placeholders such as
    `{name|friend}`."""

    text: Words = Field(default_factory=dict)
    ready: Ready | None = None
    """Kopilka's own words for this occasion."""
    media: Media | None = None
    buttons: Annotated[tuple[AdButton, ...], Field(max_length=BUTTONS_MAX)] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.text) == bool(self.ready):
            program_fields.refuse(self, [((), None, "names exactly one of text, ready")])
        unseen = [(("text", language), words, UNSEEN) for language, words in self.text.items() if not shows(words)]
        program_fields.refuse(self, unseen)
        return self


class Variant(Section):
    name: Name
    share: Annotated[StrictInt, Field(ge=1, le=100)] = 1
    """Against the shares of the others."""
    message: Message
    offer: Name | None = None
    """Of the programme's offers, given to whom this reaches."""


# ------------------------------------------------------------------ the whole


class Campaign(Section):
    """The whole document. In the programme's file every text is written in each language; from the chat, in one."""

    name: Name
    title: Annotated[StrictStr, Field(max_length=64)] = ""
    """What marketers call it; its name when it is left out."""
    on: Occasion = Once(kind="once")
    audience: Annotated[StrictStr, Field(max_length=AUDIENCE_MAX)] = ""
    """A segment's expression; empty for every member."""
    category: Category = "marketing"
    variants: Annotated[tuple[Variant, ...], Field(min_length=1, max_length=VARIANTS_MAX)]
    control_percent: Annotated[StrictInt, Field(ge=0, le=CONTROL_PERCENT_MAX)] = 0
    """Of the audience, left alone to compare with."""
    at: ClockTime | None = None
    """By the member's own clock; None for at once."""
    attribution_days: Annotated[StrictInt, Field(ge=1, le=ATTRIBUTION_DAYS_MAX)] = 14
    """Purchases within so many days are compared."""
    budget_points: Annotated[StrictInt, Field(ge=1)] | None = None
    """Of what its offers gave; then it stops."""
    stop_failed_percent: Annotated[StrictInt, Field(ge=1, le=100)] = 20
    """Of what was tried; then it stops as failed."""
    erid: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9]*$", max_length=64)] = ""
    """The mark of an advertisement, where the law wants one."""
    advertiser: Annotated[StrictStr, Field(max_length=128)] = ""

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [variant.name for variant in self.variants]
        twice = next((at for at, name in enumerate(names) if name in names[:at]), None)
        if twice is not None:
            place = ("variants", twice, "name")
            program_fields.refuse(self, [(place, names[twice], "is the name of an earlier one of variants")])
        return self

    def __hash__(self) -> int:
        return hash((self.name, self.audience, len(self.variants)))

    @property
    def is_standing(self) -> bool:
        """Whether it goes on until somebody stops it."""
        return self.on.kind != "once"

    def variant(self, name: str) -> Variant | None:
        return next((one for one in self.variants if one.name == name), None)

    def dump(self) -> dict[str, Any]:
        """Return it as plain JSON values, for `campaign_of`."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def spoken(by_language: Mapping[str, object], language: str, default: str = "") -> str:
    """The language in which somebody who reads this one is told; empty where nothing is said in any.

    In its absence it is the default one, or else the first by its code: kept documents have no order of their own.
    """
    known = (code for code in (language, default) if code in by_language)
    return next(known, min(by_language, default=""))


def campaign_of(kept: Mapping[str, Any]) -> Campaign:
    """Return the campaign that `dump` gave."""
    return Campaign.model_validate(dict(kept), context=_MINOR)


# A kept document is in minor units already.
_MINOR = Context(digits=0)
