"""Money stays exact on every way in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import apportion, currencies, is_currency, minor_digits, parse_rate, rounded, to_major, to_minor


@pytest.mark.parametrize(
    "written, digits, minor",
    [
        ("10 000.50", 2, 1_000_050),
        ("10000", 2, 1_000_000),
        ("1_000", 0, 1000),
        (500, 2, 50_000),
        (Decimal("99.90"), 2, 9990),
        (Decimal("1.005"), 3, 1005),
        ("0", 2, 0),
    ],
)
def test_major_units_become_minor_ones_exactly(written: str | int | Decimal, digits: int, minor: int) -> None:
    assert to_minor(written, digits) == minor


@pytest.mark.parametrize(
    "written, says",
    [
        ("10.005", "more than 2 digits"),
        ("1,5", "is not a number"),
        ("10 00", "is not a number"),
        ("1e5", "is not a number"),
        ("-1", "is not a number"),
        (-1, "from 0 up"),
        (Decimal("NaN"), "from 0 up"),
        (Decimal("1e-400000000"), "more than 2 digits"),
        (Decimal("1e400000000"), "more than any cheque"),
        (10.5, "not a sum of money"),
        (True, "not a sum of money"),
    ],
)
def test_what_is_not_money_is_refused_in_words(written: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        to_minor(written, 2)


@given(st.integers(0, 10**14), st.integers(0, 3))
def test_minor_units_survive_the_way_there_and_back(minor: int, digits: int) -> None:
    assert to_minor(to_major(minor, digits), digits) == minor


def test_currencies_are_those_in_use_today() -> None:
    assert {"RUB", "USD", "JPY", "KZT"} <= currencies()
    assert not is_currency("RUR")
    assert not is_currency("rub")
    assert [minor_digits(code) for code in ("RUB", "JPY", "KWD")] == [2, 0, 3]


@pytest.mark.parametrize(
    "rate, amount_minor, points",
    [
        ("1%", 99_99, 0),
        ("1%", 100_00, 1),
        ("3%", 333_33, 9),
        ("2.5%", 1000_00, 25),
        ("0.1%", 1000_00, 1),
        ("5 per 100.00", 100_00, 5),
        ("5 per 100.00", 119_99, 5),
        ("5 per 100.00", 120_00, 6),
        ("1 per 3", 10_00, 3),
    ],
)
def test_a_rate_earns_whole_points(rate: str, amount_minor: int, points: int) -> None:
    assert parse_rate(rate, digits=2, point_value_minor=100).earned(amount_minor, "floor") == points


def test_a_percent_counts_in_what_a_point_is_worth() -> None:
    cents = parse_rate("3%", digits=2, point_value_minor=1)

    assert cents.earned(10_00, "floor") == 30
    assert cents.percent == 3


def test_a_rate_by_sum_says_its_percent() -> None:
    assert parse_rate("5 per 100.00", 2, 100).percent == 5
    assert parse_rate("1 per 3", 2, 100).percent == Decimal("33.33")


@pytest.mark.parametrize(
    "rate", ["3", "%", "-1%", "1001%", "0.1234567%", "5 per 0", "5 per", "x per 100", "11 per 1", ""]
)
def test_what_is_not_a_rate_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match=r"not a|must give|more than"):
        parse_rate(rate, 2, 100)


@pytest.mark.parametrize(
    "numerator, denominator, floor, half_up, ceil",
    [(0, 3, 0, 0, 0), (1, 3, 0, 0, 1), (1, 2, 0, 1, 1), (2, 3, 0, 1, 1), (3, 3, 1, 1, 1), (5, 2, 2, 3, 3)],
)
def test_rounding_is_one_of_three(numerator: int, denominator: int, floor: int, half_up: int, ceil: int) -> None:
    assert rounded(numerator, denominator, "floor") == floor
    assert rounded(numerator, denominator, "half_up") == half_up
    assert rounded(numerator, denominator, "ceil") == ceil


def test_the_largest_remainder_gets_what_is_left_and_the_earlier_part_wins_a_tie() -> None:
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    assert apportion(10, [5, 3, 1]) == [6, 3, 1]
    assert apportion(0, [0, 0]) == [0, 0]
    assert apportion(7, [0, 5]) == [0, 7]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**11), min_size=1, max_size=50).filter(any))
def test_parts_add_up_and_each_is_within_one_of_its_due(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part * sum(weights) - total * weight + sum(weights) <= 2 * sum(weights)
        assert weight or not part
