"""Invoices, charges and subscriptions as the local Telegram keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from playground.refusal import Json

if TYPE_CHECKING:
    from playground.world import Person

STARS = "XTR"


@dataclass(frozen=True, slots=True)
class Invoice:
    """period_seconds: of a subscription, or None for a single payment."""

    title: str
    description: str
    payload: str
    stars: int
    period_seconds: int | None = None
    start_parameter: str = ""

    def as_shown(self) -> Json:
        return {
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": STARS,
            "total_amount": self.stars,
        }


@dataclass(slots=True)
class Charge:
    person: Person
    invoice: Invoice
    refunded: bool = False


@dataclass(slots=True)
class Subscription:
    """charge_id: of the first payment, by which the bot names it. by_bot: who stopped it may let it go on again."""

    charge_id: str
    person: Person
    invoice: Invoice
    expires_at: datetime
    cancelled: bool = False
    by_bot: bool = False

    def as_shown(self) -> Json:
        names = ("charge_id", "cancelled", "by_bot")
        shown: Json = {name: getattr(self, name) for name in names}
        return shown | {
            "title": self.invoice.title,
            "stars": self.invoice.stars,
            "expires_at": self.expires_at.isoformat(),
        }


@dataclass(slots=True)
class Payments:
    links: dict[str, Invoice] = field(default_factory=dict)
    asked: dict[str, Invoice] = field(default_factory=dict)  # by pre-checkout query
    charges: dict[str, Charge] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    earned_stars: int = 0
