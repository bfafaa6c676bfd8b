"""Personal offers: from which sum, until when, what has become of one, and which of several a cheque uses."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from rules.lifetime import ForDays, expires_at
from rules.program_offers import Offer
from rules.schedule import MIDNIGHT, instant

# Up to this many hundredths of the power of ten below it, a sum is rounded up in steps of so many hundredths of that.
NICE_STEPS = ((200, 5), (500, 10), (1_000, 25))
NICE_POWERS = 12  # of ten; above these nobody shops


def personal_minor(typical_minor: int, times: Decimal) -> int:
    """So many times what a member usually pays, rounded up to a round sum."""
    return nice(-(-typical_minor * int(times.scaleb(2)) // 100))


def nice(minor: int) -> int:
    """The next round sum: 1,234 -> 1,250, 2,340 -> 2,400, 5,630 -> 5,750, by steps that grow with the sum.

    Never less, and at most a twentieth more, so that what was personal stays so.
    """
    step = next((step for below, step in nice_steps() if minor < below), 1)
    return -(-minor // step) * step


def nice_steps() -> list[tuple[int, int]]:
    """(below, step): sums below the first are rounded up to whole steps; both in minor units."""
    return [
        (below * 10**power // 100, max(1, step * 10**power // 100))
        for power in range(NICE_POWERS + 1)
        for below, step in NICE_STEPS
    ]


def ends_at(offer: Offer, granted_at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which an offer that was given then is over: always a midnight of the programme's zone."""
    until = expires_at(ForDays(kind="days", days=offer.days), granted_at, zone)
    assert until is not None
    if offer.when.last_day is None:
        return until
    return min(until, instant(offer.when.last_day + timedelta(days=1), MIDNIGHT, zone))
