"""Whom a new version lifts, and whom it would have let fall."""

from __future__ import annotations

from datetime import datetime

from rules.program import Program
from rules.program_effect import Effect, Measured, effect, ruler
from rules.tier import Counters
from tests.make import NOON
from tests.rules.programs import BONUS, a_program

RUB = 100
EASIER = a_program(('spend = "10 000"', 'spend = "8 000"'))
HARDER = a_program(('spend = "10 000"', 'spend = "12 000"'), ("purchases = 5\n", "purchases = 9\n"))


def becomes(after: Program, tier: str, spend_minor: int, *, floor: str = "") -> Effect:
    counters = Counters(purchases=1, spend_minor=spend_minor)
    rulers = ruler(BONUS, NOON), ruler(after, NOON)
    since: dict[datetime, Counters] = {start: counters for by in rulers for start in by.starts}
    return effect(*rulers, Measured(tier, floor, since))


def test_who_reaches_a_lower_threshold_rises() -> None:
    assert becomes(EASIER, "base", 8_000 * RUB) == "rises"
    assert becomes(EASIER, "", 8_000 * RUB) == "rises", "a newcomer has no tier yet"
    assert becomes(EASIER, "base", 8_000 * RUB - 1) == "same"


def test_who_does_not_reach_a_higher_threshold_keeps_the_tier() -> None:
    assert becomes(HARDER, "silver", 11_000 * RUB) == "kept"
    assert becomes(HARDER, "silver", 12_000 * RUB) == "same"


def test_who_would_fall_anyway_is_not_of_the_change() -> None:
    assert becomes(HARDER, "silver", 100 * RUB) == "same"


def test_a_tier_given_by_hand_is_carried_by_no_threshold() -> None:
    assert becomes(HARDER, "silver", 11_000 * RUB, floor="silver") == "same"


def test_a_tier_with_a_window_of_its_own_is_measured_by_it() -> None:
    vip = a_program(('spend = "25 000"\n', 'spend = "25 000"\nwindow = { kind = "calendar_year" }\n'))
    by = ruler(vip, NOON)
    year, usual = by.own["gold"], by.start
    lately = {year: Counters(spend_minor=24_000 * RUB), usual: Counters(spend_minor=26_000 * RUB)}
    counted = {year: Counters(spend_minor=25_000 * RUB), usual: Counters(spend_minor=26_000 * RUB)}

    assert year != usual
    assert effect(None, by, Measured("silver", "", lately)) == "same"
    assert effect(None, by, Measured("silver", "", counted)) == "rises"
