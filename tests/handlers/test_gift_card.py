"""Gift cards in the chat: sold by the cashier, taken over by a member, given on, spent at the till."""

from __future__ import annotations

import re

import pytest

from actions import gift_card
from actions.verify import verify
from screens.screen import Qr
from storage.tables import gift_cards
from storage.work import Work
from tests.handlers.chat import Chat, Town
from tests.handlers.test_promo import in_a_sale
from tests.rules.programs import FOLDER

CODES = (FOLDER / "codes.toml").read_text("utf-8")
_CODE = re.compile(r"<code>([A-Z0-9]{4}(?:-[A-Z0-9]{4}){3})</code>")


@pytest.fixture
def town(work: Work) -> Town:
    return Town.opened(work, CODES)


def sold(cashier: Chat, sum_typed: str = "3000") -> str:
    """Sell a card; its code."""
    cashier.forges("till:sell_card")
    cashier.says(sum_typed)
    cashier.press("till:sell_card:yes")
    return code_of(cashier)


def code_of(chat: Chat) -> str:
    found = _CODE.search(chat.screen.html)
    assert found, chat.screen.html
    return found[1]


def payload_of(chat: Chat) -> str:
    assert isinstance(chat.screen.picture, Qr)
    return chat.screen.picture.content.rpartition("=")[2]


def test_a_cashier_sells_a_card_whose_code_is_shown_this_once(town: Town) -> None:
    vera = town.cashier()
    vera.press("till")

    code = sold(vera)

    assert payload_of(vera) == "g_" + code.replace("-", "")
    vera.forges("till:sell_card:yes")
    assert "уже не работает" in vera.text
    assert len(town.rows(gift_cards)) == 1


def test_a_sum_that_no_card_takes_is_asked_again(town: Town) -> None:
    vera = town.cashier()

    vera.forges("till:sell_card")
    vera.says("100")

    assert "500 ₽" in vera.text
    vera.says("700")
    assert "700 ₽" in vera.text
    anna = town.joined()
    vera.press("till:cancel")
    vera.says(anna.card_code)
    assert "Анна" in vera.text


def test_a_newcomer_who_scans_the_card_joins_and_has_it(town: Town) -> None:
    vera = town.cashier()
    sold(vera)

    anna = town.joined(payload=payload_of(vera))

    assert "Подарочная карта ваша" in anna.text
    anna.forges("gift_cards")
    assert "3000 ₽" in anna.text.replace(" ", "").replace("₽", " ₽")


def test_a_card_is_spent_at_the_till_by_the_code_from_the_chat(town: Town) -> None:
    vera, anna = town.cashier(), town.joined()
    paper = sold(vera, "500")
    anna.says(paper)
    anna.press("gift_card:*:code")
    shown = code_of(anna)

    in_a_sale(vera, anna, "800")
    vera.says(shown)
    assert "Подарочная карта" in vera.text
    assert "300 ₽" in vera.text
    vera.press("till:record")

    assert "300 ₽" in vera.text
    (card,) = gift_card.of_member(town.work, anna.member.member_id)
    assert card.balance_minor == 0
    assert verify(town.work) == ()


def test_points_and_a_card_pay_one_cheque_together(town: Town) -> None:
    vera, anna = town.cashier(), town.joined()
    code = sold(vera, "500")
    anna.says("KOPILKA-DAY")

    in_a_sale(vera, anna, "1000")
    vera.says(code)
    vera.says("200")
    assert "300 ₽" in vera.text
    anna.press("pay:*:yes")
    vera.press("till:record")

    assert "300 ₽" in vera.text
    assert anna.points < 200
    assert verify(town.work) == ()


def test_a_card_is_given_on_by_its_code_and_leaves_the_givers_chat(town: Town) -> None:
    vera, anna, boris = town.cashier(), town.joined(), town.joined("Борис")
    anna.says(sold(vera))
    anna.press("gift_card:*:code")
    card_action = f"gift_card:{gift_card.of_member(town.work, anna.member.member_id)[0].card_id}"

    boris.start(payload_of(anna))
    anna.forges(card_action)

    assert "Подарочная карта ваша" in boris.text
    assert "больше нет в вашем чате" in anna.text


def test_somebody_elses_button_shows_no_code(town: Town) -> None:
    vera, anna, boris = town.cashier(), town.joined(), town.joined("Борис")
    anna.says(sold(vera))
    card_id = gift_card.of_member(town.work, anna.member.member_id)[0].card_id

    boris.forges(f"gift_card:{card_id}:code")

    assert not _CODE.search(boris.screen.html)
    assert "больше нет в вашем чате" in boris.text


def test_a_cashier_looks_at_a_card_and_tops_it_up_once(town: Town) -> None:
    vera = town.cashier()
    code = sold(vera, "1000")

    vera.says(code)
    assert "1000 ₽" in vera.text.replace(" ", "").replace("₽", " ₽")
    vera.press("till:top_up:*")
    vera.says("500")
    vera.press("till:top_up:*:yes")
    again = vera.button("till:top_up:*:yes").target
    vera.forges(again)

    vera.says(code)
    assert "1500 ₽" in vera.text.replace(" ", "").replace("₽", " ₽")


def test_a_member_who_is_no_cashier_sells_nothing(town: Town) -> None:
    anna = town.joined()

    anna.forges("till:sell_card")

    assert "для сотрудников" in anna.text


def test_a_card_that_the_shop_gives_is_told(town: Town) -> None:
    anna = town.joined()

    gift_card.sell(town.work, 500_00, client="till-1", member_id=anna.member.member_id)
    town.post()

    assert "500 ₽" in anna.text
    assert "gift_card:" in anna.actions[0]


def test_who_asks_to_be_erased_is_told_of_money_on_cards_which_the_shop_can_give_back(town: Town) -> None:
    anna = town.joined()
    card = gift_card.sell(town.work, 500_00, client="till-1", member_id=anna.member.member_id)
    gift_card.sell(town.work, 1_000_00, client="till-1", member_id=anna.member.member_id)
    town.post()

    anna.forges("forget")
    assert "У вас 2 подарочные карты, на них 1500 ₽." in anna.text.replace("\u00a0", " ").replace("1 500", "1500")
    anna.press("forget:yes")

    (found,) = (one for one in gift_card.ending(town.work, card.last4) if one.card_id == card.card_id)
    assert (found.holder_id, found.balance_minor) == ("", 500_00)
    boris = town.joined("Борис")
    boris.says(gift_card.fresh_code(town.work, found.card_id))
    assert gift_card.own(town.work, boris.member.member_id, card.card_id).balance_minor == 500_00
    assert verify(town.work) == ()
