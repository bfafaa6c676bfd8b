"""Who owes whom in a coalition: the sums by hand, and that nothing is ever made or lost between partners."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.settlement import Moved, Settled, Statement, Terms, Way, figures, of_figures, settle

NAMES = ["", "books", "cafe", "pharmacy"]


def of(percent: str = "100", value_minor: int = 100) -> Terms:
    return Terms(value_minor, {"cafe": Decimal(percent), "books": Decimal(percent)})


def owed(settled: Settled) -> dict[tuple[str, str], int]:
    return {(pair.debtor, pair.creditor): pair.minor for pair in settled.pairs}


def line(settled: Settled, partner: str) -> Statement:
    return next(one for one in settled.statements if one.partner == partner)


def spent(giver: str, place: str, points: int, version: int = 1) -> Moved:
    return Moved("redeemed", giver, place, version, points)


def test_points_that_one_gave_and_another_took_are_owed_whole() -> None:
    settled = settle([spent("cafe", "books", 300)], lambda _: of())

    assert owed(settled) == {("cafe", "books"): 300_00}
    assert (line(settled, "cafe").owes_minor, line(settled, "cafe").net_minor) == (300_00, -300_00)
    assert (line(settled, "books").redeemed_points, line(settled, "books").net_minor) == (300, 300_00)


def test_a_partner_that_pays_a_part_leaves_the_rest_and_what_is_below_a_kopeck_to_the_programme() -> None:
    settled = settle([spent("cafe", "books", 3)], lambda _: of("33.33", value_minor=5))

    assert owed(settled) == {("", "books"): 11, ("cafe", "books"): 4}  # 4.9995, cut off


def test_ones_own_points_at_ones_own_till_cost_nobody_anything() -> None:
    settled = settle([spent("cafe", "cafe", 300), spent("", "", 5)], lambda _: of("50"))

    assert settled.pairs == ()
    assert line(settled, "cafe").redeemed_points == 300


def test_the_programmes_own_points_are_owed_by_it_and_a_partners_at_its_shops_to_it() -> None:
    settled = settle([spent("", "books", 10), spent("cafe", "", 10)], lambda _: of("50"))

    assert owed(settled) == {("", "books"): 10_00, ("cafe", ""): 5_00}


def test_each_version_has_its_own_value_and_what_comes_back_turns_the_sum_around() -> None:
    moved = [spent("cafe", "books", 10, 1), spent("cafe", "books", -30, 2)]

    settled = settle(moved, lambda version: of(value_minor=100 * version))

    assert owed(settled) == {("cafe", "books"): 10_00 - 60_00}
    assert (line(settled, "books").owes_minor, line(settled, "cafe").owed_minor) == (50_00, 50_00)


def test_what_a_return_takes_out_of_anothers_points_frees_that_one_and_makes_up_for_the_purchase() -> None:
    """Cafe's points were spent long ago, and the return at the cafe is paid out of points of the bookshop."""
    settled = settle([Moved("withdrawn", "books", "cafe", 1, 40)], lambda _: of("50"))

    assert owed(settled) == {("", "cafe"): 20_00, ("books", ""): 20_00}


def test_a_debt_is_the_programmes_until_somebodys_points_repay_it() -> None:
    lent = settle([Moved("lent", "", "cafe", 1, 40)], lambda _: of())
    repaid = settle([Moved("repaid", "books", "", 1, 40)], lambda _: of())

    assert owed(lent) == {("", "cafe"): 40_00}
    assert owed(repaid) == {("books", ""): 40_00}


def test_money_on_a_gift_card_is_owed_whole_by_whoever_sold_it() -> None:
    moved = [Moved("gift_sold", "cafe", "cafe", 1, 500_00), Moved("gift_used", "cafe", "books", 1, 120_50)]

    settled = settle([*moved, spent("cafe", "books", 1)], lambda _: of("50"))

    assert owed(settled) == {("cafe", "books"): 120_50 + 50, ("", "books"): 50}
    assert (line(settled, "cafe").gift_sold_minor, line(settled, "books").gift_used_minor) == (500_00, 120_50)


def test_partners_to_whom_nothing_happened_have_a_line_too() -> None:
    assert [one.partner for one in settle([], lambda _: of(), ["cafe"]).statements] == ["", "cafe"]


@given(
    st.lists(
        st.builds(
            Moved,
            st.sampled_from(get_args(Way)),
            st.sampled_from(NAMES),
            st.sampled_from(NAMES),
            st.integers(1, 3),
            st.integers(-(10**9), 10**9),
        ),
        max_size=30,
    ),
    st.dictionaries(st.sampled_from(NAMES[1:]), st.integers(0, 10_000).map(lambda part: Decimal(part).scaleb(-2))),
    st.integers(1, 999),
)
def test_whatever_happens_everything_adds_up_to_zero(
    moved: list[Moved], percent: dict[str, Decimal], value_minor: int
) -> None:
    settled = settle(moved, lambda version: Terms(value_minor * version, percent))

    assert sum(one.net_minor for one in settled.statements) == 0
    assert sum(one.owes_minor for one in settled.statements) == sum(one.owed_minor for one in settled.statements)
    assert all(one.owes_minor >= 0 and one.owed_minor >= 0 for one in settled.statements)
    assert of_figures(figures(settled)) == settled


@given(st.lists(st.builds(spent, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 10**6)), max_size=20))
def test_whoever_takes_points_of_others_gets_their_whole_value(moved: list[Moved]) -> None:
    settled = settle(moved, lambda _: of("33.33", value_minor=7))

    for place in NAMES[1:]:
        whole = sum(one.points * 7 for one in moved if one.place == place != one.giver)
        assert line_or_none(settled, place) == whole


def line_or_none(settled: Settled, partner: str) -> int:
    return sum(one.owed_minor for one in settled.statements if one.partner == partner)


@pytest.mark.parametrize("points", [1, 7, 1001])
def test_a_spend_and_its_refund_in_another_period_weigh_the_same(points: int) -> None:
    there = owed(settle([spent("cafe", "books", points)], lambda _: of("33.33", value_minor=1)))
    back = owed(settle([spent("cafe", "books", -points)], lambda _: of("33.33", value_minor=1)))

    assert {pair: -minor for pair, minor in there.items()} == back
