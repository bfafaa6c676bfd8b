"""When a message may go, and what a failed try means for the next."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from rules.delivery import (
    ATTEMPTS_MAX,
    BACKOFF_SECONDS_MAX,
    Go,
    Later,
    Recipient,
    Skip,
    lane,
    not_sent,
    permit,
    unknown,
)
from rules.schedule import QuietHours

NIGHT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # 23:00 in Moscow
MORNING = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)  # 09:00


def somebody(**more: object) -> Recipient:
    given = {"zone": ZoneInfo("Europe/Moscow"), "quiet": QuietHours(time(21), time(9))} | more
    return Recipient(**given)  # type: ignore[arg-type]


def test_at_night_only_what_is_waited_for_goes() -> None:
    assert lane("purchased") == "interactive"
    assert permit("purchases", "service", "interactive", None, somebody(), NIGHT) == Go()
    assert permit("warnings", "service", "service", None, somebody(), NIGHT) == Later(MORNING, "quiet hours")
    assert permit("warnings", "service", "service", None, somebody(quiet=None), NIGHT) == Go()


def test_a_wish_stands_above_the_hour() -> None:
    assert permit(None, "marketing", "marketing", None, somebody(), MORNING) == Skip("no consent")
    assert permit(None, "marketing", "marketing", None, somebody(marketing=True), MORNING) == Go()
    assert permit("warnings", "service", "service", None, somebody(muted=frozenset({"warnings"})), NIGHT) == Skip(
        "muted"
    )
    assert permit("warnings", "service", "service", None, somebody(reachable=False), MORNING) == Skip("unreachable")
    assert permit("warnings", "service", "service", MORNING, somebody(), MORNING) == Skip("stale")
    snoozed = somebody(marketing=True, snoozed=True)
    assert permit("news", "marketing", "marketing", None, snoozed, MORNING) == Skip("snoozed")
    assert permit("warnings", "service", "service", None, snoozed, MORNING) == Go()
    tired = somebody(marketing=True, heard_enough=True)
    assert permit("news", "marketing", "marketing", None, tired, MORNING) == Skip("heard enough")
    assert permit(None, "service", "marketing", None, tired, MORNING) == Go()


def test_tries_become_rarer_and_end() -> None:
    pauses = []
    attempts = 0
    while (one := not_sent(attempts, 0, "no connection")).state == "queued":
        pauses.append(one.again_seconds)
        attempts = one.attempts
    assert one.state == "failed"
    assert one.attempts == ATTEMPTS_MAX
    assert pauses[:3] == [2, 4, 8]
    assert max(pauses) == BACKOFF_SECONDS_MAX  # type: ignore[type-var]


def test_what_may_have_arrived_is_repeated_once_and_never_as_advertising() -> None:
    assert unknown("service", 0, 0, "502").again_seconds is not None
    assert unknown("service", 1, 1, "502").again_seconds is None
    assert unknown("marketing", 0, 0, "502").again_seconds is None
