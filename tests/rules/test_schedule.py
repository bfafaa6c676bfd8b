"""Local times find their instants, also where the clock jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.schedule import QuietHours, instant, local_day, next_allowed, next_at

MOSCOW = ZoneInfo("Europe/Moscow")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Moscow",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Asia/Beirut",
        "America/Santiago",
        "Pacific/Apia",
        "UTC",
    )
]
NIGHT = QuietHours(time(21), time(9))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "day, clock, zone, utc",
    [
        (date(2026, 11, 21), time(10), "Europe/Moscow", "2026-11-21T07:00"),
        # Skipped: 02:00 to 03:00 does not exist that night; the first valid instant is 03:00 there.
        (date(2026, 3, 8), time(2, 30), "America/New_York", "2026-03-08T07:00"),
        (date(2026, 3, 8), time(2), "America/New_York", "2026-03-08T07:00"),
        (date(2026, 3, 8), time(1, 59), "America/New_York", "2026-03-08T06:59"),
        (date(2026, 3, 8), time(3), "America/New_York", "2026-03-08T07:00"),
        # Twice: the first coming is by summer time.
        (date(2026, 11, 1), time(1, 30), "America/New_York", "2026-11-01T05:30"),
        # A gap of half an hour, a gap at midnight, and a whole day that an island skipped.
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:30"),
        (date(2026, 3, 29), time(0), "Asia/Beirut", "2026-03-28T22:00"),
        (date(2011, 12, 30), time(12), "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_a_local_time_is_one_instant(day: date, clock: time, zone: str, utc: str) -> None:
    assert instant(day, clock, ZoneInfo(zone)) == at(utc)


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.times().map(lambda clock: clock.replace(microsecond=0)),
    st.sampled_from(ZONES),
)
def test_an_instant_never_shows_an_earlier_local_time(day: date, clock: time, zone: ZoneInfo) -> None:
    wanted = datetime.combine(day, clock)
    shown = instant(day, clock, zone).astimezone(zone).replace(tzinfo=None)

    assert wanted <= shown <= wanted + timedelta(days=1, hours=1)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(ZONES))
def test_midnights_come_in_order(day: date, zone: ZoneInfo) -> None:
    assert instant(day, time(0), zone) <= instant(day + timedelta(days=1), time(0), zone)


def test_a_morning_is_todays_until_it_is_past() -> None:
    assert next_at(at("2026-11-21T06:00"), time(10), MOSCOW) == at("2026-11-21T07:00")
    assert next_at(at("2026-11-21T07:00"), time(10), MOSCOW) == at("2026-11-21T07:00")
    assert next_at(at("2026-11-21T07:01"), time(10), MOSCOW) == at("2026-11-22T07:00")


@pytest.mark.parametrize(
    "now, allowed",
    [
        ("2026-11-21T17:59", "2026-11-21T17:59"),  # 20:59 in Moscow
        ("2026-11-21T18:00", "2026-11-22T06:00"),  # 21:00: quiet until 09:00
        ("2026-11-22T02:00", "2026-11-22T06:00"),
        ("2026-11-22T05:59", "2026-11-22T06:00"),
        ("2026-11-22T06:00", "2026-11-22T06:00"),
    ],
)
def test_quiet_hours_span_midnight(now: str, allowed: str) -> None:
    assert next_allowed(at(now), MOSCOW, NIGHT) == at(allowed)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    lunch = QuietHours(time(13), time(14))
    half_past_one = at("2026-11-21T10:30")

    assert next_allowed(half_past_one, MOSCOW, lunch) == at("2026-11-21T11:00")
    assert next_allowed(half_past_one, MOSCOW, None) == half_past_one
    assert next_allowed(half_past_one, MOSCOW, QuietHours(time(13), time(13))) == half_past_one


def test_quiet_hours_that_end_within_the_hour_that_comes_twice_end_at_its_second_coming_too() -> None:
    quiet = QuietHours(time(0), time(1, 30))

    assert next_allowed(at("2026-11-01T05:10"), NEW_YORK, quiet) == at("2026-11-01T05:30")
    assert next_allowed(at("2026-11-01T06:10"), NEW_YORK, quiet) == at("2026-11-01T06:30")


@given(
    st.integers(946_684_800, 4_070_908_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(ZONES),
    st.times(),
    st.times(),
)
def test_what_is_allowed_is_never_quiet_nor_long_away(now: datetime, zone: ZoneInfo, start: time, end: time) -> None:
    quiet = QuietHours(start, end)
    allowed = next_allowed(now, zone, quiet)

    assert now <= allowed <= now + timedelta(days=2)
    assert not quiet.holds(allowed.astimezone(zone).time())


def test_a_day_is_the_one_on_peoples_walls() -> None:
    assert local_day(at("2026-11-21T21:30"), MOSCOW) == date(2026, 11, 22)
