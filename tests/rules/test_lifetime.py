"""Points live exactly as long as their owner was told, by the shop's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lifetime import (
    Endless,
    ForDays,
    ForMonths,
    Life,
    ToDate,
    ToEndOf,
    WhileActive,
    activates_at,
    expires_at,
    last_usable_day,
    months_later,
    warns_at,
)
from rules.schedule import instant

MOSCOW = ZoneInfo("Europe/Moscow")
VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")
MORNING = time(10)


def moscow(day: date, clock: time = time(0)) -> datetime:
    return instant(day, clock, MOSCOW)


@pytest.mark.parametrize(
    "life, active, last_day",
    [
        (ForDays(kind="days", days=14), date(2026, 11, 1), date(2026, 11, 15)),
        (ForDays(kind="days", days=1), date(2026, 12, 31), date(2027, 1, 1)),
        (ForMonths(kind="months", months=1), date(2026, 1, 31), date(2026, 2, 28)),
        (ForMonths(kind="months", months=1), date(2028, 1, 31), date(2028, 2, 29)),
        (ForMonths(kind="months", months=12), date(2028, 2, 29), date(2029, 2, 28)),
        (ForMonths(kind="months", months=11), date(2026, 12, 5), date(2027, 11, 5)),
        (ToEndOf(kind="end_of_month"), date(2026, 2, 3), date(2026, 2, 28)),
        (ToEndOf(kind="end_of_month", after_days=365), date(2026, 11, 21), date(2027, 11, 30)),
        (ToEndOf(kind="end_of_month", after_days=365), date(2026, 2, 28), date(2027, 2, 28)),
        (ToEndOf(kind="end_of_quarter", after_days=30), date(2026, 11, 21), date(2026, 12, 31)),
        (ToEndOf(kind="end_of_quarter"), date(2026, 4, 1), date(2026, 6, 30)),
        (ToEndOf(kind="end_of_year"), date(2026, 12, 31), date(2026, 12, 31)),
        (ToDate(kind="date", last_day=date(2027, 3, 31)), date(2026, 11, 21), date(2027, 3, 31)),
        (ToDate(kind="date", last_day=date(2027, 3, 31)), date(2027, 3, 31), date(2027, 3, 31)),
        (ToDate(kind="date", last_day=date(2027, 3, 31)), date(2027, 4, 1), date(2028, 3, 31)),
        (ToDate(kind="date", last_day=date(2024, 2, 29)), date(2026, 2, 28), date(2026, 2, 28)),
        (WhileActive(kind="inactivity", days=180), date(2026, 11, 21), date(2027, 5, 20)),
    ],
)
def test_the_last_usable_day_of_each_kind_of_life(life: Life, active: date, last_day: date) -> None:
    burns = expires_at(life, moscow(active, time(15, 30)), MOSCOW)

    assert burns == moscow(last_day + timedelta(days=1))
    assert last_usable_day(burns, MOSCOW) == last_day


def test_endless_points_never_burn() -> None:
    assert expires_at(Endless(kind="none"), moscow(date(2026, 1, 1)), MOSCOW) is None


LIVES: st.SearchStrategy[Life] = st.one_of(
    st.builds(ForDays, kind=st.just("days"), days=st.integers(1, 1000)),
    st.builds(ForMonths, kind=st.just("months"), months=st.integers(1, 60)),
    st.builds(
        ToEndOf, kind=st.sampled_from(["end_of_month", "end_of_quarter", "end_of_year"]), after_days=st.integers(0, 800)
    ),
    st.builds(ToDate, kind=st.just("date"), last_day=st.dates(date(2020, 1, 1), date(2040, 1, 1))),
)


@given(
    LIVES,
    st.integers(946_684_800, 4_070_908_800),
    st.sampled_from(["Europe/Moscow", "America/New_York", "Asia/Beirut"]),
)
def test_points_are_usable_on_the_day_they_wake_and_burn_at_a_midnight(life: Life, seconds: int, name: str) -> None:
    zone = ZoneInfo(name)
    active = datetime.fromtimestamp(seconds, UTC)
    burns = expires_at(life, active, zone)

    assert burns is not None
    assert burns > active
    assert burns == instant(last_usable_day(burns, zone) + timedelta(days=1), time(0), zone)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 100))
def test_months_later_keeps_the_day_or_takes_the_months_last(day: date, months: int) -> None:
    later = months_later(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_new_points_wake_at_once_or_with_a_later_day() -> None:
    given_at = moscow(date(2026, 11, 21), time(15))

    assert activates_at(0, given_at, MOSCOW) == given_at
    assert activates_at(14, given_at, MOSCOW) == moscow(date(2026, 12, 5))


def test_a_warning_comes_in_the_members_own_morning() -> None:
    burns = moscow(date(2026, 12, 1))  # the last day is 30 November

    due = warns_at(3, burns, MOSCOW, MORNING, VLADIVOSTOK)

    assert due.astimezone(VLADIVOSTOK).replace(tzinfo=None).isoformat() == "2026-11-27T10:00:00"
