"""One's own data: a copy that holds everything and nothing of others, and being forgotten."""

from __future__ import annotations

import csv
import io
import json

import pytest

from actions import ledger, member, purchase, returns, verify
from actions import staff as staffs
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage.tables import (
    addresses,
    consents,
    deliveries,
    erased_marks,
    events,
    lots,
    members,
    referrals,
    staff,
    till_requests,
)
from tests.handlers.chat import Chat, Town


@pytest.fixture
def shop(town: Town) -> tuple[Chat, Chat, Chat]:
    """Anna, who invited Boris and bought with points from Vera."""
    anna = town.joined("Анна", phone="79161234501")
    boris = town.joined("Борис", phone="79167654321", payload=f"r_{anna.member.referral_code}")
    vera = town.cashier("Вера")
    vera.says(anna.card_code)
    vera.says("1000")
    vera.press("till:pay:200")
    anna.press("pay:*:yes")
    vera.press("till:record")
    return anna, boris, vera


def test_a_copy_as_json_holds_everything_and_nothing_of_others(shop: tuple[Chat, Chat, Chat]) -> None:
    anna, boris, _ = shop
    anna.forges("mydata")
    anna.press("mydata:json")

    [file] = anna.files
    data = json.loads(file.content)

    assert file.name == "mydata.json"
    assert data["members"][0]["phone"] == "+79161234501"
    assert {one["kind"] for one in data["consents"]} == {"processing", "marketing"}
    assert [one["kind"] for one in data["transactions"]].count("earn") == 2
    assert data["purchases"][0]["net_minor"] == 800_00
    assert data["till_requests"][0]["pay_points"] == 200
    assert data["referrals"][0]["friend_name"] == "Бо…"
    told = file.content.decode()
    for others in ("Борис", "79167654321", boris.member.member_id, "Вера", boris.who.user_id):
        assert others not in told, others
    boris.forges("mydata:json")
    invited = json.loads(boris.files[0].content)
    assert invited["invited"][0]["state"] == "joined"
    assert anna.member.member_id not in boris.files[0].content.decode()


def test_a_copy_as_csv_opens_as_a_table_of_the_same(shop: tuple[Chat, Chat, Chat]) -> None:
    anna, *_ = shop
    anna.forges("mydata:json")
    [as_json] = anna.files
    anna.forges("mydata:csv")
    [as_csv] = anna.files

    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig"))))

    assert {row["table"] for row in rows} == {name for name, kept in json.loads(as_json.content).items() if kept}
    assert {row["value"] for row in rows if row["field"] == "phone"} == {"'+79161234501"}


def test_whoever_is_forgotten_is_erased_and_the_books_stay_true(town: Town, shop: tuple[Chat, Chat, Chat]) -> None:
    anna, *_ = shop
    known = anna.member.member_id
    anna.forges("forget")
    anna.press("forget:yes")

    [row] = town.rows(members, member_id=known)
    assert (row.name, row.phone, row.birthday) == ("", None, None)
    for table in (addresses, till_requests, deliveries):
        assert town.rows(table, member_id=known) == [], table.name
    assert town.rows(consents, member_id=known), "a consent proves that we were allowed to"
    assert anna.member_or_none is None
    assert anna.commands[0] == "card"
    assert not verify.verify(town.work)


def test_the_same_person_can_join_anew_with_the_same_phone(town: Town, shop: tuple[Chat, Chat, Chat]) -> None:
    anna, *_ = shop
    known = anna.member.member_id
    anna.forges("forget:yes")

    anna.start()
    anna.press("consent")
    anna.press("consent:yes")
    anna.shares("79161234501")
    anna.press("marketing:off")

    assert anna.member.member_id != known
    assert anna.points == 0, "the welcome gift is for newcomers"
    assert not verify.verify(town.work)


def test_old_buttons_of_somebody_erased_lead_to_the_welcome(town: Town, shop: tuple[Chat, Chat, Chat]) -> None:
    anna, *_ = shop
    anna.forges("forget:yes")

    for old in ("forget:yes", "balance", "card", "history:1", "mute:tiers", "marketing:on", "zone", "mydata:json"):
        anna.forges(old)
        assert anna.actions == ["consent"], old
    anna.forges("menu")
    assert anna.actions == ["consent", "language"]
    anna.says("привет")
    assert anna.actions == ["consent", "language"]


def test_a_friend_who_was_erased_is_named_nowhere(town: Town, shop: tuple[Chat, Chat, Chat]) -> None:
    anna, boris, _ = shop
    boris.forges("forget:yes")

    assert [row.friend_name for row in town.rows(referrals)] == [""]
    anna.forges("friends")
    assert "Бо" not in anna.text


@pytest.mark.parametrize("name", ["Бориска", "Ян", "Я"])
def test_what_an_inviter_was_told_of_a_friend_names_them_no_more(town: Town, name: str) -> None:
    anna, vera = town.joined("Анна"), town.cashier()
    friend = town.joined(name, payload=f"r_{anna.member.referral_code}")
    other = town.joined("Глеб", payload=f"r_{anna.member.referral_code}")
    for buyer in (friend, other):
        vera.says(buyer.card_code)
        vera.says("1000")
        vera.press("till:record")
    known = anna.member.member_id
    told = [row.facts["name"] for row in town.rows(deliveries, member_id=known) if "name" in row.facts]
    shown = name[:2] + "…" if len(name) > 2 else name[:1] + "…"
    assert sorted(told) == sorted([shown, shown, "Гл…", "Гл…"])

    friend.forges("forget:yes")

    for table in (events, deliveries):
        kept = [row.facts["name"] for row in town.rows(table, member_id=known) if "name" in row.facts]
        assert sorted(kept) == ["", "", "Гл…", "Гл…"], table.name


def test_a_link_of_somebody_erased_invites_nobody(town: Town, shop: tuple[Chat, Chat, Chat]) -> None:
    anna, boris, _ = shop
    gone = anna.member.referral_code
    anna.forges("forget:yes")
    newcomer = town.person("Глеб")

    newcomer.start(f"r_{gone}")
    newcomer.start(f"r_{boris.member.referral_code}")
    newcomer.press("consent")
    newcomer.press("consent:yes")

    assert [row.state for row in town.rows(referrals, inviter_id=boris.member.member_id)] == ["joined"]


def test_a_purchase_of_somebody_erased_can_still_be_taken_back(town: Town, shop: tuple[Chat, Chat, Chat]) -> None:
    anna, _, vera = shop
    anna.forges("forget:yes")

    vera.forges("till:returns")
    vera.press("till:return:*")
    assert "Покупатель" in vera.text
    vera.press("till:return:*:yes")

    assert "800" in vera.text
    assert not verify.verify(town.work)


def test_both_halves_of_a_joined_card_are_in_the_copy_and_are_erased(town: Town) -> None:
    town.joined("Другой")
    purchase_of = town.joined("Анна")
    cheque = Cheque((Line(10_000_00),), 200)
    bought = purchase.record(town.work, Sale(member_id=purchase_of.member.member_id, cheque=cheque, client="till-1"))
    member.create(town.work, name="Анна", phone="+79161234501", client="till-1")
    purchase_of.shares("79161234501")

    purchase_of.forges("mydata:json")
    kinds = [one["kind"] for one in json.loads(purchase_of.files[0].content)["transactions"]]
    assert "spend" in kinds
    purchase_of.forges("forget:yes")
    returns.take_back(town.work, bought.purchase_id, None, client="till-1")
    assert not verify.verify(town.work)
    assert {row.name for row in town.rows(members)} == {"", "Другой"}


def test_a_cashier_who_is_forgotten_as_a_member_works_on_only_by_a_new_invitation(town: Town) -> None:
    vera = town.joined("Вера")
    vera.start(staffs.invite(town.work, "cashier"))
    vera.forges("forget:yes")

    assert [(row.channel, row.user_id) for row in town.rows(staff)] == [(None, None)]
    vera.forges("till")
    assert vera.actions == ["menu"]


def test_whoever_was_forgotten_and_joins_again_by_a_link_rewards_nobody(
    town: Town, shop: tuple[Chat, Chat, Chat]
) -> None:
    anna, boris, vera = shop
    anna.forges("forget:yes")

    anna.start(f"r_{boris.member.referral_code}")
    anna.press("consent")
    anna.press("consent:yes")
    vera.says(anna.card_code)
    vera.says("1000")
    vera.press("till:record")

    [row] = town.rows(referrals, inviter_id=boris.member.member_id)
    assert (row.state, row.reason) == ("refused", "not_new")
    assert town.rows(lots, source="referral") == []


@pytest.mark.parametrize("bought", [True, False])
def test_a_new_chat_with_the_phone_of_somebody_forgotten_is_not_new(
    town: Town, shop: tuple[Chat, Chat, Chat], bought: bool
) -> None:
    anna, boris, vera = shop
    anna.forges("forget:yes")
    again = town.joined("Анна", payload=f"r_{boris.member.referral_code}")
    if bought:
        vera.says(again.card_code)
        vera.says("1000")
        vera.press("till:record")

    again.shares("79161234501")

    [row] = town.rows(referrals, inviter_id=boris.member.member_id)
    assert (row.state, row.reason) == ("cancelled" if bought else "refused", "not_new")
    assert [lot.remaining for lot in town.rows(lots, source="referral")] == ([0, 0] if bought else [])
    assert not verify.verify(town.work)


def test_a_till_gives_no_welcome_to_the_phone_of_somebody_forgotten(town: Town, shop: tuple[Chat, Chat, Chat]) -> None:
    anna, *_ = shop
    anna.forges("forget:yes")

    again = member.create(town.work, name="Анна", phone="+79161234501", client="till-1")

    assert ledger.balance(town.work, again.member_id) == 0


def test_what_is_kept_of_somebody_forgotten_names_nobody(town: Town, shop: tuple[Chat, Chat, Chat]) -> None:
    anna, *_ = shop
    anna.forges("forget:yes")

    kept = [row.mark for row in town.rows(erased_marks)]

    assert len(kept) == 2
    for mark in kept:
        assert len(mark) == 64
        assert anna.who.user_id not in mark
