"""How long a subscription is in force, and what a screen says of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.lifetime import last_usable_day
from rules.schedule import instant

# The messenger keeps what it has to tell for a day, so a renewal may be heard of this late.
RENEWAL_GRACE = timedelta(days=1)
WARNING = timedelta(days=3)
"""This long before the end of what does not renew itself its member is told."""


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """One subscription as a member sees it.

    title: a code; with `:about`, `:0`, `:1` and so on after it, of what it says of itself and its privileges. stars: 0
    when it is not sold in the chat. last_day: of what is in force, else None. renews: the messenger takes the next
    payment by itself. order_id: of an invoice they may pay now, empty when there is none. price_minor: at
    the till; 0 when it is not sold there.
    """

    name: str
    title: str
    stars: int
    period_days: int
    last_day: date | None = None
    renews: bool = False
    order_id: str = ""
    price_minor: int = 0


def in_force(ends_at: datetime, renews: bool, now: datetime) -> bool:
    return now < (ends_at + RENEWAL_GRACE if renews else ends_at)


def extended(
    ends_at: datetime | None,
    period: timedelta,
    now: datetime,
    zone: ZoneInfo,
    *,
    renewal: bool = False,
    expires_at: datetime | None = None,
) -> datetime:
    """The new end, when the shop's day ends: from the old one where that is still to come, so no paid day is lost.

    renewal: also from an old one that has just passed, so that what is renewed late gains nothing.
    expires_at: until when the messenger says this payment lasts.
    """
    start = now if ends_at is None or not in_force(ends_at, renewal, now) else ends_at
    end = start + period
    if expires_at is not None:
        end = max(end, expires_at)
    # Members are told a day, and the whole of it is theirs.
    return instant(last_usable_day(end, zone) + timedelta(days=1), time(0), zone)


def shortened(ends_at: datetime, period: timedelta, now: datetime) -> datetime:
    """The new end when one payment went back; what has passed has passed."""
    return max(ends_at - period, min(ends_at, now))


def next_look(ends_at: datetime, renews: bool, now: datetime) -> datetime:
    """When there is something to tell or to end."""
    soon = ends_at - WARNING
    if now < soon:
        return soon
    return ends_at + RENEWAL_GRACE if renews else ends_at
