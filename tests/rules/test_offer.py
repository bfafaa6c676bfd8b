"""From which sum an offer counts and until when, and what it may cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lifetime import last_usable_day
from rules.offer import ends_at, nice, personal_minor
from rules.offer_cost import loss
from rules.program import ProgramInvalid
from rules.program_doubts import RULES
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


# ------------------------------------------------------------------ what it costs


@pytest.mark.parametrize(
    ("terms", "typical", "lost"),
    [
        ('gives = { points = 100 }\nfrom_typical = "1.2"\nfrom_otherwise = "1 000"', 2_000_00, None),
        (
            'gives = { points = 300 }\nfrom_typical = "1.2"\nfrom_otherwise = "1 000"',
            1_000_00,
            (1_200_00, 300_00, 200_00),
        ),
        ('gives = { points = 300 }\nfrom_typical = "1.2"\nfrom_otherwise = "1 200"', 0, (1_200_00, 300_00, 200_00)),
        ('gives = { sum = "500" }\nwhen = { minimum_cheque = "500" }', 0, (500_00, 500_00, 500_00)),
        ('gives = { sum = "500" }\nwhen = { minimum_cheque = "1 500" }', 0, None),
        ('gives = { sum = "500" }\nwhen = { minimum_cheque = "400" }\npurchases = 3', 0, None),
        ('gives = { sum = "500" }', 3_000_00, (500_00, 500_00, 500_00)),
        ("gives = { percent = 100 }", 800_00, (800_00, 800_00, 800_00)),
        ("gives = { percent = 15 }", 800_00, None),
        ("gives = { percent = 15 }", 0, None),
        ("gives = { times = 30 }", 1_000_00, (1_000_00, 1_450_00, 1_000_00)),
        ('gives = { gift = { ru = "Кружка", en = "A mug" } }', 1_000_00, None),
    ],
)
def test_an_offer_loses_what_it_gives_beyond_what_it_brings(
    terms: str, typical: int, lost: tuple[int, int, int] | None
) -> None:
    program = program_of(f"{terms}\ndays = 7")

    found = loss(program, program.offers[0], typical)

    assert (found and (found.cheque_minor, found.cost_minor, found.brings_minor)) == lost


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ('gives = { sum = "500" }', "gives what is worth 500.00, and brings 500.00"),
        ('gives = { points = 300 }\nfrom_typical = "1.2"\nfrom_otherwise = "1 200"', "brings 200.00 at the least"),
        ("gives = { percent = 60 }", "leaves 20 % of the price"),
        ("gives = { percent = 15 }", ""),
    ],
)
def test_a_check_names_offers_that_lose_money(terms: str, words: str) -> None:
    program = program_of(f"{terms}\ndays = 7")

    said = [mistake.message for rule in RULES for path, mistake in rule(program) if path[0] == "offers"]

    assert bool(said) == bool(words)
    assert all(words in each for each in said)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("gives = { points = 1, percent = 2 }", "names exactly one of"),
        ('gives = { percent = 10 }\nlife = { kind = "days", days = 3 }', "goes with points or times alone"),
        ('gives = { points = 10 }\nfrom_typical = "1.2"', "goes with from_otherwise"),
        ('gives = { stamps = { card = "tea", count = 1 } }', "is not one of stamps"),
        ('gives = { privilege = { ru = "а", en = "a" } }\npurchases = 2', "no purchase is asked for it"),
        ("gives = { sum = 99999999999999 }", "is more than any cheque can be"),
    ],
)
def test_terms_that_make_no_sense_are_mistakes(terms: str, words: str) -> None:
    with pytest.raises(ProgramInvalid) as invalid:
        program_of(f"{terms}\ndays = 7")

    assert any(words in mistake.message for mistake in invalid.value.mistakes)
