"""Which tier a member has: up at once, down only when the term and its grace are over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules.lifetime import months_later
from rules.program import Program
from rules.program_sections import CalendarYear, Lifetime, RollingWindow, Tier, Window
from rules.schedule import MIDNIGHT, instant, local_day


@dataclass(frozen=True, slots=True)
class Counters:
    """What counts within the window: purchases less whole returns, spend_minor net of everything, points earned.

    own: of the tiers that have a window of their own, by the tier's name.
    """

    purchases: int = 0
    spend_minor: int = 0
    points: int = 0
    own: Mapping[str, Counters] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """tier: its name. until: the first instant after the term, None when the tier has no end. floor: a hand-given tier
    below which the member never falls, or empty."""

    tier: str
    since: datetime
    until: datetime | None = None
    floor: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """What is left to the next tier; any one of them is enough, None is a way that the tier does not have.

    percent: from 0 to 100, of the nearest way, rounded down.
    """

    tier: Tier
    percent: int
    purchases_left: int | None
    spend_left_minor: int | None
    points_left: int | None


def newcomer(program: Program, now: datetime) -> Standing:
    """Where everybody begins."""
    return Standing(program.tiers[0].name, now)


def stand(program: Program, tier: str, now: datetime) -> Standing:
    """A tier that begins now, with its whole term."""
    return Standing(tier, now, _term_end(program, program.rank(tier), now))


def window_start(program: Program, now: datetime, window: Window | None = None) -> datetime | None:
    """The first instant whose purchases count, or None when all do. window: a tier's own; None for the usual one.

    A rolling window of n days is today and the n - 1 days before it, by the programme's calendar.
    """
    today = local_day(now, program.zone)
    match window or program.tier_terms.window:
        case RollingWindow(days=days):
            return instant(today - timedelta(days=days - 1), MIDNIGHT, program.zone)
        case CalendarYear():
            return instant(date(today.year, 1, 1), MIDNIGHT, program.zone)
        case Lifetime():
            return None


def qualify(program: Program, counters: Counters) -> Tier:
    """The highest tier that the counters reach by any of its thresholds; the first one needs nothing."""
    return next((tier for tier in reversed(program.tiers) if _reached(tier, counters)), program.tiers[0])


def _reached(tier: Tier, counters: Counters) -> bool:
    return any(done >= needed for done, needed in _ways(tier, counters) if needed is not None)


def _ways(tier: Tier, counters: Counters) -> tuple[tuple[int, int | None], ...]:
    counted = counters.own.get(tier.name, counters)
    return (
        (counted.purchases, tier.purchases),
        (counted.spend_minor, tier.spend_minor),
        (counted.points, tier.points),
    )


def next_standing(program: Program, standing: Standing, counters: Counters, now: datetime) -> Standing:
    """Return where the member stands from now on; the same standing when nothing changes.

    Up at once, with a new term. At the end of a term that the counters still carry, another term. Otherwise down when
    the grace is over too: one step, or to what the counters give. Thresholds that were edited meanwhile act through
    the counters only, and so demote nobody before the term. A tier that the programme no longer has is as the first.
    """
    current = program.rank(standing.tier)
    carried = max(program.rank(qualify(program, counters).name), program.rank(standing.floor))
    if carried > current or standing.tier != program.tiers[current].name:
        return _standing(program, carried, now, standing)
    if standing.until is None or now < standing.until:
        return standing
    if carried == current or program.tier_terms.term_months == 0:
        return Standing(standing.tier, standing.since, _renewed(program, standing.until, now), standing.floor)
    if now < falls_at(program, standing.until):
        return standing
    rank = carried if program.tier_terms.fall == "to_earned" else current - 1
    return _standing(program, rank, now, standing)


def is_settled(program: Program, standing: Standing, now: datetime) -> bool:
    """Whether no counters could change it now, so that nothing needs counting: the top tier, within its term."""
    return standing.tier == program.tiers[-1].name and (standing.until is None or now < standing.until)


def falls_at(program: Program, until: datetime) -> datetime:
    """The instant at which a tier that is no longer carried falls: its term's end plus the grace."""
    end = local_day(until, program.zone) + timedelta(days=program.tier_terms.grace_days)
    return instant(end, MIDNIGHT, program.zone)


def _standing(program: Program, rank: int, now: datetime, before: Standing) -> Standing:
    name = program.tiers[rank].name
    return Standing(name, now, _term_end(program, rank, now), before.floor)


def _term_end(program: Program, rank: int, now: datetime) -> datetime | None:
    months = program.tier_terms.term_months
    if rank == 0 or months == 0:
        return None
    last_day = months_later(local_day(now, program.zone), months)
    return instant(last_day + timedelta(days=1), MIDNIGHT, program.zone)


def _renewed(program: Program, until: datetime, now: datetime) -> datetime | None:
    # From the old end and not from now, so that a late job does not push the anniversary.
    months = program.tier_terms.term_months
    if months == 0:
        return None
    first_day, terms = local_day(until, program.zone), 1
    while (end := instant(months_later(first_day, months * terms), MIDNIGHT, program.zone)) <= now:
        terms += 1
    return end


def progress(program: Program, standing: Standing, counters: Counters) -> Way | None:
    """The way to the next tier, or None at the top."""
    rank = program.rank(standing.tier) + 1
    if rank >= len(program.tiers):
        return None
    tier = program.tiers[rank]
    ways = _ways(tier, counters)
    percent = max(
        min(100, 100 * max(0, done) // needed) if needed else 100 for done, needed in ways if needed is not None
    )
    left = [None if needed is None else max(0, needed - done) for done, needed in ways]
    return Way(tier, percent, left[0], left[1], left[2])
