"""What a member enjoys besides points, as they show it at the till and as the cashier sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """Also of a personal offer. title, privileges: codes for `texts.name`. last_day: the last one that is paid for."""

    title: str
    privileges: tuple[str, ...] = ()
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountNow:
    """A discount that holds at this very moment. title: a code for `texts.name`. from_minor: the least cheque, or 0."""

    title: str
    percent: Decimal
    from_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivilegeFacts:
    """tier, privileges: codes for `texts.name`. at: when this was true."""

    tier: str
    at: datetime
    privileges: tuple[str, ...] = ()
    subscriptions: tuple[Subscribed, ...] = ()
    discounts: tuple[DiscountNow, ...] = ()
