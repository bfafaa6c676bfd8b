"""How long points live: when they wake, their first unusable instant, their last day, and the warnings before it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from rules.schedule import MIDNIGHT, instant, local_day

MAX_DAYS = 36_500
MAX_MONTHS = 1_200

Days = Annotated[StrictInt, Field(ge=1, le=MAX_DAYS)]


class _Kind(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ForDays(_Kind):
    """Usable through the day that is this many days after they became active."""

    kind: Literal["days"]
    days: Days


class ForMonths(_Kind):
    """Usable through the same day of a later month, or its last day: 31 January + 1 month is 28 February."""

    kind: Literal["months"]
    months: Annotated[StrictInt, Field(ge=1, le=MAX_MONTHS)]


class ToEndOf(_Kind):
    """Usable so many days, and then to the end of that month, quarter or year."""

    kind: Literal["end_of_month", "end_of_quarter", "end_of_year"]
    after_days: Annotated[StrictInt, Field(ge=0, le=MAX_DAYS)] = 0


class ToDate(_Kind):
    """Usable through this day; points that become active later live to the same day of a following year."""

    kind: Literal["date"]
    last_day: date


class WhileActive(_Kind):
    """Usable through this many days after the member's last purchase; each purchase prolongs them all."""

    kind: Literal["inactivity"]
    days: Days


class Endless(_Kind):
    """They never burn."""

    kind: Literal["none"]


Life = Annotated[ForDays | ForMonths | ToEndOf | ToDate | WhileActive | Endless, Field(discriminator="kind")]

_MONTHS_OF = {"end_of_month": 1, "end_of_quarter": 3, "end_of_year": 12}


def activates_at(delay_days: int, given_at: datetime, zone: ZoneInfo) -> datetime:
    """When points given now become usable: at once, or with the start of the local day that many days later."""
    if delay_days == 0:
        return given_at
    return instant(local_day(given_at, zone) + timedelta(days=delay_days), MIDNIGHT, zone)


def expires_at(life: Life, active_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the first unusable instant in UTC, or None for points that never burn.

    Always a midnight of the programme's zone, so that people can be told a day. active_at: when the points became
    usable; for points that live by activity, the member's last purchase when that was later.
    """
    last_day = _last_day(life, local_day(active_at, zone))
    if last_day is None:
        return None
    return instant(last_day + timedelta(days=1), MIDNIGHT, zone)


def _last_day(life: Life, first_day: date) -> date | None:
    match life:
        case ForDays(days=days) | WhileActive(days=days):
            return first_day + timedelta(days=days)
        case ForMonths(months=months):
            return months_later(first_day, months)
        case ToEndOf(kind=kind, after_days=days):
            return _end_of(first_day + timedelta(days=days), _MONTHS_OF[kind])
        case ToDate(last_day=day):
            return _same_day_from(day, first_day)
        case Endless():
            return None


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of(day: date, months: int) -> date:
    last_month = (day.month - 1) // months * months + months
    return date(day.year, last_month, monthrange(day.year, last_month)[1])


def _same_day_from(day: date, first_day: date) -> date:
    years = max(0, first_day.year - day.year)
    this_year = months_later(day, 12 * years)
    return this_year if this_year >= first_day else months_later(day, 12 * (years + 1))


def last_usable_day(expires_at: datetime, zone: ZoneInfo) -> date:
    """The day people are shown: the local day of the last usable instant."""
    return local_day(expires_at - timedelta(microseconds=1), zone)


def warns_at(days_before: int, expires_at: datetime, zone: ZoneInfo, at: time, member_zone: ZoneInfo) -> datetime:
    """When a warning is due: at this time of the member's own morning, so many days before the last usable day."""
    return instant(last_usable_day(expires_at, zone) - timedelta(days=days_before), at, member_zone)
