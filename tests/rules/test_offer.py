"""From which sum an offer counts and until when, and what it may cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lifetime import last_usable_day
from rules.offer import ends_at, nice, personal_minor
from tests.make import NOON
from tests.rules.offers import program_of

RUB = 100


@pytest.mark.parametrize(
    ("typical", "times", "threshold"),
    [
        ("83.00", "1.2", "100.00"),
        ("250.00", "1.2", "300.00"),
        ("412.50", "1.2", "500.00"),
        ("780.00", "1.2", "950.00"),
        ("999.00", "1.2", "1200.00"),
        ("1000.00", "1.2", "1200.00"),
        ("1030.00", "1.2", "1250.00"),
        ("1234.00", "1.2", "1500.00"),
        ("1950.00", "1.2", "2400.00"),
        ("4300.00", "1.2", "5250.00"),
        ("6700.00", "1.2", "8250.00"),
        ("12345.67", "1.5", "19000.00"),
        ("4.10", "1.2", "5.00"),
        ("0.07", "1.2", "0.09"),
    ],
)
def test_a_personal_threshold_is_a_round_sum(typical: str, times: str, threshold: str) -> None:
    assert personal_minor(int(Decimal(typical) * 100), Decimal(times)) == int(Decimal(threshold) * 100)


@given(st.integers(1, 10**11))
def test_rounding_never_lowers_a_sum_and_raises_it_by_a_twentieth_at_most(minor: int) -> None:
    assert minor <= nice(minor) <= minor + max(minor // 20, 1)
    assert nice(nice(minor)) == nice(minor)


def test_an_offer_lasts_to_the_end_of_its_last_day_in_the_shops_zone() -> None:
    program = program_of("gives = { points = 1 }\ndays = 7")

    until = ends_at(program.offers[0], NOON, program.zone)

    assert last_usable_day(until, program.zone) == date(2026, 3, 9)


def test_an_offer_never_outlives_the_last_day_of_its_conditions() -> None:
    program = program_of("gives = { points = 1 }\ndays = 70\nwhen = { last_day = 2026-03-08 }")

    until = ends_at(program.offers[0], NOON, program.zone)

    assert last_usable_day(until, program.zone) == date(2026, 3, 8)
