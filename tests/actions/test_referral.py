"""An invitation is settled once, whoever comes at the same moment."""

from __future__ import annotations

from actions import ledger, member, merge, program, purchase, referral, returns
from actions.purchase import Sale
from actions.verify import verify
from rules.member import Member
from rules.priced import Cheque, Line
from storage import referrals
from storage.store import Store
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.make import Clock, cause
from tests.rules.programs import BONUS_TEXT


def invited(work: Work) -> tuple[Member, Member]:
    """(the inviter, the friend)"""
    program.apply(work, BONUS_TEXT)
    anna = member.create(work, name="Анна", client="test", welcome=False)
    boris = member.create(work, name="Борис", client="test", welcome=False)
    assert referral.accept(work, anna.referral_code, boris, is_new=True) is None
    return anna, boris


def buys(work: Work, member_id: str) -> str:
    sale = Sale(member_id=member_id, cheque=Cheque((Line(1000_00),)), client="test")
    return purchase.record(work, sale).purchase_id


def state(work: Work, friend_id: str) -> str | None:
    found = referrals.of_friend(work, friend_id)
    return None if found is None else str(found.state)


async def test_a_purchase_rewards_nobody_for_an_invitation_that_is_refused_meanwhile(store: Store) -> None:
    anna, boris = await store.write(invited)

    answer = await meanwhile(
        store,
        lambda work: referral.came_back(work, boris.member_id),
        lambda work: buys(work, boris.member_id),
    )

    assert not isinstance(answer, BaseException), answer
    assert await store.read(ledger.balance, anna.member_id) == 0
    assert await store.read(state, boris.member_id) is None, "refused ones are nobody's invitation"


async def test_two_reasons_at_once_take_a_reward_away_once(store: Store) -> None:
    anna, boris = await store.write(invited)
    bought = await store.write(buys, boris.member_id)
    assert await store.read(ledger.balance, anna.member_id) == 300

    answer = await meanwhile(
        store,
        lambda work: returns.take_back(work, bought, None, client="test"),
        lambda work: referral.came_back(work, boris.member_id),
    )

    assert not isinstance(answer, BaseException), answer
    both = (anna.member_id, boris.member_id)
    assert [await store.read(ledger.balance, one) for one in both] == [0, 0]
    assert [await store.read(ledger.debt, one) for one in both] == [0, 0]
    assert await store.read(state, boris.member_id) == "cancelled"


def test_a_cancelled_reward_is_not_settled_by_time(work: Work, clock: Clock) -> None:
    anna, boris = invited(work)
    bought = buys(work, boris.member_id)
    referral.returned(work, bought, friend_id=boris.member_id, left_minor=0, cause=cause())
    clock.pass_(days=15)

    assert referral.settle(work) == 0
    assert state(work, boris.member_id) == "cancelled"
    assert ledger.balance(work, anna.member_id) == 0


def test_a_reward_that_repaid_a_debt_before_a_merge_is_owed_again_when_it_is_cancelled(work: Work) -> None:
    anna, boris = invited(work)
    into = member.create(work, client="test", welcome=False).member_id
    given = ledger.earn(work, anna.member_id, 100, cause(source_id="p1"), source="purchase")
    ledger.spend(work, anna.member_id, 100, cause())
    ledger.claw_back(work, anna.member_id, given.tx_id, 100, "debt", cause(source_id="p1"))
    bought = buys(work, boris.member_id)
    assert ledger.debt(work, anna.member_id) == 0
    merge.merge(work, anna.member_id, into)

    returns.take_back(work, bought, None, client="test")

    assert (ledger.balance(work, into), ledger.debt(work, into)) == (0, 100)
    assert verify(work) == ()
