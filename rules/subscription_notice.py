"""What a member hears of a subscription: facts, kept and told as those of rules.notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rules.member import Mutable


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionBegan:
    """title: a code that `texts.name` puts in the member's language, here and below. last_day: of what is paid for."""

    kind: ClassVar[str] = "subscription_began"
    mutes: ClassVar[Mutable | None] = None
    title: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRenewed:
    """stars: what the messenger took for it, 0 when the shop gave it."""

    kind: ClassVar[str] = "subscription_renewed"
    mutes: ClassVar[Mutable | None] = None
    title: str
    last_day: date
    stars: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionEndsSoon:
    kind: ClassVar[str] = "subscription_ends_soon"
    mutes: ClassVar[Mutable | None] = "warnings"
    title: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionEnded:
    kind: ClassVar[str] = "subscription_ended"
    mutes: ClassVar[Mutable | None] = None
    title: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReturned:
    """A payment in Stars went back. last_day: of what is left all the same, None when nothing is."""

    kind: ClassVar[str] = "payment_returned"
    mutes: ClassVar[Mutable | None] = None
    title: str
    stars: int
    last_day: date | None = None
