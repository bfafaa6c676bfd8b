"""Local times as instants: mornings, quiet hours, and clocks that jump."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From start up to, and without, end, local time; may span midnight; equal ends mean never quiet."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether it is quiet at this local time."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a local time.

    A time that the clock skips (spring) is the first valid instant after the gap; one that comes twice (autumn) is its
    first coming (PEP 495).
    """
    local = datetime.combine(day, at, zone)
    first = local.astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return first
    return _after_gap(local)


def _after_gap(skipped: datetime) -> datetime:
    # In a gap fold=0 counts by the offset before it and fold=1 by the offset after it, so that the clock change lies
    # between the two; it is found to the second.
    low = int(skipped.replace(fold=1).timestamp())
    high = int(skipped.replace(fold=0).timestamp())
    before = datetime.fromtimestamp(low, skipped.tzinfo).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, skipped.tzinfo).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The calendar day on people's walls at this instant."""
    return now.astimezone(zone).date()


def next_at(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The first instant from now on that is this local time; of a time that comes twice, its first coming."""
    day = local_day(now, zone)
    today = instant(day, at, zone)
    return today if today >= now else instant(day + timedelta(days=1), at, zone)


def next_allowed(now: datetime, zone: ZoneInfo, quiet: QuietHours | None) -> datetime:
    """The first instant from now on that is outside the quiet hours; now itself when it is."""
    local = now.astimezone(zone)
    if quiet is None or not quiet.holds(local.time()):
        return now
    # Within the hour that comes twice, the end may be past in its first coming and ahead in its second.
    again = datetime.combine(local.date(), quiet.end, zone).replace(fold=1).astimezone(UTC)
    return again if local.fold and again > now else next_at(now, quiet.end, zone)
