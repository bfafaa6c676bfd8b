"""Warn members before points burn: once per last usable day and threshold, in their own morning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions import program
from actions.notice import announce
from rules.ledger import POINTS, Lot, available
from rules.lifetime import last_usable_day, warns_at
from rules.notice import Expiring
from rules.program import Program
from rules.schedule import MIDNIGHT, QuietHours, instant, local_day, next_allowed
from storage import ledger, marks, warnings
from storage.columns import from_micros, micros
from storage.work import Row, Work

LOTS_MAX = 100  # in one unit
NEWS = timedelta(days=1)  # said later, the days left would be wrong
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"  # after every member


@dataclass(frozen=True, slots=True)
class _Turn:
    """The members of one zone at one threshold. until: what burns up to this instant is to be warned of by now."""

    chosen: str | None
    zone: ZoneInfo
    days: int
    after: datetime
    until: datetime


def warn(work: Work, limit: int = LOTS_MAX) -> Mapping[str, int]:
    """Announce the next warnings whose morning has come.

    Goes by how far each zone and threshold have been told, so that it reads what is due and not the whole base. After
    a downtime only the nearest threshold speaks.
    """
    in_force = program.current(work).program
    for chosen in (None, *warnings.zones(work)):
        zone = ZoneInfo(chosen) if chosen else in_force.zone
        nearer = work.now
        for days in sorted(in_force.warnings.days_before):
            until = _told_until(in_force, zone, days, work.now)
            if until > nearer:
                looked = _take(work, in_force, _Turn(chosen, zone, days, nearer, until), limit)
                if looked:
                    return {"lots": looked}
            nearer = max(nearer, until)
    return {}


def _told_until(in_force: Program, zone: ZoneInfo, days: int, now: datetime) -> datetime:
    """The first unusable instant of the last points whose warning is due."""
    today = local_day(now, zone)
    if instant(today, in_force.warnings.at, zone) > now:
        today -= timedelta(days=1)
    return instant(today + timedelta(days=days + 1), MIDNIGHT, in_force.zone)


def _take(work: Work, in_force: Program, turn: _Turn, limit: int) -> int:
    name = f"warned:{turn.chosen or ''}:{turn.days}"
    mark = marks.get(work, name)
    after = (turn.after, _LAST)
    if mark is not None:
        after = max(after, (from_micros(mark[0]), mark[1]))
    if after >= (turn.until, _LAST):
        return 0
    found = warnings.burning(work, POINTS, turn.chosen, after, turn.until, limit)
    for member_id, expires_at in dict.fromkeys((row.member_id, row.expires_at) for row in found):
        row = next(row for row in found if row.member_id == member_id)
        _warn(work, in_force, turn, row, expires_at)
    place = (found[-1].expires_at, found[-1].member_id) if found else (turn.until, _LAST)
    marks.put(work, name, [micros(place[0]), place[1]])
    return len(found)


def _warn(work: Work, in_force: Program, turn: _Turn, member: Row, expires_at: datetime) -> None:
    day = last_usable_day(expires_at, in_force.zone)
    lots = ledger.lots_left(work, member.member_id, POINTS)
    burning = [lot for lot in lots if _burns_on(lot, day, in_force, work.now)]
    due = warns_at(turn.days, expires_at, in_force.zone, in_force.warnings.at, turn.zone)
    # Points that came after their threshold were announced with their last day just then.
    if not any(lot.active_at < due for lot in burning):
        return
    own = member.quiet_start is not None and member.quiet_end is not None
    quiet = QuietHours(time(member.quiet_start), time(member.quiet_end)) if own else in_force.quiet_hours.hours
    at = next_allowed(work.now, turn.zone, quiet)
    warning = Expiring(
        points=sum(lot.free for lot in burning),
        last_day=day,
        days=max(0, (day - local_day(at, turn.zone)).days),
        available=available(lots, work.now),
        share_percent=in_force.redemption.share_percent,
    )
    key = f"expiring:{member.member_id}:{day}:{turn.days}"
    announce(work, member.member_id, warning, key=key, due_at=at, stale_at=min(expires_at, at + NEWS))


def _burns_on(lot: Lot, day: date, in_force: Program, now: datetime) -> bool:
    if lot.expires_at is None or not lot.free or not lot.usable(now):
        return False
    return last_usable_day(lot.expires_at, in_force.zone) == day
