"""The programme: what a shop promises its members, as one document that an owner can read and change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from rules import mistake, program_fields, program_names
from rules.campaign import Campaign
from rules.mistake import Mistake, ProgramInvalid
from rules.program_feedback import Feedback
from rules.program_fields import Currency, Language, Zone
from rules.program_formats import (
    Action,
    Discount,
    Discounting,
    EarningRule,
    GiftCards,
    Partner,
    Promo,
    StampCard,
    Subscription,
)
from rules.program_games import Badge, Challenge, Draw
from rules.program_life_cycle import LifeCycle
from rules.program_marketing import Marketing
from rules.program_offers import Offer
from rules.program_rfm import Rfm
from rules.program_sections import (
    Brand,
    Consent,
    Earning,
    Hold,
    Privacy,
    QuietTimes,
    Redemption,
    Referral,
    Returns,
    Section,
    Tier,
    TierTerms,
    Warnings,
    Welcome,
)

__all__ = ["Mistake", "Program", "ProgramInvalid", "parse", "schema"]


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
    rules: Annotated[tuple[EarningRule, ...], Field(max_length=100)] = ()
    """What purchases earn besides the tier's rate."""
    actions: Annotated[tuple[Action, ...], Field(max_length=100)] = ()
    """What earns points besides buying."""
    discounting: Discounting = Discounting()
    discounts: Annotated[tuple[Discount, ...], Field(max_length=100)] = ()
    """What is taken off a cheque besides the tier's own discount."""
    stamps: Annotated[tuple[StampCard, ...], Field(max_length=20)] = ()
    """Cards that fill with stamps."""
    subscriptions: Annotated[tuple[Subscription, ...], Field(max_length=20)] = ()
    partners: Annotated[tuple[Partner, ...], Field(max_length=200)] = ()
    """The brands of a coalition; the programme's own shops need not be among them."""
    gift_cards: GiftCards | None = None
    promos: Annotated[tuple[Promo, ...], Field(max_length=200)] = ()
    """Promo codes."""
    badges: Annotated[tuple[Badge, ...], Field(max_length=100)] = ()
    challenges: Annotated[tuple[Challenge, ...], Field(max_length=100)] = ()
    draws: Annotated[tuple[Draw, ...], Field(max_length=20)] = ()
    rfm: Rfm = Rfm()
    """How members are sorted by what they buy."""
    marketing: Marketing = Marketing()
    offers: Annotated[tuple[Offer, ...], Field(max_length=100)] = ()
    """What campaigns and staff give to single members."""
    campaigns: Annotated[tuple[Campaign, ...], Field(max_length=100)] = ()
    """Messages that go by themselves: on a schedule, or when something befalls a member."""
    feedback: Feedback = Feedback()
    """What members are asked after a purchase; nothing when it is left out."""
    life_cycle: LifeCycle | None = None
    warnings: Warnings = Warnings()
    hold: Hold = Hold()
    returns: Returns = Returns()
    quiet_hours: QuietTimes = QuietTimes()

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        program_fields.refuse(self, program_names.disagreements(self))
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

    def stamp_card(self, name: str) -> StampCard | None:
        return next((card for card in self.stamps if card.name == name), None)

    def subscription(self, name: str) -> Subscription | None:
        return next((one for one in self.subscriptions if one.name == name), None)

    def promo(self, name: str) -> Promo | None:
        return next((one for one in self.promos if one.name == name), None)

    def rule(self, name: str) -> EarningRule | None:
        return next((one for one in self.rules if one.name == name), None)

    def action(self, name: str) -> Action | None:
        return next((one for one in self.actions if one.name == name), None)

    def badge(self, name: str) -> Badge | None:
        return next((one for one in self.badges if one.name == name), None)

    def challenge(self, name: str) -> Challenge | None:
        return next((one for one in self.challenges if one.name == name), None)

    def draw(self, name: str) -> Draw | None:
        return next((one for one in self.draws if one.name == name), None)

    def offer(self, name: str) -> Offer | None:
        return next((one for one in self.offers if one.name == name), None)

    def partner(self, name: str) -> Partner | None:
        return next((one for one in self.partners if one.name == name), None)

    def partner_at(self, location: str) -> str:
        """Whose sale it is at this place; empty for the programme's own."""
        return next((one.name for one in self.partners if location in one.locations), "")

    @cached_property
    def looks_at(self) -> frozenset[str]:
        """What of a member its conditions ask for: birthday, first_purchase, subscriptions, tags, uses, offers."""
        return program_names.looked_at(self)


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
