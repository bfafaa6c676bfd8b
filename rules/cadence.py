"""When a job is due: its instants, and what it catches up after a downtime."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from rules.schedule import instant, local_day

CatchUp = Literal["all", "latest", "skip"]

RUNS_MAX = 400  # caught up at once; more would be a year of days
LATE = timedelta(minutes=15)  # a job that skips what it missed still runs when it is this late
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Every:
    """At whole multiples of so many minutes."""

    minutes: int

    def latest(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last instant up to and with now."""
        step = timedelta(minutes=self.minutes)
        return now - (now - _BEGINNING) % step


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a local day of the programme's zone."""

    at: time

    def latest(self, now: datetime, zone: ZoneInfo) -> datetime:
        day = local_day(now, zone)
        today = instant(day, self.at, zone)
        return today if today <= now else instant(day - timedelta(days=1), self.at, zone)


Cadence = Every | Daily


@dataclass(frozen=True, slots=True)
class Run:
    """The newest run that is known of a job."""

    scheduled_for: datetime
    finished: bool


def due(cadence: Cadence, catch_up: CatchUp, last: Run | None, now: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants whose runs are to be made or ended now, oldest first.

    A run that was begun is ended first, save where only the latest counts. A clock that was set back makes nothing due.
    """
    latest = cadence.latest(now, zone)
    if last is not None and last.scheduled_for > latest:
        return []
    begun = [last.scheduled_for] if last is not None and not last.finished else []
    if last is not None and last.scheduled_for == latest:
        return begun
    if catch_up == "latest" or last is None:
        return [latest]
    if catch_up == "skip":
        return begun + [latest] * (now - latest <= LATE)
    return begun + sorted(_between(cadence, last.scheduled_for, latest, zone))


def _between(cadence: Cadence, after: datetime, latest: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    at = latest
    for _ in range(RUNS_MAX):
        if at <= after:
            return
        yield at
        at = cadence.latest(at - timedelta(microseconds=1), zone)
