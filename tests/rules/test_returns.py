"""Returns in any parts take back exactly what the purchase gave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.refusal import ReturnAboveRest
from rules.returns import Sold, Taken, after, due_back, take_back


def sold(value_minor: int = 1000_00, net_minor: int | None = None, earned: int = 10, spent: int = 0) -> Sold:
    return Sold(value_minor, value_minor if net_minor is None else net_minor, earned, spent)


def test_a_return_in_thirds_takes_back_the_whole_and_no_more() -> None:
    purchase, taken = sold(value_minor=300_00, earned=10), []
    for _ in range(3):
        part = take_back(purchase, 100_00)
        purchase = after(purchase, part)
        taken.append(part.claw_points)

    assert taken == [4, 3, 3]
    with pytest.raises(ReturnAboveRest, match="1 minor units cannot be returned; 0 of this purchase are left"):
        take_back(purchase, 1)


def test_spent_points_and_money_come_back_in_the_same_proportion() -> None:
    half_paid = sold(value_minor=1000_00, net_minor=500_00, earned=5, spent=500)

    assert take_back(half_paid, 500_00) == Taken(500_00, 250_00, 3, 250)


@pytest.mark.parametrize("value_minor", [0, -1, 1000_01, 1.0, True])
def test_what_cannot_be_returned_is_refused(value_minor: int) -> None:
    with pytest.raises(ReturnAboveRest):
        take_back(sold(), value_minor)


@given(
    st.integers(1, 10**9).flatmap(lambda value: st.tuples(st.just(value), st.integers(0, value))),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.lists(st.integers(1, 10**9), max_size=20),
)
def test_parts_add_up_exactly(value_and_net: tuple[int, int], earned: int, spent: int, wishes: list[int]) -> None:
    value, net = value_and_net
    purchase = sold(value, net, earned, spent)
    for wish in [*wishes, value]:
        if purchase.rest_minor:
            taken = take_back(purchase, min(wish, purchase.rest_minor))
            assert min(taken.refund_minor, taken.claw_points, taken.back_points) >= 0
            purchase = after(purchase, taken)
        assert purchase.clawed == earned - earned * purchase.rest_minor // value

    assert (purchase.refunded_minor, purchase.clawed, purchase.given_back) == (net, earned, spent)


@given(st.integers(0, 10**6), st.integers(1, 10**9), st.data())
def test_the_way_to_a_remainder_does_not_matter(earned: int, original: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, original))
    second = data.draw(st.integers(0, first))

    stepwise = due_back(earned, original, first, 0)
    stepwise += due_back(earned, original, second, stepwise)

    assert stepwise == due_back(earned, original, second, 0)
