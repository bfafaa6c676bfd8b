"""A chat's new member turns out to be one whom the shop knew: the two become one and nothing is lost."""

from __future__ import annotations

from actions import history, ledger, member, purchase, returns, verify
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage.tables import members, purchases, referrals, transactions
from tests.handlers.chat import Chat, Town
from tests.make import Clock, cause

PHONE = "+79161234501"


def the_shop_knew(town: Town, points: int = 700, *, bought: bool = True) -> str:
    """Somebody from the old base, who has no chat."""
    known = member.create(town.work, name="Анна Старая", phone=PHONE, client="import", welcome=False)
    ledger.earn(town.work, known.member_id, points, cause(reason="import"), source="import")
    if bought:
        buys(town, known.member_id, 100_00)
    return known.member_id


def buys(town: Town, member_id: str, amount_minor: int, points: int | None = None) -> str:
    cheque = Cheque((Line(amount_minor),), points)
    return purchase.record(town.work, Sale(member_id=member_id, cheque=cheque, client="till-1")).purchase_id


def test_a_verified_phone_joins_the_balances_and_the_welcome_gift_is_not_given_twice(town: Town) -> None:
    known = the_shop_knew(town)
    anna = town.person()
    anna.start()
    anna.press("consent")
    anna.press("consent:yes")

    anna.shares(PHONE)

    assert anna.member.member_id == known
    assert anna.points == 701
    assert "701 балл" in anna.text
    assert not verify.verify(town.work)


def test_the_registration_goes_on_after_the_cards_were_joined(town: Town) -> None:
    the_shop_knew(town)
    anna = town.person()
    anna.start()
    anna.press("consent")
    anna.press("consent:yes")
    anna.shares(PHONE)

    anna.press("marketing:on")

    assert anna.member.marketing
    assert "200" not in anna.text, "no gift was given, so none is promised"


def test_whoever_never_bought_and_had_no_gift_keeps_the_one_of_the_chat(town: Town) -> None:
    the_shop_knew(town, 50, bought=False)

    anna = town.joined(phone=PHONE)

    assert anna.points == 250


def test_a_gift_of_the_till_and_one_of_the_chat_are_one_gift(town: Town) -> None:
    member.create(town.work, name="Анна", phone=PHONE, client="till-1")

    anna = town.joined(phone=PHONE)

    assert anna.points == 200


def test_points_and_purchases_of_before_the_phone_was_shared_come_along(town: Town, clock: Clock) -> None:
    the_shop_knew(town)
    anna = town.joined()
    bought = buys(town, anna.member.member_id, 50_000_00)

    anna.shares(PHONE)

    assert anna.points == 701 + 500
    assert anna.member.tier == "gold", "the purchases count together"
    anna.press("menu")
    anna.press("history")
    assert "50 000" in anna.text
    assert "Базовый, 1" in anna.text
    assert not verify.verify(town.work)
    assert [row.purchase_id for row in town.rows(purchases, member_id=anna.member.member_id)].count(bought) == 1


def test_a_purchase_of_before_can_be_taken_back_afterwards(town: Town) -> None:
    the_shop_knew(town)
    anna = town.joined()
    bought = buys(town, anna.member.member_id, 1_000_00, 200)
    anna.shares(PHONE)
    assert anna.points == 701 + 8

    returns.take_back(town.work, bought, None, client="till-1")

    assert anna.points == 701 + 200
    assert not verify.verify(town.work)
    anna.forges("history")
    assert "merged" not in anna.text


def test_a_link_that_was_sent_to_friends_goes_on_working(town: Town) -> None:
    known = the_shop_knew(town)
    anna = town.joined()
    link = f"r_{anna.member.referral_code}"
    anna.shares(PHONE)

    town.joined("Борис", payload=link)

    assert [(row.inviter_id, row.state) for row in town.rows(referrals)] == [(known, "joined")]


def test_an_old_customer_who_came_by_a_friends_link_is_not_counted_as_new(town: Town) -> None:
    the_shop_knew(town)
    boris = town.joined("Борис")

    town.joined(phone=PHONE, payload=f"r_{boris.member.referral_code}")

    assert [(row.state, row.reason) for row in town.rows(referrals)] == [("refused", "not_new")]
    boris.forges("friends")
    assert "🚫" in boris.text


def test_nothing_that_names_anybody_is_left_on_the_empty_card(town: Town) -> None:
    known = the_shop_knew(town)
    anna: Chat = town.joined(phone=PHONE)

    [empty] = [row for row in town.rows(members) if row.member_id != known]

    assert (empty.name, empty.phone, empty.birthday, empty.merged_into) == ("", None, None, known)
    assert history.page(town.work, anna.member.member_id).entries


def test_what_comes_along_was_issued_once_and_is_explained_in_words(town: Town, clock: Clock) -> None:
    the_shop_knew(town)
    anna = town.joined()
    buys(town, anna.member.member_id, 1_000_00)
    issued = sum(row.amount for row in town.rows(transactions, contra="issued"))
    anna.shares(PHONE)

    moved = town.rows(transactions, contra="transferred")
    assert sorted(row.amount for row in moved) == [-10, 10]
    assert sum(row.amount for row in town.rows(transactions, contra="issued")) == issued
    assert all(row.program_version == 1 for row in town.rows(transactions))
    anna.forges("history")
    assert "перешло с вашей второй карты" in anna.text.lower()
    assert "Базовый, 1" in anna.text


def test_a_debt_comes_along_and_is_owed_once(town: Town) -> None:
    the_shop_knew(town)
    anna = town.joined()
    newcomer = anna.member.member_id
    ledger.claw_back(town.work, newcomer, None, ledger.balance(town.work, newcomer) + 50, "debt", cause())

    anna.shares(PHONE)

    assert anna.points == 701 - 50
    assert (ledger.debt(town.work, newcomer), ledger.debt(town.work, anna.member.member_id)) == (0, 0)
    assert not verify.verify(town.work)
