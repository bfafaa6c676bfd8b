"""Returns in any parts take back exactly what the purchase gave."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import apportion
from rules.refusal import ReturnAboveLine, ReturnAboveRest, ReturnLineUnknown
from rules.returns import Sold, Taken, TakenLine, Wish, after, due_back, line_after, take_back, take_lines


def sold(value_minor: int = 1000_00, net_minor: int | None = None, earned: int = 10, spent: int = 0) -> Sold:
    return Sold(value_minor, value_minor if net_minor is None else net_minor, earned, spent)


def test_a_return_in_thirds_takes_back_the_whole_and_no_more() -> None:
    purchase, taken = sold(value_minor=300_00, earned=10), []
    for _ in range(3):
        part = take_back(purchase, 100_00)
        purchase = after(purchase, part)
        taken.append(part.claw_points)

    assert taken == [4, 3, 3]
    with pytest.raises(ReturnAboveRest, match="in minor units: 0; asked: 1"):
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


# ------------------------------------------------------------------ by line

COFFEE = Sold(600_00, 400_00, earned=20, spent=200, quantity=3)
CIGARETTES = Sold(400_00, 400_00, earned=0, spent=0)
CHEQUE = Sold(1000_00, 800_00, earned=20, spent=200)


def test_a_line_takes_back_what_it_paid_and_gave_and_nothing_of_the_others() -> None:
    lines = (COFFEE, CIGARETTES)

    assert take_lines(CHEQUE, lines, [Wish(2)]) == Taken(
        400_00, 400_00, 0, 0, lines=(TakenLine(2, 1, 400_00, 400_00, 0, 0),)
    )
    assert take_lines(CHEQUE, lines, [Wish(1, quantity=1)]) == Taken(
        200_00, 133_34, 7, 67, lines=(TakenLine(1, 1, 200_00, 133_34, 7, 67),)
    )
    assert take_lines(CHEQUE, lines, [Wish(1, amount_minor=300_00)]) == Taken(
        300_00, 200_00, 10, 100, lines=(TakenLine(1, 0, 300_00, 200_00, 10, 100),)
    )


def test_after_a_line_the_rest_goes_by_what_the_rest_gave() -> None:
    back = take_lines(CHEQUE, (COFFEE, CIGARETTES), [Wish(2)])
    left = (COFFEE, line_after(CIGARETTES, back.lines[0]))

    assert take_back(after(CHEQUE, back), 300_00, left) == Taken(300_00, 200_00, 10, 100)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Wish(0), ReturnLineUnknown),
        (Wish(3), ReturnLineUnknown),
        (Wish(1, quantity=4), ReturnAboveLine),
        (Wish(1, quantity=0), ReturnAboveLine),
        (Wish(2, amount_minor=400_01), ReturnAboveLine),
        (Wish(2, amount_minor=0), ReturnAboveLine),
    ],
)
def test_what_a_line_does_not_have_is_refused(wish: Wish, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        take_lines(CHEQUE, (COFFEE, CIGARETTES), [wish])


def test_goods_that_came_back_by_sum_cannot_come_back_by_line_once_more() -> None:
    mostly = after(CHEQUE, take_back(CHEQUE, 700_00))

    with pytest.raises(ReturnAboveRest, match="in minor units: 30000; asked: 40000"):
        take_lines(mostly, (COFFEE, CIGARETTES), [Wish(2)])


def test_a_line_that_came_back_whole_is_empty() -> None:
    back = take_lines(CHEQUE, (COFFEE, CIGARETTES), [Wish(1)])

    with pytest.raises(ReturnAboveLine, match="of line 1: pieces: 0, minor units: 0"):
        take_lines(after(CHEQUE, back), (line_after(COFFEE, back.lines[0]), CIGARETTES), [Wish(1)])


def test_a_present_comes_back_for_nothing_with_what_it_gave() -> None:
    present = Sold(0, 0, earned=5, quantity=2)
    cheque = Sold(100_00, 100_00, earned=6)

    first = take_lines(cheque, (present, Sold(100_00, 100_00, 1)), [Wish(1, quantity=1)])
    second = take_lines(after(cheque, first), (line_after(present, first.lines[0]), Sold(100_00, 100_00, 1)), [Wish(1)])

    assert (first.claw_points, second.claw_points) == (0, 5)
    assert (first.refund_minor, second.refund_minor) == (0, 0)


def test_money_and_gift_card_come_back_in_the_proportion_in_which_they_paid() -> None:
    paid_by_both = Sold(1000_00, 900_00, spent=100, gift_minor=300_00)

    part = take_back(paid_by_both, 500_00)
    rest = take_back(after(paid_by_both, part), 500_00)

    assert (part.refund_minor, part.gift_back_minor, part.net_minor) == (300_00, 150_00, 450_00)
    assert (rest.refund_minor, rest.gift_back_minor) == (300_00, 150_00)


@st.composite
def purchases(draw: st.DrawFn) -> tuple[Sold, tuple[Sold, ...]]:
    """A purchase whose columns add up to its totals, as every priced cheque's do."""
    values = draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=5).filter(any))
    net = draw(st.integers(0, sum(values)))
    nets = apportion(net, values)
    earned = apportion(draw(st.integers(0, 10**5)), draw(st.sampled_from([values, nets if net else values])))
    spent = apportion(draw(st.integers(0, 10**5)), values)
    quantities = draw(st.lists(st.integers(1, 7), min_size=len(values), max_size=len(values)))
    lines = tuple(
        Sold(v, n, e, s, quantity=q) for v, n, e, s, q in zip(values, nets, earned, spent, quantities, strict=True)
    )
    whole = Sold(sum(values), net, sum(earned), sum(spent), gift_minor=draw(st.integers(0, net)))
    return whole, lines


def one_return(data: st.DataObject, whole: Sold, lines: tuple[Sold, ...]) -> Taken | None:
    """Some return of a purchase, or none where what was wished is not left."""
    draw = data.draw
    if draw(st.booleans()):
        return take_back(whole, draw(st.integers(1, whole.rest_minor)), lines)
    at = draw(st.integers(0, len(lines) - 1))
    line, wish = lines[at], Wish(at + 1)
    match draw(st.sampled_from(["all", "pieces", "sum"])):
        case "pieces":
            wish = Wish(at + 1, quantity=draw(st.integers(1, line.quantity)))
        case "sum":
            wish = Wish(at + 1, amount_minor=draw(st.integers(1, max(1, line.value_minor))))
    try:
        return take_lines(whole, lines, [wish])
    except (ReturnAboveLine, ReturnAboveRest):
        return None


@given(purchases(), st.data())
def test_any_mix_of_lines_pieces_and_sums_takes_back_everything_exactly_and_never_less_than_nothing(
    bought: tuple[Sold, tuple[Sold, ...]], data: st.DataObject
) -> None:
    whole, lines = bought
    refunded = to_card = 0
    for _ in range(8):
        if not whole.rest_minor:
            break
        taken = one_return(data, whole, lines)
        if taken is None:
            continue
        assert min(taken.refund_minor, taken.gift_back_minor, taken.claw_points, taken.back_points) >= 0
        refunded, to_card = refunded + taken.refund_minor, to_card + taken.gift_back_minor
        whole = after(whole, taken)
        assert_lines_add_up(taken)
        for one in taken.lines:
            lines = (*lines[: one.line - 1], line_after(lines[one.line - 1], one), *lines[one.line :])
        assert refunded <= whole.net_minor - whole.gift_minor
        assert to_card <= whole.gift_minor
        assert whole.clawed <= whole.earned
        assert whole.given_back <= whole.spent
        assert all(line.returned_minor <= line.value_minor for line in lines)
    if whole.rest_minor:
        last = take_back(whole, whole.rest_minor, lines)
        refunded, to_card = refunded + last.refund_minor, to_card + last.gift_back_minor
        whole = after(whole, last)

    assert (refunded, to_card) == (whole.net_minor - whole.gift_minor, whole.gift_minor)
    assert (whole.refunded_minor, whole.clawed, whole.given_back) == (whole.net_minor, whole.earned, whole.spent)


def assert_lines_add_up(taken: Taken) -> None:
    if not taken.lines:
        return
    rows = [(one.refund_minor, one.gift_back_minor, one.claw_points, one.back_points) for one in taken.lines]
    assert tuple(sum(column) for column in zip(*rows, strict=True)) == (
        taken.refund_minor,
        taken.gift_back_minor,
        taken.claw_points,
        taken.back_points,
    )
    assert all(min(one.refund_minor, one.gift_back_minor, one.claw_points, one.back_points) >= 0 for one in taken.lines)


def test_lines_that_come_back_together_part_the_money_from_the_gift_card_so_that_columns_add_up() -> None:
    paid_by_both = Sold(1000_00, 1000_00, gift_minor=333_33)
    lines = (Sold(500_01, 500_01), Sold(499_99, 499_99))

    back = take_lines(paid_by_both, lines, [Wish(1, amount_minor=100_01), Wish(2)])

    assert_lines_add_up(back)
    assert [one.refund_minor + one.gift_back_minor for one in back.lines] == [100_01, 499_99]


@given(purchases(), st.randoms(use_true_random=False))
def test_all_lines_one_by_one_in_any_order_are_the_whole(bought: tuple[Sold, tuple[Sold, ...]], chance: Any) -> None:
    whole, lines = bought
    order = list(range(len(lines)))
    chance.shuffle(order)
    for at in order:
        taken = take_lines(whole, lines, [Wish(at + 1)])
        if whole.returned_minor + taken.value_minor < whole.value_minor:
            assert (taken.net_minor, taken.claw_points) == (lines[at].net_minor, lines[at].earned)
        whole = after(whole, taken)

    assert (whole.refunded_minor, whole.clawed, whole.given_back) == (whole.net_minor, whole.earned, whole.spent)
    assert whole.gift_back_minor == whole.gift_minor
