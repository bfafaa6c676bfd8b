"""Personal offers: from which sum, until when, what has become of one, and which of several a cheque uses."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from rules.condition import holds, meant
from rules.lifetime import ForDays, expires_at
from rules.priced import Applied, Cheque, Granted, MemberState, Quote
from rules.program import Program
from rules.program_offers import OFFER, Offer
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


# ------------------------------------------------------------------ at the till


def least_minor(offer: Offer, from_minor: int) -> int:
    """From which sum of a cheque, after the till's own discounts, an offer counts; 0 for any.

    from_minor: the threshold of the member's own.
    """
    return max(from_minor, offer.when.minimum_cheque_minor)


def fits(program: Program, granted: Granted, cheque: Cheque, member: MemberState, now: datetime) -> bool:
    """Whether a cheque meets what the offer asks of it, one of several purchases or not."""
    offer = granted.offer
    if offer.gives.kind == "privilege" or cheque.value_minor < granted.from_minor:
        return False
    if offer.gives.stamps is not None and program.stamp_card(offer.gives.stamps.card) is None:
        return False
    if not holds(offer.when, cheque, member, now, program.zone):
        return False
    bought = zip(cheque.lines, meant(offer.goods, cheque.lines), strict=True)
    return any(is_meant and line.amount_minor > line.discount_minor for line, is_meant in bought)


def is_due(granted: Granted) -> bool:
    """Whether the next purchase that fits is given what the offer gives."""
    return granted.progress + 1 >= granted.offer.purchases


def applied(granted: Granted, quoted: Quote) -> Applied | None:
    """What the offer did to a cheque that was priced with it; None for nothing."""
    gives = granted.offer.gives
    points = sum(one.points for one in quoted.earnings if one.rule == OFFER + granted.offer.name)
    off_minor = sum(one.minor for one in quoted.reductions if one.kind == "offer")
    stamps = gives.stamps.count if gives.stamps is not None else 0
    if not (points or off_minor or stamps or gives.gift is not None):
        return None
    return Applied(granted, points, off_minor, stamps, gives.gift is not None)


def worth_minor(program: Program, quoted: Quote) -> int:
    """What a priced cheque brings its member in money: what is taken off it, and its points at their value."""
    return quoted.discount_minor + quoted.earn_points * program.redemption.point_value_minor
