"""What a member hears of gift cards and promo codes that came without a press of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rules.gift_card import GiftCardFacts
from rules.member import Mutable
from rules.promo import PromoFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardReceived:
    """The shop made a card this member's."""

    kind: ClassVar[str] = "gift_card_received"
    mutes: ClassVar[Mutable | None] = None
    card: GiftCardFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoGiven:
    """A till used a code for this member."""

    kind: ClassVar[str] = "promo_given"
    mutes: ClassVar[Mutable | None] = "purchases"
    promo: PromoFacts
