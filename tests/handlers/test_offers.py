"""Personal offers in the chat: seen, switched on, applied and handed over at the cashier's till, told when used."""

from __future__ import annotations

import pytest

from actions import offer, program
from storage.work import Work
from tests.handlers.chat import Chat, Town
from tests.rules.offers import OFFERS_TEXT
from tests.rules.programs import BONUS_TEXT


@pytest.fixture
def town(work: Work) -> Town:
    return Town.opened(work, OFFERS_TEXT)


def give(town: Town, chat: Chat, *names: str) -> None:
    for name in names:
        offer.grant(town.work, chat.member.member_id, name, client="test")


def in_a_sale(cashier: Chat, buyer: Chat, sum_typed: str) -> None:
    cashier.forges("till:sale")
    cashier.says(buyer.card_code)
    cashier.says(sum_typed)


def test_a_member_sees_their_offers_with_terms_and_switches_one_on(town: Town) -> None:
    anna = town.joined()
    give(town, anna, "back", "habit")

    anna.says("/offers")
    assert "Ждём вас снова" in anna.text
    assert "от 300 ₽" in anna.text
    assert "0 из 3" in anna.text
    anna.press("offer:*")
    assert "Скидка на один чек" in anna.text
    anna.press("offer:*:on")

    assert "Включено" in anna.text
    assert [one.state for one in offer.of(town.work, anna.member.member_id)] == ["on", "on"]


def test_what_the_programme_offers_no_more_goes_on_under_the_name_that_was_promised(town: Town) -> None:
    anna, vera = town.joined(), town.cashier()
    give(town, anna, "mug", "closed")
    program.apply(town.work, BONUS_TEXT)

    anna.says("/offers")
    assert "Фирменная кружка" in anna.text
    in_a_sale(vera, anna, "2000")
    assert "Вручите: Фирменная кружка" in vera.text
    vera.press("till:record")
    anna.forges("privileges")
    assert "Вход на закрытый показ" in anna.text


def test_nobody_opens_or_switches_on_what_is_anothers(town: Town) -> None:
    anna, boris = town.joined(), town.joined()
    give(town, anna, "back")
    [one] = offer.of(town.work, anna.member.member_id)

    boris.forges(f"offer:{one.offer_id}:on")

    assert "уже не действует" in boris.text
    assert offer.get(town.work, anna.member.member_id, one.offer_id).state == "given"


def test_the_cashier_sees_what_is_on_hands_over_the_gift_and_the_member_hears_of_it(town: Town) -> None:
    anna, vera = town.joined(), town.cashier()
    give(town, anna, "mug", "closed")

    vera.forges("till:sale")
    vera.says(anna.card_code)
    assert "Фирменная кружка" in vera.text
    assert "Вход на закрытый показ" in vera.text
    vera.says("2000")
    assert "Вручите: Фирменная кружка" in vera.text
    vera.press("till:record")

    assert "Вручите: Фирменная кружка" in vera.text
    anna.forges("privileges")
    assert "Вход на закрытый показ" in anna.text
    anna.forges("offers")
    assert "Кружка" in anna.text
    assert "Закрытый показ" in anna.text


def test_what_an_offer_takes_off_is_named_at_the_till(town: Town) -> None:
    anna, vera = town.joined(), town.cashier()
    give(town, anna, "bigger")

    in_a_sale(vera, anna, "1000")

    assert "Подарок за большой чек" in vera.text
    assert "+300" in vera.text


def test_the_menu_leads_there_only_where_the_programme_has_offers(work: Work, town: Town) -> None:
    anna = town.joined()
    anna.forges("more")
    assert "offers" in anna.actions
    program.apply(work, BONUS_TEXT)
    anna.forges("menu")

    assert "offers" not in anna.actions
