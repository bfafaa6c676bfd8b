"""When a job is due, and what it catches up."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.cadence import Daily, Every, Run, due

MOSCOW, YORK = ZoneInfo("Europe/Moscow"), ZoneInfo("America/New_York")
NIGHT = Daily(time(0, 5))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_a_daily_job_is_due_once_a_local_day() -> None:
    night = at(1, 21, 5)  # 00:05 of 2 March in Moscow
    assert due(NIGHT, "latest", None, at(2, 9), MOSCOW) == [night]
    assert due(NIGHT, "latest", Run(night, True), at(2, 21, 4), MOSCOW) == []
    assert due(NIGHT, "latest", Run(night, True), at(2, 21, 5), MOSCOW) == [at(2, 21, 5)]


def test_after_a_downtime_each_job_says_what_it_catches_up() -> None:
    done, now = Run(at(1, 21, 5), True), at(4, 9)
    nights = [at(2, 21, 5), at(3, 21, 5)]
    assert due(NIGHT, "all", done, now, MOSCOW) == nights
    assert due(NIGHT, "latest", done, now, MOSCOW) == nights[-1:]
    assert due(NIGHT, "skip", done, now, MOSCOW) == []
    assert due(NIGHT, "skip", done, at(3, 21, 15), MOSCOW) == nights[-1:]


def test_a_run_that_was_begun_is_ended() -> None:
    begun = Run(at(1, 21, 5), False)
    assert due(NIGHT, "latest", begun, at(2, 9), MOSCOW) == [at(1, 21, 5)]
    assert due(NIGHT, "all", begun, at(2, 22), MOSCOW) == [at(1, 21, 5), at(2, 21, 5)]


def test_a_clock_that_was_set_back_makes_nothing_due() -> None:
    assert due(NIGHT, "all", Run(at(5, 21, 5), True), at(2, 9), MOSCOW) == []


def test_a_local_time_that_is_skipped_in_spring_is_still_once_that_day() -> None:
    morning = Daily(time(2, 30))  # New York skips from 02:00 to 03:00 on 8 March 2026
    days = [morning.latest(datetime(2026, 3, day, 16, tzinfo=UTC), YORK) for day in (7, 8, 9)]
    assert days == [at(7, 7, 30), at(8, 7), at(9, 6, 30)]


def test_a_periodic_job_goes_by_whole_multiples() -> None:
    assert Every(15).latest(at(2, 9, 44), MOSCOW) == at(2, 9, 30)
    missed = due(Every(15), "all", Run(at(2, 9), True), at(2, 9, 44), MOSCOW)
    assert missed == [at(2, 9, 15), at(2, 9, 30)]
    assert due(Every(15), "latest", Run(at(2, 9, 30), True), at(2, 9, 44) + timedelta(seconds=59), MOSCOW) == []
