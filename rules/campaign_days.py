"""The days of what goes by itself: of a schedule, and of members' birthdays."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from rules.campaign import Daily, Monthly, Weekly
from rules.program_formats import Weekday
from rules.schedule import MIDNIGHT, instant, local_day

YEARS_MAX = 120  # that somebody living may have lived
LOOK_BACK_DAYS = 2  # for what was late: a job that stood still, a purchase that came in afterwards
_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def latest_day(on: Daily | Weekly | Monthly, today: date) -> date:
    """The last day of the schedule up to and with today."""
    match on:
        case Daily():
            return today
        case Weekly(weekday=name):
            return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(name)) % 7)
        case Monthly(day=day):
            this = today.replace(day=day)
            return this if this <= today else (today.replace(day=1) - timedelta(days=1)).replace(day=day)


def days_crossed(started_at: datetime, now: datetime, zone: ZoneInfo) -> Iterator[date]:
    """The days that began since then, at most LOOK_BACK_DAYS before today, oldest first."""
    today = local_day(now, zone)
    for back in range(LOOK_BACK_DAYS, -1, -1):
        day = today - timedelta(days=back)
        if instant(day, MIDNIGHT, zone) > started_at:
            yield day


def birthdays(on: date) -> list[date]:
    """The days of birth whose birthday this is; who was born on 29 February has it on the 28th where there is none."""
    found = [on.replace(year=year) for year in range(on.year - YEARS_MAX, on.year + 1) if _is_day(on, year)]
    if (on.month, on.day) == (2, 28) and not isleap(on.year):
        found += [date(year, 2, 29) for year in range(on.year - YEARS_MAX, on.year) if isleap(year)]
    return found


def _is_day(on: date, year: int) -> bool:
    return (on.month, on.day) != (2, 29) or isleap(year)
