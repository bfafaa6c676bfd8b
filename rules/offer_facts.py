"""A personal offer as its member and the cashier see it, and what one did to a cheque."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from rules.program_offers import Kind, Offer

State = Literal["given", "on", "used", "over", "withdrawn"]
"""given: it has to be switched on. over: its term ended unused."""


@dataclass(frozen=True, slots=True)
class OfferWords:
    """How the programme that promised an offer calls it, by language: today's may have none of it any more.

    gives: a gift or a privilege. about, gives: may be empty.
    """

    title: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    gives: Mapping[str, str] = field(default_factory=dict)


def words_of(offer: Offer) -> OfferWords:
    return OfferWords(dict(offer.title), dict(offer.about), dict(offer.gives.gift or offer.gives.privilege or {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts:
    """offer: its name. words: where there are none, `texts.name` has those of today for `offer:<name>`,
    `offer_about:<name>` and `offer_gives:<name>`.

    kind says which of points, times, percent, sum_minor, stamps (of the card) it gives. least_minor: of a cheque, 0 for
    any. progress, purchases: of an offer for several. given_points, off_minor: what it gave, when it was used.
    """

    offer_id: str
    offer: str
    kind: Kind
    state: State
    last_day: date
    points: int = 0
    times: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    sum_minor: int = 0
    stamps: int = 0
    card: str = ""
    least_minor: int = 0
    progress: int = 0
    purchases: int = 1
    used_on: date | None = None
    given_points: int = 0
    off_minor: int = 0
    words: OfferWords = OfferWords()

    @property
    def is_open(self) -> bool:
        return self.state in ("given", "on")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDone:
    """What an offer does to a cheque. offer: its name. is_gift: it hands over what its words say that it gives."""

    offer: str
    points: int = 0
    off_minor: int = 0
    stamps: int = 0
    is_gift: bool = False
    words: OfferWords = OfferWords()
