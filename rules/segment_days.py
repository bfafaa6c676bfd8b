"""Birthdays by the calendar: how far off the next one is, and since when somebody is so many years old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

LEAP_YEAR = 2024


def birthday_days(born: date, today: date) -> int:
    """Days until the next birthday, 0 when it is today; of 29 February it is the 28th in other years."""
    this_year = in_year(born, today.year)
    return ((this_year if this_year >= today else in_year(born, today.year + 1)) - today).days


def in_year(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def birthdays_from(days: int, today: date) -> Sequence[tuple[int, int]]:
    """Which days of the year are at least so many days off, as few (first, last) of month * 100 + day."""
    found: list[tuple[int, int]] = []
    joined = False
    for born in _days_of_a_year():
        if birthday_days(born, today) < days:
            joined = False
            continue
        this = born.month * 100 + born.day
        if joined:
            found[-1] = (found[-1][0], this)
        else:
            found.append((this, this))
        joined = True
    return found


def _days_of_a_year() -> Sequence[date]:
    return [date(LEAP_YEAR, 1, 1) + timedelta(days=each) for each in range(366)]


def born_by(years: int, today: date) -> date:
    """The last day on which somebody was born who is so many years old today."""
    year = today.year - years
    if today == date(today.year, 2, 28) and in_year(date(LEAP_YEAR, 2, 29), today.year) == today:
        # Whoever was born on the 29th keeps this birthday with those of the 28th.
        return date(year, 3, 1) - timedelta(days=1)
    return in_year(today, year)


def age(born: date, today: date) -> int:
    return today.year - born.year - (in_year(born, today.year) > today)
