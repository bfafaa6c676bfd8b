"""Stamps, gifts and privileges between a member's chat and the cashier's."""

from __future__ import annotations

from datetime import date

import pytest

from actions import member, program, stamp, verify
from screens.screen import Stamps
from storage.work import Work
from tests.handlers.chat import Chat, Town
from tests.make import Clock
from tests.rules.programs import FOLDER, changed
from tests.web.acting import ACTING

SUBSCRIPTION = (FOLDER / "subscription.toml").read_text("utf-8")


@pytest.fixture
def town(work: Work, clock: Clock) -> Town:
    clock.pass_(hours=8)  # after the quiet hours of the day, when nothing is taken off
    return Town.opened(work, ACTING)


@pytest.fixture
def vera(town: Town) -> Chat:
    return town.cashier()


@pytest.fixture
def anna(town: Town) -> Chat:
    return town.joined("Анна")


def fill(town: Town, anna: Chat, card: str = "visits", count: int = 5) -> None:
    stamp.grant(town.work, anna.member.member_id, card, count, "с бумажной карты", "till-1")
    town.post()


def serve(vera: Chat, anna: Chat) -> None:
    vera.says(anna.card_code)


def stamps(town: Town, anna: Chat, card: str = "visits") -> int:
    found = stamp.cards(town.work, anna.member.member_id, program.current(town.work).program)
    return next(one.stamps for one in found if one.card == card)


def test_a_purchase_puts_a_stamp_on_the_card_and_says_so(town: Town, vera: Chat, anna: Chat) -> None:
    serve(vera, anna)
    vera.says("1000")
    assert "🎟 Визит в подарок: +1" in vera.text
    vera.press("till:record")

    assert "🎟 Визит в подарок: +1, теперь 1 из 5" in vera.text
    assert "🎟 Визит в подарок: +1, теперь 1 из 5" in anna.text


def test_the_menu_says_how_full_the_cards_are_and_a_return_what_is_left(town: Town, vera: Chat, anna: Chat) -> None:
    fill(town, anna, count=3)
    serve(vera, anna)
    vera.says("1000")
    vera.press("till:record")
    anna.says("/menu")
    assert "🎟 Визит в подарок: 4 из 5" in anna.text

    vera.press("till:return:*")
    vera.press("till:return:*:yes")

    assert "Возврат на 1 000 ₽" in anna.text.replace("\xa0", " ")
    assert "🎟 Визит в подарок: 3 из 5" in anna.text


def test_the_card_is_drawn_and_said_in_circles(town: Town, anna: Chat) -> None:
    fill(town, anna, count=3)
    anna.start()

    anna.press("stamps")

    assert isinstance(anna.screen.picture, Stamps)
    assert (anna.screen.picture.filled, anna.screen.picture.needed) == (3, 5)
    assert "●●●○○" in anna.text
    assert "До подарка «Бесплатный визит» — ещё 2 штампа" in anna.text
    anna.press("stamps:coffee")
    assert "○○○○○" in anna.text


def test_a_gift_comes_off_the_cheque(town: Town, vera: Chat, anna: Chat) -> None:
    fill(town, anna)
    serve(vera, anna)
    assert "Можно взять: Бесплатный визит" in vera.text
    vera.press("till:gift:visits")
    vera.press("till:gift:visits:sale")
    assert "В этой продаже: Бесплатный визит" in vera.text

    vera.says("1200")
    assert "К оплате: 0 ₽" in vera.text
    vera.press("till:record")

    assert stamps(town, anna) == 0
    assert "Ваш подарок: Бесплатный визит" in anna.text
    assert not verify.verify(town.work)


def test_a_gift_may_be_left_out_again_before_the_sale_is_recorded(town: Town, vera: Chat, anna: Chat) -> None:
    fill(town, anna)
    serve(vera, anna)
    vera.says("1200")
    vera.press("till:gift:visits")
    vera.press("till:gift:visits:sale")
    vera.press("till:gift:visits:leave")
    vera.press("till:record")

    assert stamps(town, anna) == 6


def test_a_gift_is_handed_over_once_however_often_it_is_pressed(town: Town, vera: Chat, anna: Chat) -> None:
    fill(town, anna, "coffee", 11)
    serve(vera, anna)
    vera.press("till:gift:coffee")
    press = vera.button("till:gift:coffee:give:*").target

    vera.forges(press)
    vera.forges(press)

    assert stamps(town, anna, "coffee") == 6
    assert vera.reply.notice == "Подарок выдан"
    assert any("Подарок выдан. На карте теперь" in screen.html for screen in anna.screens)


def test_a_stamp_by_hand_is_asked_first_and_given_once(town: Town, vera: Chat, anna: Chat) -> None:
    serve(vera, anna)
    vera.press("till:stamp:visits")
    press = vera.button("till:stamp:visits:0").target

    vera.forges(press)
    vera.forges(press)

    assert stamps(town, anna) == 1
    anna.forges("stamps")
    assert "от магазина" in anna.text


@pytest.mark.parametrize("action", ["till:gift:visits:give:1", "till:stamp:visits:0", "till:gift:visits:sale"])
def test_nobody_else_gives_stamps_or_gifts(town: Town, vera: Chat, anna: Chat, action: str) -> None:
    fill(town, anna, count=4)

    anna.forges(action)
    vera.forges(action)  # nobody is served

    assert stamps(town, anna) == 4


def test_the_cashier_sees_discounts_that_hold_now_and_why(town: Town, vera: Chat, anna: Chat, clock: Clock) -> None:
    today = clock.now.date()
    member.set_birthday(town.work, anna.member, date(1990, today.month, today.day))

    serve(vera, anna)
    assert "🏷 20 % в день рождения: скидка 20 %" in vera.text
    vera.says("1000")

    assert "🏷 −200 ₽ · 20 % в день рождения" in vera.text
    assert "💵 К оплате: 800 ₽" in vera.text
    vera.press("till:record")
    assert "🏷 Ваша скидка: 200 ₽" in anna.text


def test_privileges_carry_the_time_and_a_code_that_the_till_goes_by(work: Work, clock: Clock) -> None:
    town = Town.opened(work)
    vera, anna = town.cashier(), town.joined("Анна")
    anna.forges("privileges")
    code = anna.text.split("Код для кассира: ")[1][:6]

    assert "Верно на 12:00, 2 марта" in anna.text
    vera.says(code)
    assert "Анна" in vera.text
    vera.press("till:cancel")
    vera.says(code)
    assert "использован" in vera.text


def test_a_profile_says_what_it_lacks_and_what_it_earns(work: Work) -> None:
    town = Town.opened(
        work,
        changed()
        + """
[[actions]]
name = "profile"
title = { ru = "Заполненный профиль", en = "A whole profile" }
on = "profile_completed"
points = 50
""",
    )
    anna = town.joined("Анна", phone="+79161234567")
    anna.forges("settings")
    assert "Заполните профиль и получите 50 баллов. Осталось указать: день рождения." in anna.text

    anna.press("birthday")
    anna.says("25.12.1990")

    assert any("Заполненный профиль" in screen.html and "50" in screen.html for screen in anna.screens)
    anna.forges("history")
    assert "Заполненный профиль" in anna.text
    anna.forges("settings")
    assert "Заполните профиль" not in anna.text


def test_partners_are_listed_where_there_are_some(work: Work) -> None:
    town = Town.opened(work, (FOLDER / "coalition.toml").read_text("utf-8"))
    anna = town.joined("Анна")

    anna.forges("partners")

    assert "Наши партнёры" in anna.text
