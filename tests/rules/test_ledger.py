"""The arithmetic of points without a database: design.md's equations for every member that could be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules import ledger
from rules.ledger import Lot, Move, Plan, Sealed, chain_hash
from rules.returns import due_back
from tests.make import NOON

days = st.integers(-3, 40)


@st.composite
def a_lot(draw: st.DrawFn, number: int = 0) -> Lot:
    amount = draw(st.integers(0, 50))
    remaining = draw(st.integers(0, amount))
    held = draw(st.integers(0, remaining))
    expires = draw(st.none() | days.map(lambda day: NOON + timedelta(days=day)))
    active = NOON + timedelta(days=draw(st.integers(-5, 3)))
    return Lot(f"lot-{number:02}", "purchase", draw(st.sampled_from("pq")), amount, remaining, held, active, expires)


@st.composite
def some_lots(draw: st.DrawFn) -> list[Lot]:
    found = [draw(a_lot(number)) for number in range(draw(st.integers(1, 6)))]
    return draw(st.permutations(found))


def after(lots: list[Lot], plan: Plan) -> dict[str, Lot]:
    left = {lot.lot_id: ledger.apply(lot, plan.moves) for lot in (*lots, *plan.opened)}
    assert all(0 <= lot.held <= lot.remaining <= lot.amount for lot in left.values())
    return left


def grace() -> Lot:
    return Lot("grace", "refund", "", 0, 0, 0, NOON, NOON + timedelta(days=14))


@given(some_lots(), st.data())
def test_spending_x_then_refunding_y_equals_spending_x_less_y(lots: list[Lot], data: st.DataObject) -> None:
    most = ledger.available(lots, NOON)
    assume(most)
    spent = data.draw(st.integers(1, most))
    refunded = data.draw(st.integers(1, spent))

    taken = ledger.take(lots, spent, NOON)
    assert taken is not None
    left = after(lots, Plan(taken))
    back = ledger.refund(taken, 0, refunded, left, grace, NOON)

    at_once = ledger.take(lots, spent - refunded, NOON)
    assert at_once is not None
    assert after(list(left.values()), back) == after(lots, Plan(at_once))


@given(some_lots(), st.data())
def test_refunds_in_parts_equal_one_refund(lots: list[Lot], data: st.DataObject) -> None:
    most = ledger.available(lots, NOON)
    assume(most)
    taken = ledger.take(lots, most, NOON)
    assert taken is not None
    now = NOON + timedelta(days=data.draw(st.integers(0, 40)))
    emptied = after(lots, Plan(taken))
    parts = data.draw(st.lists(st.integers(1, most), min_size=1, max_size=5).filter(lambda parts: sum(parts) <= most))

    left, late, already = emptied, 0, 0
    for part in parts:
        back = ledger.refund(taken, already, part, left, grace, now)
        assert back.amount == part
        late += sum(lot.amount for lot in back.opened)
        left = {lot.lot_id: ledger.apply(lot, back.moves) for lot in left.values()}
        already += part
    whole = ledger.refund(taken, 0, already, emptied, grace, now)

    assert left == {lot.lot_id: ledger.apply(lot, whole.moves) for lot in emptied.values()}
    assert late == sum(lot.amount for lot in whole.opened)


def test_what_comes_back_too_late_lives_on_in_one_lot_for_each_partner_who_gave_it() -> None:
    dead = {
        name: Lot(name, "purchase", "", 9, 0, 0, NOON, NOON, partner)
        for name, partner in (("a", "cafe"), ("b", "books"), ("c", "cafe"))
    }
    taken = [Move("a", -3), Move("b", -4), Move("c", -5)]

    back = ledger.refund(taken, 1, 10, dead, grace, NOON)

    assert back.moves == ()
    assert {(lot.partner, lot.amount, lot.remaining) for lot in back.opened} == {("cafe", 6, 6), ("books", 4, 4)}


@given(some_lots(), st.data())
def test_a_capture_of_everything_is_a_spend_and_of_nothing_leaves_no_trace(
    lots: list[Lot], data: st.DataObject
) -> None:
    most = ledger.available(lots, NOON)
    assume(most)
    points = data.draw(st.integers(1, most))
    pins, taken = ledger.pin(lots, points, NOON), ledger.take(lots, points, NOON)
    assert pins is not None
    assert taken is not None
    pinned = list(after(lots, Plan(pins)).values())

    assert after(pinned, ledger.settle(pins, points)) == after(lots, Plan(taken))
    assert after(pinned, ledger.settle(pins, 0)) == {lot.lot_id: lot for lot in lots}


@given(some_lots(), st.integers(1, 300))
def test_nobody_spends_more_than_is_usable(lots: list[Lot], points: int) -> None:
    moves = ledger.take(lots, points, NOON)

    assert (moves is None) == (points > ledger.available(lots, NOON))
    assert moves is None or -Plan(moves).amount == points


@given(some_lots(), st.integers(1, 300), st.sampled_from(["debt", "within_balance", "pending_only"]))
def test_a_claw_back_takes_what_it_may_and_only_debt_owes_the_rest(
    lots: list[Lot], points: int, policy: ledger.Policy
) -> None:
    own = [lot for lot in lots if lot.source_id == "p"]
    others = [lot for lot in lots if lot.source_id != "p"]

    taken = ledger.claw_back(own, others, points, policy, NOON)

    after(lots, taken)
    reachable = [lot for lot in lots if not lot.expired(NOON)]
    if policy == "pending_only":
        reachable = [lot for lot in own if lot.active_at > NOON]
    assert -taken.d_balance == min(points, sum(lot.free for lot in reachable))
    assert taken.d_debt == (points + taken.d_balance if policy == "debt" else 0)


@given(some_lots())
def test_expiry_takes_every_free_point_of_dead_lots_once(lots: list[Lot]) -> None:
    burned = ledger.expire(lots, NOON)
    left = list(after(lots, burned).values())

    assert all(lot.free == 0 for lot in left if lot.expired(NOON))
    assert ledger.available(left, NOON) == ledger.available(lots, NOON)
    assert ledger.expire(left, NOON) == Plan()


@given(some_lots(), st.integers(1, 60))
def test_prolonging_changes_lives_and_no_sums(lots: list[Lot], day: int) -> None:
    names = iter(f"new-{number:02}" for number in range(99))
    until = NOON + timedelta(days=day)
    moved = ledger.prolong(lots, until, lambda: next(names), NOON)
    left = list(after(lots, moved).values())

    assert moved.amount == 0
    assert ledger.available(left, NOON) == ledger.available(lots, NOON)
    assert ledger.prolong(left, until, lambda: next(names), NOON) == Plan()


@given(st.integers(1, 10**6), st.lists(st.integers(1, 10**6), min_size=1, max_size=6), st.data())
def test_cumulative_claw_backs_add_up_to_what_was_earned(earned: int, parts: list[int], data: st.DataObject) -> None:
    original = remaining = sum(parts)
    clawed = 0
    for part in data.draw(st.permutations(parts)):
        remaining -= part
        clawed += due_back(earned, original, remaining, clawed)
        assert clawed == earned - earned * remaining // original

    assert clawed == earned


@given(st.integers(0, 100), st.integers(1, 100))
def test_an_earning_repays_the_debt_first(debt: int, points: int) -> None:
    lot = replace(grace(), amount=points, remaining=points, expires_at=None)

    plan = ledger.earn(lot, debt)

    assert plan.amount == points
    assert plan.d_debt == -min(debt, points)
    assert plan.d_balance == points - min(debt, points)


@pytest.mark.parametrize(
    ("expires_at", "usable"),
    [(NOON + timedelta(microseconds=1), True), (NOON, False), (None, True)],
)
def test_the_instant_of_expiry_is_the_first_unusable_one(expires_at: datetime | None, usable: bool) -> None:
    assert Lot("x", "purchase", "", 1, 1, 0, NOON, expires_at).usable(NOON) is usable


def test_undated_points_are_spent_last_and_equal_lives_in_the_order_of_their_ids() -> None:
    soon, later = NOON + timedelta(days=1), NOON + timedelta(days=2)
    lots = [
        Lot(name, "purchase", "", 1, 1, 0, NOON, expires)
        for name, expires in (("a", None), ("d", soon), ("b", later), ("c", soon))
    ]

    assert ledger.take(lots, 4, NOON) == tuple(Move(name, -1) for name in "cdba")


def test_the_chain_hash_is_what_it_was_when_the_first_ledger_was_written() -> None:
    """Whatever changes it would make every ledger in the world look forged."""
    sealed = Sealed(
        "m", "points", 1, "t", "earn", "issued", 5, 0, "till", None, "rule «1»", "p", "", "", 1, 1_772_442_000_000_000,
        (("lot", "purchase", "p", 5, 1_772_442_000_000_000, None, ""),), (("lot", -2, 0),),
    )  # fmt: skip

    assert chain_hash("", sealed) == "cdd5da5097dc6e6b1f4fa2f3d074d0ca1e40d65f88b86ec39da2285fe3faafe0"
