"""Members rise at once and fall only when the term and its grace are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.program import Program
from rules.schedule import instant
from rules.tier import Counters, Standing, falls_at, newcomer, next_standing, progress, qualify, window_start
from tests.rules.programs import BONUS, a_program

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
NOTHING = Counters()
TO_EARNED = a_program(('fall = "one_step"', 'fall = "to_earned"'))
FOR_EVER = a_program(("term_months = 12", "term_months = 0"))


def midnight(day: date, program: Program = BONUS) -> datetime:
    return instant(day, time(0), program.zone)


def standing(tier: str, program: Program = BONUS, floor: str = "") -> Standing:
    counters = {"base": NOTHING, "silver": Counters(purchases=5), "gold": Counters(purchases=10)}[tier]
    return replace(next_standing(program, newcomer(program, NOW), counters, NOW), floor=floor)


@pytest.mark.parametrize(
    "purchases, spend_minor, tier",
    [
        (0, 0, "base"),
        (4, 9_999_99, "base"),
        (5, 0, "silver"),
        (0, 10_000_00, "silver"),
        (9, 24_999_99, "silver"),
        (10, 0, "gold"),
        (0, 25_000_00, "gold"),
        (1, 25_000_00, "gold"),
    ],
)
def test_tiers_are_reached_by_purchases_or_by_spend(purchases: int, spend_minor: int, tier: str) -> None:
    assert qualify(BONUS, Counters(purchases, spend_minor)).name == tier


def test_a_tier_may_be_reached_by_points_earned() -> None:
    program = a_program(("purchases = 5\n", "points = 100\n"))

    assert qualify(program, Counters(points=100)).name == "silver"
    assert qualify(program, Counters(purchases=9, points=99)).name == "base"


def test_up_goes_at_once_and_over_several_steps_with_a_term_of_whole_days() -> None:
    risen = next_standing(BONUS, newcomer(BONUS, NOW), Counters(spend_minor=25_000_00), NOW)

    assert risen == Standing("gold", NOW, midnight(date(2027, 11, 22)))


def test_the_base_tier_has_no_end() -> None:
    start = newcomer(BONUS, NOW)

    assert start == Standing("base", NOW)
    assert next_standing(BONUS, start, NOTHING, NOW + timedelta(days=5000)) is start


def test_nothing_falls_before_the_term_and_its_grace_are_over() -> None:
    gold = standing("gold")
    assert gold.until is not None
    fall = falls_at(BONUS, gold.until)

    assert fall == midnight(date(2027, 12, 22))
    assert next_standing(BONUS, gold, NOTHING, gold.until - timedelta(seconds=1)) is gold
    assert next_standing(BONUS, gold, NOTHING, fall - timedelta(seconds=1)) is gold
    assert next_standing(BONUS, gold, NOTHING, fall) == Standing("silver", fall, midnight(date(2028, 12, 23)))


def test_a_fall_goes_one_step_or_to_what_is_earned_as_the_owner_chose() -> None:
    long_after = NOW + timedelta(days=1000)

    assert next_standing(BONUS, standing("gold"), NOTHING, long_after).tier == "silver"
    assert next_standing(TO_EARNED, standing("gold", TO_EARNED), NOTHING, long_after) == Standing("base", long_after)
    assert next_standing(TO_EARNED, standing("gold", TO_EARNED), Counters(purchases=5), long_after).tier == "silver"


def test_a_term_that_is_carried_is_followed_by_another_with_the_same_anniversary() -> None:
    gold, enough = standing("gold"), Counters(purchases=10)
    assert gold.until is not None

    renewed = next_standing(BONUS, gold, enough, gold.until + timedelta(hours=3))
    late = next_standing(BONUS, gold, enough, gold.until + timedelta(days=800))

    assert renewed == Standing("gold", NOW, midnight(date(2028, 11, 22)))
    assert late.until == midnight(date(2030, 11, 22))


def test_purchases_within_the_grace_keep_the_tier() -> None:
    gold = standing("gold")
    assert gold.until is not None

    assert next_standing(BONUS, gold, Counters(purchases=10), gold.until + timedelta(days=29)).tier == "gold"


def test_a_hand_given_tier_is_a_floor() -> None:
    given_by_hand = next_standing(BONUS, replace(newcomer(BONUS, NOW), floor="silver"), NOTHING, NOW)
    gold = standing("gold", floor="silver")
    much_later = NOW + timedelta(days=10_000)

    assert given_by_hand.tier == "silver"
    assert next_standing(BONUS, given_by_hand, NOTHING, much_later).tier == "silver"
    fallen = next_standing(BONUS, gold, NOTHING, much_later)
    assert next_standing(BONUS, fallen, NOTHING, much_later + timedelta(days=900)).tier == "silver"


def test_harder_thresholds_demote_nobody_before_the_term() -> None:
    harder = a_program(("purchases = 10", "purchases = 100"), ('"25 000"', '"250 000"'))
    gold = standing("gold")
    assert gold.until is not None

    assert next_standing(harder, gold, Counters(purchases=10), gold.until - timedelta(days=1)) is gold
    assert next_standing(harder, gold, Counters(purchases=10), falls_at(harder, gold.until)).tier == "silver"


def test_a_tier_without_a_term_is_for_ever() -> None:
    gold = standing("gold", FOR_EVER)

    assert gold.until is None
    assert next_standing(FOR_EVER, gold, NOTHING, NOW + timedelta(days=10_000)) is gold
    once_with_a_term = next_standing(FOR_EVER, standing("gold"), NOTHING, NOW + timedelta(days=10_000))
    assert (once_with_a_term.tier, once_with_a_term.until) == ("gold", None)


def test_a_tier_that_the_programme_dropped_is_replaced_by_what_is_earned() -> None:
    platinum = Standing("platinum", NOW, NOW + timedelta(days=100))

    assert next_standing(BONUS, platinum, Counters(purchases=5), NOW).tier == "silver"
    assert next_standing(BONUS, platinum, NOTHING, NOW) == Standing("base", NOW)


def test_windows_begin_at_local_midnights() -> None:
    calendar = a_program(('kind = "rolling", days = 365', 'kind = "calendar_year"'))
    lifetime = a_program(('kind = "rolling", days = 365', 'kind = "lifetime"'))

    assert window_start(BONUS, NOW) == midnight(date(2025, 11, 22))
    assert window_start(calendar, datetime(2026, 12, 31, 22, tzinfo=UTC)) == midnight(date(2027, 1, 1))
    assert window_start(lifetime, NOW) is None


@pytest.mark.parametrize(
    "counters, percent, purchases_left, spend_left_minor",
    [
        (NOTHING, 0, 5, 10_000_00),
        (Counters(3, 1_000_00), 60, 2, 9_000_00),
        (Counters(1, 9_999_99), 99, 4, 1),
        (Counters(7, 30_000_00), 100, 0, 0),
    ],
)
def test_the_way_to_the_next_tier_is_the_nearest_of_its_ways(
    counters: Counters, percent: int, purchases_left: int, spend_left_minor: int
) -> None:
    way = progress(BONUS, newcomer(BONUS, NOW), counters)

    assert way is not None
    assert way.tier.name == "silver"
    assert (way.percent, way.purchases_left, way.spend_left_minor) == (percent, purchases_left, spend_left_minor)
    assert way.points_left is None


def test_there_is_no_way_above_the_top() -> None:
    assert progress(BONUS, standing("gold"), NOTHING) is None


COUNTERS = st.builds(Counters, st.integers(0, 15), st.integers(0, 30_000_00))


@given(st.lists(st.tuples(st.integers(0, 200), COUNTERS), max_size=30), st.sampled_from([BONUS, TO_EARNED, FOR_EVER]))
def test_whatever_happens_nobody_is_below_what_the_counters_carry_nor_falls_early(
    steps: list[tuple[int, Counters]], program: Program
) -> None:
    now, current = NOW, newcomer(program, NOW)
    for days, counters in steps:
        now += timedelta(days=days)
        following = next_standing(program, current, counters, now)

        assert program.rank(following.tier) >= program.rank(qualify(program, counters).name)
        if program.rank(following.tier) < program.rank(current.tier):
            assert current.until is not None
            assert now >= falls_at(program, current.until)
        assert next_standing(program, following, counters, now) == following
        current = following
