"""What an invitation promised holds: through time, a change of the programme, whatever became of the points."""

from __future__ import annotations

import pytest

from actions import activation, ledger, member, program, purchase, verify
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage.tables import referrals
from storage.work import Work
from tests.handlers.chat import Chat, Town
from tests.make import Clock, cause
from tests.rules.programs import BONUS_TEXT, changed

CAPPED = ("rewards = 10", "rewards = 1")
NO_WAIT = ("return_period_days = 14", "return_period_days = 0")
NOTHING_FOR_THE_INVITER = ("inviter_points = 300", "inviter_points = 0")


def link_of(person: Chat) -> str:
    return f"r_{person.member.referral_code}"


def buys(cashier: Chat, buyer: Chat, amount: str = "1000") -> None:
    cashier.says(buyer.card_code)
    cashier.says(amount)
    cashier.press("till:record")


def takes_back(cashier: Chat) -> None:
    cashier.press("till:return:*")
    cashier.press("till:return:*:yes")


def a_town(work: Work, *changes: tuple[str, str]) -> Town:
    return Town.opened(work, changed(*changes))


def states(town: Town) -> list[str]:
    return [row.state for row in town.rows(referrals)]


def owes(person: Chat) -> int:
    return ledger.debt(person.town.work, person.member.member_id)


@pytest.mark.parametrize("told_by_the_job", [True, False])
def test_a_return_after_the_return_period_takes_no_reward_away(town: Town, clock: Clock, told_by_the_job: bool) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    buys(vera, boris)
    clock.pass_(days=15)
    if told_by_the_job:
        activation.tell(town.work)

    takes_back(vera)

    assert anna.points == 300
    anna.forges("friends")
    assert "✅" in anna.text
    assert owes(boris) == 0


def test_without_a_return_period_the_rewards_come_at_once_and_stay(work: Work) -> None:
    town = a_town(work, NO_WAIT)
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))

    buys(vera, boris)

    assert states(town) == ["rewarded"]
    assert anna.points == 500
    assert "Спасибо" in anna.text
    takes_back(vera)
    assert (anna.points, states(town)) == (500, ["rewarded"])


def test_an_invitation_is_settled_when_the_inviter_gets_nothing(work: Work, clock: Clock) -> None:
    town = a_town(work, NOTHING_FOR_THE_INVITER)
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    buys(vera, boris)
    clock.pass_(days=15)

    activation.tell(work)

    assert states(town) == ["rewarded"]


def test_an_invitation_is_settled_when_a_debt_took_the_reward(town: Town, clock: Clock) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    ledger.claw_back(town.work, anna.member.member_id, None, 700, "debt", cause(source_id="gone"))
    buys(vera, boris)
    clock.pass_(days=15)

    activation.tell(town.work)

    assert states(town) == ["rewarded"]
    assert owes(anna) == 200
    assert not verify.verify(town.work)


def test_a_cancelled_invitation_stays_cancelled(town: Town, clock: Clock) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    buys(vera, boris)
    takes_back(vera)
    clock.pass_(days=15)

    activation.tell(town.work)

    assert states(town) == ["cancelled"]


def test_what_was_promised_is_kept_when_the_programme_changes(town: Town, clock: Clock) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    gleb = town.joined("Глеб", payload=link_of(anna))
    program.apply(
        town.work, changed(("inviter_points = 300", "inviter_points = 7"), ("window_days = 30", "window_days = 1"))
    )
    clock.pass_(days=5)

    buys(vera, boris, "500")
    program.apply(
        town.work,
        BONUS_TEXT[: BONUS_TEXT.index("[referral]")] + "[warnings]\n" + BONUS_TEXT.partition("[warnings]\n")[2],
    )
    buys(vera, gleb, "500")

    assert [row.points for row in town.rows(referrals)] == [300, 300]


def test_a_friend_who_came_too_late_is_shown_so_before_they_buy(town: Town, clock: Clock) -> None:
    anna = town.joined("Анна")
    town.joined("Борис", payload=link_of(anna))
    clock.pass_(days=29, hours=23)
    anna.forges("friends")
    assert "👋" in anna.text

    clock.pass_(hours=1)

    anna.forges("friends")
    assert "🚫" in anna.text
    assert "время" in anna.text.lower() or "срок" in anna.text.lower()
    anna.forges("invite")
    assert "🚫" in anna.text


def test_an_inviter_who_is_gone_earns_nothing_and_the_friend_still_does(town: Town, clock: Clock) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    gone = anna.member.member_id
    anna.forges("forget:yes")

    buys(vera, boris)

    assert ledger.balance(town.work, gone) == 0
    assert [(row.state, row.reason, row.points) for row in town.rows(referrals)] == [("pending", "erased", 0)]
    clock.pass_(days=15)
    activation.tell(town.work)
    town.post()
    assert boris.points == 210, "and what the purchase earned"


def test_a_reward_that_was_on_its_way_to_somebody_gone_leaves_no_debt(town: Town) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    gone = anna.member.member_id
    buys(vera, boris)
    anna.forges("forget:yes")

    vera.forges("till:returns")
    takes_back(vera)

    assert ledger.debt(town.work, gone) == 0
    assert states(town) == ["cancelled"]
    assert not verify.verify(town.work)


def test_an_old_customer_who_shares_the_phone_after_the_first_purchase_gets_no_reward(town: Town) -> None:
    known = member.create(town.work, name="Борис", phone="+79161234501", client="import", welcome=False)
    purchase.record(town.work, Sale(member_id=known.member_id, cheque=Cheque((Line(100_00),)), client="till-1"))
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    buys(vera, boris)

    boris.shares("79161234501")

    assert [(row.state, row.reason) for row in town.rows(referrals)] == [("cancelled", "not_new")]
    both = (anna.member.member_id, boris.member.member_id)
    assert [ledger.balance(town.work, member_id) for member_id in both] == [200, 11]
    assert not verify.verify(town.work)
    anna.forges("friends")
    assert "↩️" in anna.text


def test_an_old_customer_who_shares_the_phone_after_the_return_period_keeps_the_reward(
    town: Town, clock: Clock
) -> None:
    known = member.create(town.work, name="Борис", phone="+79161234501", client="import", welcome=False)
    purchase.record(town.work, Sale(member_id=known.member_id, cheque=Cheque((Line(100_00),)), client="till-1"))
    anna, vera = town.joined("Анна"), town.cashier()
    boris = town.joined("Борис", payload=link_of(anna))
    buys(vera, boris)
    clock.pass_(days=15)

    boris.shares("79161234501")

    assert anna.points == 300
    anna.forges("friends")
    assert "✅" in anna.text
