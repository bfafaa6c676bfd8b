"""A member's wishes, picked and typed, and what is said to nonsense."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from actions import member, program
from rules.member import MUTABLE
from tests.handlers.chat import Chat, Town
from tests.make import Clock


@pytest.fixture
def anna(town: Town) -> Chat:
    return town.joined()


def test_each_kind_of_message_is_turned_off_and_on(anna: Chat) -> None:
    anna.forges("kinds")
    for kind in MUTABLE:
        anna.press(f"mute:{kind}")
    assert anna.member.muted == set(MUTABLE)
    anna.press("mute:tiers")
    assert anna.member.muted == set(MUTABLE) - {"tiers"}


def test_a_silence_is_kept_for_its_days_and_can_be_ended(anna: Chat, clock: Clock) -> None:
    anna.forges("snooze")
    anna.press("snooze:7")
    assert anna.member.snoozed_until == clock() + timedelta(days=7)
    anna.forges("settings")
    assert "Тишина до 9 марта" in anna.text

    anna.forges("snooze")
    anna.press("snooze:off")
    assert anna.member.snoozed_until is None

    anna.press("snooze:30")
    clock.pass_(days=30)
    assert anna.member.snoozed_until is None
    anna.forges("snooze")
    assert "snooze:off" not in anna.actions


@pytest.mark.parametrize("days", ["8", "-7", "07", "x", "7:7"])
def test_a_silence_that_is_not_offered_is_refused(anna: Chat, days: str) -> None:
    anna.forges(f"snooze:{days}")

    assert anna.member.snoozed_until is None


def test_what_comes_and_what_does_not_is_said_in_words_with_the_reason(anna: Chat) -> None:
    anna.forges("kinds")
    anna.press("mute:tiers")
    anna.press("hearing")

    comes, _, away = anna.text.partition("Не приходит:")
    assert "ваши покупки" in comes
    assert "ваш уровень: когда он повышается, заканчивается или снижается (вы отключили)" in away
    assert "новости и акции (вы не соглашались на рекламу)" in away

    anna.forges("marketing:on")
    anna.forges("snooze:90")
    anna.forges("hearing")
    assert "новости и акции (тишина до " in anna.text


def test_the_time_zone_is_picked(anna: Chat) -> None:
    anna.forges("zone")

    anna.press("zone:Asia/Omsk")

    assert anna.member.zone == "Asia/Omsk"
    assert "Омск" in anna.text


def test_the_time_zone_is_typed(anna: Chat) -> None:
    for typed in ["Europe/Belgrade", " europe/belgrade ", "EUROPE/BELGRADE"]:
        anna.forges("zone")

        anna.says(typed)

        assert anna.member.zone == "Europe/Belgrade"


def test_what_is_no_time_zone_is_refused_in_words(anna: Chat) -> None:
    for typed in ["../../etc/passwd", "Марс", "Europe", "<b>", "я" * 4000, "Europe/\x00"]:
        anna.forges("zone")

        anna.says(typed)

        assert anna.member.zone == "Europe/Moscow"
        assert "Europe/Moscow" in anna.text
        anna.forges("zone:../../etc")
        assert anna.member.zone == "Europe/Moscow"


@pytest.mark.parametrize(
    "typed, hours", [("22-09", (22, 9)), (" 0 – 7 ", (0, 7)), ("23:00—8:00", (23, 8)), ("off", None), ("10-10", None)]
)
def test_quiet_hours_are_typed(anna: Chat, typed: str, hours: tuple[int, int] | None) -> None:
    anna.forges("quiet")

    anna.says(typed)

    assert anna.member.quiet == (hours and (time(hours[0]), time(hours[1])))


def test_quiet_hours_are_picked_and_turned_off(anna: Chat) -> None:
    assert anna.member.quiet == (time(21), time(9))
    anna.forges("quiet")
    anna.press("quiet:23-08")
    assert anna.member.quiet == (time(23), time(8))
    anna.forges("quiet")
    anna.press("quiet:off")
    assert anna.member.quiet is None


def test_hours_that_are_none_are_refused_in_words(anna: Chat) -> None:
    for typed in ["24-08", "8", "-", "22-09-10", "ночью", "99-99", "-1-5", "22:30-9"]:
        anna.forges("quiet")

        anna.says(typed)

        assert "от 00 до 23" in anna.text
        assert anna.member.quiet == (time(21), time(9))
    anna.says("22-09")
    assert anna.member.quiet == (time(22), time(9))


@pytest.mark.parametrize("question, typed", [("zone", "Europe/Belgrade"), ("quiet", "22-09")])
def test_back_leaves_the_question_and_what_is_typed_then_is_no_answer(anna: Chat, question: str, typed: str) -> None:
    anna.forges(question)
    anna.press("settings:back")
    assert "settings:back" not in anna.actions

    anna.says(typed)

    assert anna.member.zone == "Europe/Moscow"
    assert anna.member.quiet == (time(21), time(9))


def test_an_old_back_button_ends_nothing_else(anna: Chat) -> None:
    anna.forges("birthday")
    anna.forges("settings:back")

    anna.says("25.12.1990")

    assert anna.member.birthday == date(1990, 12, 25)


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules"])
def test_a_machines_own_clock_is_no_time_zone(anna: Chat, name: str) -> None:
    with pytest.raises(member.ZoneInvalid):
        member.set_zone(anna.town.work, anna.member.member_id, name)


def test_the_birthday_is_given_once(anna: Chat) -> None:
    anna.forges("birthday")
    for wrong in ("вчера", "31.02.1990", "01.01.2990", "1.1.1", "25.12.1890", "25/12/1990"):
        anna.says(wrong)
        assert "25.12.1990" in anna.text, wrong
    anna.says("25.12.1990")
    assert anna.member.birthday == date(1990, 12, 25)

    anna.forges("birthday")

    assert "уже" in anna.text
    anna.says("01.01.1991")
    assert anna.member.birthday == date(1990, 12, 25)


def test_the_birthday_may_be_left_out(anna: Chat) -> None:
    anna.forges("birthday")
    anna.press("birthday:later")

    anna.says("25.12.1990")

    assert anna.member.birthday is None


def test_the_language_changes_every_screen_and_the_commands(anna: Chat) -> None:
    anna.forges("language")
    anna.press("language:en")
    assert "Language" in anna.text
    assert anna.reply.menu is not None
    assert dict(anna.reply.menu.commands)["card"] == "My card for the till"
    anna.forges("language:ru")
    assert "Язык" in anna.text


def test_offers_are_agreed_to_by_their_text_and_turned_off_in_one_press(anna: Chat) -> None:
    asked = program.current(anna.town.work).program.marketing_consent
    anna.forges("settings")
    anna.press("marketing:ask")
    assert asked.text["ru"] in anna.text
    assert asked.version in anna.text
    assert not anna.member.marketing
    anna.press("marketing:on")
    assert anna.member.marketing
    anna.press("marketing:off")
    assert not anna.member.marketing
