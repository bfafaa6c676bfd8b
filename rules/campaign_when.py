"""The time that a marketer types for a start, such as `27.11 10:00` or `tomorrow 10:00`, as an instant."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules import schedule
from rules.refusal import Refused

AHEAD_MAX_DAYS = 366
LONG_AGO = timedelta(days=366 * 100)
OVER_NEW_YEAR_DAYS = 183  # a day without its year that is so long gone means the next year's

_DAYS = {
    "today": 0, "сегодня": 0,
    "tomorrow": 1, "завтра": 1,
    "послезавтра": 2,
}  # fmt: skip
_WRITTEN = re.compile(
    r"(?:(?P<word>[a-zа-яё]+)|(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}|\d{2}))?"
    r"|(?P<iso>\d{4}-\d{1,2}-\d{1,2}))?[\s,]*(?:(?:в|at)\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})",
    re.I,
)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")


class WhenInvalid(Refused):
    """why: unreadable | past | far. at: the instant that was understood, if any."""

    code = "when_invalid"
    sentence = "This is no time to start at: {why}."

    def __init__(self, why: str, at: datetime | None = None) -> None:
        super().__init__(why=why, at=at)


def when(words: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant that was typed, by the clock of the zone. Raises WhenInvalid.

    Without a day it is the next time the clock shows it; a day without its year is of this year, or of the next one
    when it is half a year gone.
    """
    found = _WRITTEN.fullmatch(" ".join(words.split()).strip(" ."))
    if found is None:
        raise WhenInvalid("unreadable")
    clock = _clock(found["hour"], found["minute"])
    today = schedule.local_day(now, zone)
    day = _day(found, today)
    if day is None:
        at = schedule.instant(today, clock, zone)
        return at if at > now else schedule.instant(today + timedelta(days=1), clock, zone)
    if abs(day - today) > LONG_AGO:  # so long ago that no clock goes back there, or so far that none goes on
        raise WhenInvalid("past" if day < today else "far")
    at = schedule.instant(day, clock, zone)
    if at <= now:
        raise WhenInvalid("past", at)
    if day > today + timedelta(days=AHEAD_MAX_DAYS):
        raise WhenInvalid("far", at)
    return at


def clock_time(words: str) -> time:
    """`10:00` as a time of day. Raises WhenInvalid."""
    found = _CLOCK.fullmatch(words.strip())
    if found is None:
        raise WhenInvalid("unreadable")
    return _clock(found[1], found[2])


def _clock(hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise WhenInvalid("unreadable") from error


def _day(found: re.Match[str], today: date) -> date | None:
    try:
        if found["iso"]:
            year, month, day = map(int, found["iso"].split("-"))
            return date(year, month, day)
        if found["word"]:
            return today + timedelta(days=_DAYS[found["word"].lower()])
        if not found["day"]:
            return None
        year = int(found["year"] or today.year)
        meant = date(year + 2000 if year < 100 else year, int(found["month"]), int(found["day"]))
        if not found["year"] and (today - meant).days > OVER_NEW_YEAR_DAYS:
            return meant.replace(year=meant.year + 1)
    except (ValueError, KeyError, OverflowError) as error:
        raise WhenInvalid("unreadable") from error
    return meant
