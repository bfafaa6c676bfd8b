"""A cheque is priced exactly, line by line, and every refusal says what would be right."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cheque import MAX_CHEQUE_MINOR, price
from rules.priced import Cheque, Line, MemberState, Quote, Why
from rules.program import Program
from rules.refusal import (
    AmountInvalid,
    ChequeBelowMinimum,
    ChequeEmpty,
    ChequeSumInvalid,
    ChequeTooLong,
    DebtOpen,
    NotEnoughPoints,
    NothingPayable,
    PointsAboveLimit,
    PointsBelowMinimum,
    PointsInvalid,
    PointsNotAStep,
    Refused,
)
from rules.schedule import instant
from tests.rules.programs import BONUS, DOLLARS, a_program

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def quote(
    *amounts_minor: int,
    pay: int | None = None,
    tier: str = "base",
    available: int = 0,
    debt: int = 0,
    program: Program = BONUS,
) -> Quote:
    lines = tuple(Line(amount) for amount in amounts_minor)
    return price(program, Cheque(lines, pay), MemberState(tier, available, debt), NOW)


@pytest.mark.parametrize(
    "tier, amount_minor, points",
    [
        ("base", 1000_00, 10),
        ("base", 999_99, 9),
        ("base", 99_99, 0),
        ("silver", 1000_00, 30),
        ("silver", 999_99, 29),
        ("gold", 1000_00, 50),
        ("gold", 1, 0),
    ],
)
def test_each_tier_earns_its_published_percent(tier: str, amount_minor: int, points: int) -> None:
    assert quote(amount_minor, tier=tier).earn_points == points


@pytest.mark.parametrize(
    "amount_minor, available, most, why",
    [
        (1000_00, 10_000, 500, "share"),
        (1000_00, 500, 500, "share"),
        (1000_00, 200, 200, "balance"),
        (999_99, 10_000, 499, "share"),
        (1_99, 10_000, 0, "points_below_minimum"),
        (1000_00, 0, 0, "points_below_minimum"),
    ],
)
def test_up_to_a_half_of_the_cheque_may_be_paid_with_points(
    amount_minor: int, available: int, most: int, why: str
) -> None:
    found = quote(amount_minor, available=available)

    assert (found.points_max, found.points_max_why) == (most, why)


def test_points_that_are_paid_earn_nothing_themselves() -> None:
    paid = quote(1000_00, pay=500, tier="silver", available=500)

    assert (paid.points_spend_minor, paid.net_minor, paid.earn_points) == (500_00, 500_00, 15)


def test_a_point_of_the_dollar_programme_pays_a_cent() -> None:
    paid = quote(30_00, pay=1500, tier="gold", available=9999, program=DOLLARS)

    assert (paid.net_minor, paid.earn_points, paid.points_max) == (15_00, 75, 1500)


@pytest.mark.parametrize("on, earned", [("net", 15), ("gross", 30), ("none", 0)])
def test_what_earns_is_the_owners_choice(on: str, earned: int) -> None:
    program = a_program(('on = "net"', f'on = "{on}"'))

    assert quote(1000_00, pay=500, tier="silver", available=500, program=program).earn_points == earned
    assert quote(1000_00, tier="silver", program=program).earn_points == 30


@pytest.mark.parametrize("rounding, earned", [("floor", 1), ("half_up", 2), ("ceil", 2)])
def test_points_are_rounded_once_for_the_whole_cheque(rounding: str, earned: int) -> None:
    program = a_program(('rounding = "floor"', f'rounding = "{rounding}"'))

    found = quote(50_00, 50_00, 50_00, program=program)

    assert found.earn_points == earned
    assert [line.earn_points for line in found.lines] == [1, earned - 1, 0]


def test_excluded_lines_are_not_paid_with_points_but_earn() -> None:
    lines = (Line(600_00, category=" Tobacco "), Line(400_00, category="dairy"))

    found = price(BONUS, Cheque(lines, 200), MemberState("base", 1000), NOW)

    assert found.points_max == 200
    assert [line.points_spend_minor for line in found.lines] == [0, 200_00]
    assert [line.earn_points for line in found.lines] == [6, 2]
    assert Why("never_paid_with_points", {"category": " Tobacco "}) in found.lines[0].why


def test_the_tills_own_discounts_come_first() -> None:
    found = price(BONUS, Cheque((Line(1000_00, discount_minor=200_00),), 400), MemberState("base", 1000), NOW)

    assert (found.gross_minor, found.discount_minor, found.points_max, found.net_minor) == (
        1000_00,
        200_00,
        400,
        400_00,
    )
    assert found.earn_points == 4
    assert [why.rule for why in found.lines[0].why] == ["discount", "paid_with_points", "earned"]


def test_a_line_says_by_which_rule_it_earns() -> None:
    (line,) = quote(1000_00, tier="silver").lines

    assert line.why == (Why("earned", {"tier": "silver", "rate": "3%"}),)


def test_kopecks_go_to_the_largest_remainder() -> None:
    found = quote(1_00, 1_00, 1_00, pay=1, available=10)

    assert [line.points_spend_minor for line in found.lines] == [34, 33, 33]
    assert [line.points_spend for line in found.lines] == [1, 0, 0]
    assert [line.net_minor for line in found.lines] == [66, 67, 67]


def test_a_quote_says_how_long_the_points_will_live() -> None:
    found = quote(1000_00)

    assert found.active_at == NOW
    assert found.expires_at == instant(date(2027, 12, 1), time(0), ZoneInfo("Europe/Moscow"))

    later = quote(1000_00, program=a_program(("pending_days = 0", "pending_days = 14")))
    assert later.active_at == instant(date(2026, 12, 5), time(0), ZoneInfo("Europe/Moscow"))


def test_a_debt_forbids_points_and_not_the_purchase() -> None:
    found = quote(1000_00, available=100, debt=5)

    assert (found.points_max, found.points_max_why, found.earn_points) == (0, "debt", 10)


STEPS = a_program(
    ("minimum_points = 1 ", "minimum_points = 100 "),
    ("step = 1 ", "step = 50 "),
    ('minimum_cheque = "0"', 'minimum_cheque = "300"'),
)


def test_a_limit_is_a_whole_number_of_steps() -> None:
    by_share = quote(510_00, available=10_000, program=STEPS)

    assert (by_share.points_max, by_share.points_max_why) == (250, "share")
    assert quote(510_00, available=199, program=STEPS).points_max == 150
    assert quote(399_00, available=99, program=STEPS).points_max == 0


@pytest.mark.parametrize(
    "amount_minor, pay, available, debt, refusal, sentence",
    [
        (1000_00, 550, 1000, 0, PointsAboveLimit, "Points that may pay this cheque: 500 at most (50 %); asked: 550."),
        (1000_00, 400, 350, 0, NotEnoughPoints, "Points that the member may spend: 350; asked: 400."),
        (1000_00, 50, 1000, 0, PointsBelowMinimum, "Points are spent from 100 at a time; asked: 50."),
        (1000_00, 120, 1000, 0, PointsNotAStep, "Points are spent in steps of 50; asked: 120."),
        (
            299_99,
            100,
            1000,
            0,
            ChequeBelowMinimum,
            "Points pay cheques from a sum of 30000, in minor units; this one comes to 29999.",
        ),
        (1000_00, 100, 1000, 7, DebtOpen, "Points owed after a return: 7; points can be spent when"),
        (1000_00, -1, 1000, 0, PointsInvalid, "Points to pay with are -1; they must be a whole number from 0 to"),
        (1000_00, 1.0, 1000, 0, PointsInvalid, "Points to pay with are 1.0"),
        (1000_00, True, 1000, 0, PointsInvalid, "Points to pay with are True"),
    ],
)
def test_points_that_cannot_be_spent_are_refused_in_one_sentence(
    amount_minor: int, pay: Any, available: int, debt: int, refusal: type[Refused], sentence: str
) -> None:
    with pytest.raises(refusal) as refused:
        quote(amount_minor, pay=pay, available=available, debt=debt, program=STEPS)

    assert str(refused.value).startswith(sentence)


def test_a_cheque_of_excluded_lines_alone_takes_no_points() -> None:
    with pytest.raises(NothingPayable):
        price(BONUS, Cheque((Line(100_00, category="tobacco"),), 10), MemberState("base", 100), NOW)


@pytest.mark.parametrize(
    "lines, refusal, says",
    [
        ((), ChequeEmpty, "no lines"),
        (tuple([Line(1)] * 501), ChequeTooLong, "cheque: 501; the most is 500"),
        ((Line(100), Line(-1)), AmountInvalid, "The amount of line 2 is -1"),
        ((Line(MAX_CHEQUE_MINOR + 1),), AmountInvalid, "The amount of line 1"),
        ((Line(1.5),), AmountInvalid, "The amount of line 1 is 1.5"),  # type: ignore[arg-type]
        ((Line(True),), AmountInvalid, "The amount of line 1 is True"),
        ((Line(100, discount_minor=101),), AmountInvalid, "The discount of line 1 is 101"),
        ((Line(100, quantity=0),), AmountInvalid, "The quantity of line 1 is 0"),
        ((Line(0),), ChequeSumInvalid, "discounts: 0;"),
        ((Line(100, discount_minor=100),), ChequeSumInvalid, "discounts: 0;"),
        ((Line(MAX_CHEQUE_MINOR), Line(1)), ChequeSumInvalid, "it must be from 1 to"),
    ],
)
def test_a_cheque_that_is_none_is_refused(lines: tuple[Line, ...], refusal: type[Refused], says: str) -> None:
    with pytest.raises(refusal, match=says):
        price(BONUS, Cheque(lines), MemberState("base"), NOW)


PROGRAMS = [
    a_program(
        ('on = "net"', f'on = "{on}"'),
        ('rounding = "floor"', f'rounding = "{rounding}"'),
        ("share_percent = 50", share),
    )
    for on, rounding, share in [
        ("net", "floor", "share_percent = 50"),
        ("net", "half_up", "share_percent = 100"),
        ("gross", "ceil", "share_percent = 30"),
        ("none", "floor", "share_percent = 100"),
    ]
] + [DOLLARS]

LINES = st.builds(
    lambda amount, discount, category: Line(amount, category=category, discount_minor=min(amount, discount)),
    st.integers(0, 10**7),
    st.one_of(st.just(0), st.integers(0, 10**5)),
    st.sampled_from(["", "dairy", "tobacco", "FUEL"]),
)


@given(
    st.sampled_from(PROGRAMS),
    st.lists(LINES, min_size=1, max_size=30).filter(
        lambda lines: any(line.amount_minor > line.discount_minor for line in lines)
    ),
    st.sampled_from(["base", "silver", "gold"]),
    st.integers(0, 10**6),
)
def test_every_column_of_the_lines_adds_up(program: Program, lines: list[Line], tier: str, available: int) -> None:
    member = MemberState(tier, available)
    most = price(program, Cheque(tuple(lines)), member, NOW).points_max
    found = price(program, Cheque(tuple(lines), most), member, NOW)

    assert found.points_spend == most <= available
    assert found.gross_minor - found.discount_minor - found.points_spend_minor == found.net_minor >= 0
    for column in ("gross_minor", "discount_minor", "points_spend", "points_spend_minor", "net_minor", "earn_points"):
        parts = [getattr(line, column) for line in found.lines]
        assert sum(parts) == getattr(found, column)
        assert min(parts) >= 0
    for line in found.lines:
        assert line.net_minor == line.gross_minor - line.discount_minor - line.points_spend_minor


@given(st.integers(2, 10**8), st.integers(0, 10**6), st.sampled_from(PROGRAMS))
def test_one_point_above_the_limit_is_always_refused(amount_minor: int, available: int, program: Program) -> None:
    member = MemberState("base", available)
    most = price(program, Cheque((Line(amount_minor),)), member, NOW).points_max

    with pytest.raises((PointsAboveLimit, NotEnoughPoints, PointsBelowMinimum)):
        price(program, Cheque((Line(amount_minor),), most + 1), member, NOW)


def test_five_hundred_lines_are_fine() -> None:
    found = quote(*range(1_00, 501_00, 1_00), pay=10_000, tier="gold", available=10_000)

    assert len(found.lines) == 500
    assert sum(line.net_minor for line in found.lines) == found.net_minor
