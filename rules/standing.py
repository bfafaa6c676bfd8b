"""Where a member stands among the tiers, in the words and figures that people are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTier:
    """The way up: by purchases, spend or points, whichever comes first; a way the programme does not have needs 0.

    percent: 0 to 100, the nearest of the ways. rate_percent comes back, discount_percent is taken off.
    """

    title: str
    privileges: tuple[str, ...] = ()
    rate_percent: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    purchases_done: int = 0
    purchases_needed: int = 0
    spend_done_minor: int = 0
    spend_needed_minor: int = 0
    points_done: int = 0
    points_needed: int = 0
    percent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TierFacts:
    """title, privileges, offers: codes for `texts.name`, or words as they are. until: the tier's last day or None.

    is_only: there is no other tier, so that nobody climbs. window_days, is_yearly: what counts is of so many last days,
    or of the calendar year; else of the whole time.
    """

    title: str
    privileges: tuple[str, ...] = ()
    rate_percent: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    is_only: bool = False
    until: date | None = None
    next: NextTier | None = None
    window_days: int | None = None
    is_yearly: bool = False
    offers: tuple[str, ...] = ()
