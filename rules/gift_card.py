"""A gift card as its holder and a till see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

GIFT = "gift"  # the asset of a gift card, in minor units; the card itself holds the account

CardState = Literal["active", "blocked", "void"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardFacts:
    """last4: of its code, by which people tell their cards apart. void: its money was given back.

    last_day: through which the money that burns first can be used, with how much of it; None when none burns.
    """

    card_id: str
    last4: str
    state: CardState
    balance_minor: int
    sold_at: datetime
    last_day: date | None = None
    burns_minor: int = 0
    holder_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCode:
    """A fresh code of a card, this once. content: what its QR holds."""

    card: GiftCardFacts
    code: str
    content: str = ""
