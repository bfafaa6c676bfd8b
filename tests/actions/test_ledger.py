"""What each movement of points promises, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import ledger, verify
from actions.ledger import CaptureAboveHold, HoldClosed, RefundAboveSpend
from rules.refusal import DebtOpen, NotEnoughPoints
from storage.work import Work
from tests.make import ANNA, NOON, Clock, cause


def earn(
    work: Work, points: int, *, days: int | None = None, source_id: str = "p1", pending_days: int = 0
) -> ledger.Posted:
    return ledger.earn(
        work,
        ANNA,
        points,
        cause(source_id=source_id),
        source="purchase",
        active_at=work.now + timedelta(days=pending_days),
        expires_at=None if days is None else work.now + timedelta(days=days),
    )


def test_what_burns_first_is_spent_first(work: Work, clock: Clock) -> None:
    earn(work, 100)
    earn(work, 100, days=10)

    ledger.spend(work, ANNA, 60, cause())
    clock.pass_(days=10)

    assert ledger.available(work, ANNA) == 100


def test_points_expire_at_their_instant_whether_or_not_the_sweeper_has_run(work: Work, clock: Clock) -> None:
    earn(work, 100, days=10)
    clock.pass_(days=10)

    with pytest.raises(NotEnoughPoints):
        ledger.spend(work, ANNA, 1, cause())
    assert ledger.expire(work, ANNA, cause()) == 100
    assert ledger.expire(work, ANNA, cause()) == 0
    assert ledger.balance(work, ANNA) == 0


def test_a_capture_succeeds_though_its_lot_expired_meanwhile_and_frees_nothing_of_it(work: Work, clock: Clock) -> None:
    earn(work, 100, days=1)
    held = ledger.hold(work, ANNA, 80, cause(), minutes=60 * 48)
    clock.pass_(days=1, hours=1)

    assert ledger.expire(work, ANNA, cause()) == 20
    ledger.capture(work, held.hold_id, 50, cause())

    assert ledger.balance(work, ANNA) == 0


def test_a_hold_cannot_be_captured_twice_late_or_above_itself(work: Work, clock: Clock) -> None:
    earn(work, 100)
    held = ledger.hold(work, ANNA, 50, cause(), minutes=30)
    with pytest.raises(CaptureAboveHold):
        ledger.capture(work, held.hold_id, 51, cause())
    ledger.capture(work, held.hold_id, 50, cause())
    with pytest.raises(HoldClosed):
        ledger.capture(work, held.hold_id, 50, cause())

    late = ledger.hold(work, ANNA, 50, cause(), minutes=30)
    clock.pass_(minutes=30)
    with pytest.raises(HoldClosed):
        ledger.capture(work, late.hold_id, 50, cause())


def test_the_same_till_session_replaces_its_earlier_hold(work: Work) -> None:
    earn(work, 100)
    first = ledger.hold(work, ANNA, 80, cause(), minutes=30, session="till-1/7")
    ledger.hold(work, ANNA, 90, cause(), minutes=30, session="till-1/7")

    assert ledger.available(work, ANNA) == 10
    with pytest.raises(HoldClosed):
        ledger.void(work, first.hold_id, cause())


def test_refunds_in_parts_add_up_and_never_exceed_the_spend(work: Work) -> None:
    earn(work, 100)
    spent = ledger.spend(work, ANNA, 100, cause())
    for part in (33, 33, 34):
        ledger.refund(work, ANNA, spent.tx_id, part, cause(), grace_until=NOON)

    with pytest.raises(RefundAboveSpend):
        ledger.refund(work, ANNA, spent.tx_id, 1, cause(), grace_until=NOON)
    assert ledger.available(work, ANNA) == 100


def test_a_refund_into_an_expired_lot_lives_on_for_a_grace(work: Work, clock: Clock) -> None:
    earn(work, 100, days=1)
    spent = ledger.spend(work, ANNA, 100, cause())
    clock.pass_(days=2)
    ledger.refund(work, ANNA, spent.tx_id, 40, cause(), grace_until=clock() + timedelta(days=14))

    assert ledger.available(work, ANNA) == 40
    clock.pass_(days=14)
    assert ledger.available(work, ANNA) == 0


def test_a_refund_into_an_expired_lot_without_a_grace_burns_at_once(work: Work, clock: Clock) -> None:
    earn(work, 100, days=1)
    spent = ledger.spend(work, ANNA, 100, cause())
    clock.pass_(days=2)

    ledger.refund(work, ANNA, spent.tx_id, 40, cause(), grace_until=clock())

    assert ledger.balance(work, ANNA) == 0
    assert not verify.verify(work)


def test_a_claw_back_of_spent_points_is_a_debt_that_blocks_and_is_repaid_by_the_next_earning(work: Work) -> None:
    bought = earn(work, 100)
    ledger.spend(work, ANNA, 100, cause())
    ledger.claw_back(work, ANNA, bought.tx_id, 100, "debt", cause(source_id="p1"))
    earn(work, 30, source_id="p2")
    assert ledger.balance(work, ANNA) == 0
    with pytest.raises(DebtOpen):
        ledger.spend(work, ANNA, 1, cause())

    earn(work, 100, source_id="p3")

    assert ledger.available(work, ANNA) == 30
    ledger.spend(work, ANNA, 30, cause())


def test_pending_points_wait_for_their_instant(work: Work, clock: Clock) -> None:
    earn(work, 100, pending_days=14)
    assert ledger.available(work, ANNA) == 0
    clock.pass_(days=14)
    assert ledger.available(work, ANNA) == 100


def test_a_cancelled_reward_that_had_repaid_a_debt_is_owed_again(work: Work) -> None:
    bought = earn(work, 100)
    ledger.spend(work, ANNA, 100, cause())
    ledger.claw_back(work, ANNA, bought.tx_id, 100, "debt", cause(source_id="p1"))
    later = work.now + timedelta(days=14)
    ledger.earn(work, ANNA, 300, cause(source_id="r1"), source="referral", active_at=later)
    assert (ledger.balance(work, ANNA), ledger.debt(work, ANNA)) == (200, 0)

    ledger.cancel(work, ANNA, "referral", 300, cause(source_id="r1"))

    assert (ledger.balance(work, ANNA), ledger.debt(work, ANNA)) == (0, 100)
