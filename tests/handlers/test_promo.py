"""Promo codes in the chat: typed, by a link, by a newcomer; seen and used at the cashier's till; never guessed."""

from __future__ import annotations

import pytest

from actions import promo_code
from storage.work import Work
from tests.handlers.chat import Chat, Town
from tests.make import Clock
from tests.rules.programs import FOLDER

CODES = (FOLDER / "codes.toml").read_text("utf-8")


@pytest.fixture
def town(work: Work) -> Town:
    return Town.opened(work, CODES)


def a_code(town: Town, name: str = "leaflet") -> str:
    return promo_code.make(town.work, name, 1)[1][0]


def in_a_sale(cashier: Chat, buyer: Chat, sum_typed: str = "2000") -> Chat:
    cashier.forges("till:sale")
    cashier.says(buyer.card_code)
    cashier.says(sum_typed)
    return cashier


def test_a_typed_code_gives_points_at_once(town: Town) -> None:
    anna = town.joined()
    anna.start()

    anna.press("promo")
    anna.says("kopilka-day")

    assert "200 баллов" in anna.text
    assert anna.points == 200


def test_a_code_typed_anywhere_waits_for_the_next_purchase_and_can_be_put_aside(town: Town) -> None:
    anna, code = town.joined(), a_code(town)

    anna.says(code)
    assert "со следующей покупкой" in anna.text
    anna.forges("promo")
    assert "300 ₽" in anna.text
    anna.press("promo:drop")
    anna.forges("promo")

    assert "300 ₽" not in anna.text


def test_a_newcomer_who_opens_the_link_of_a_code_joins_first_and_then_has_it(town: Town) -> None:
    anna = town.joined(payload="promo_KOPILKA-DAY")

    assert any("Код сохранён" in screen.html for screen in anna.screens)
    assert "200 баллов" in anna.text
    assert anna.points == 200


def test_a_newcomers_wrong_code_does_not_stop_them_from_joining(town: Town) -> None:
    anna = town.joined(payload="promo_NONSENSE")

    assert anna.member_or_none is not None
    assert "нельзя использовать" in anna.text
    assert anna.points == 0


def test_a_member_opens_the_link_of_a_code(town: Town) -> None:
    anna = town.joined()

    anna.start(f"promo_{a_code(town)}")

    assert "со следующей покупкой" in anna.text


def test_the_cashier_sees_what_waits_and_it_is_used(town: Town) -> None:
    anna, vera = town.joined(), town.cashier()
    anna.says(a_code(town, "mug"))

    in_a_sale(vera, anna)
    assert "Вручите: Кружка «Копилка»" in vera.text
    vera.press("till:record")

    assert "Вручите: Кружка «Копилка»" in vera.text
    in_a_sale(vera, anna)
    assert "Вручите" not in vera.text


def test_the_cashier_types_the_code_of_the_customer(town: Town) -> None:
    anna, vera = town.joined(), town.cashier()
    in_a_sale(vera, anna)

    vera.says(a_code(town))

    assert "со следующей покупкой" in anna.text
    assert "1700 ₽" in vera.text.replace(" ", "").replace("₽", " ₽")
    vera.press("till:record")
    assert "300 ₽" in vera.text


def test_a_code_for_a_bigger_cheque_goes_on_waiting(town: Town) -> None:
    anna, vera = town.joined(), town.cashier()
    anna.says(a_code(town))

    in_a_sale(vera, anna, "1000")
    vera.press("till:record")
    in_a_sale(vera, anna, "1500")

    assert "300 ₽" in vera.text


def test_guessing_in_a_chat_is_locked_and_a_sentence_is_no_guess(town: Town, clock: Clock) -> None:
    anna, code = town.joined(), a_code(town)
    anna.says("Привет! Как дела?")
    anna.says("hello")
    anna.forges("promo")
    anna.says("что это такое?")
    for n in range(5):
        anna.forges("promo")
        anna.says(f"SALE{n}")
        assert "нельзя использовать" in anna.text

    anna.says(code)
    assert "15 минут" in anna.text
    clock.pass_(minutes=15)
    anna.says(code)

    assert "со следующей покупкой" in anna.text


def test_a_programme_without_codes_has_no_button_and_takes_no_words_for_one(work: Work) -> None:
    anna = Town.opened(work).joined()

    anna.says("AAAA-BBBB-CCCC")
    assert "/help" in anna.text
    anna.start()
    assert not {"promo", "gift_cards"} & set(anna.actions)
