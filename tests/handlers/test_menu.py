"""What everybody looks at: the menu, its screens, the history's pages, the commands; and what answers odd input."""

from __future__ import annotations

import pytest

from actions import address, ledger
from channels.incoming import Left, Pressed, Returned, Started
from handlers.answer import answer
from screens import menu as menus
from storage.tables import addresses, members
from tests.handlers.chat import Town, link
from tests.make import cause
from tests.screens.facts import the_texts

LOOKS = ("balance", "card", "tier", "history", "invite", "settings", "help")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_button_that_can_be_reached_answers_in_one_language(town: Town, language: str) -> None:
    """Walk all screens from the menu; each is looked at by the rig: its floor, its language, its reads."""
    anna = town.joined("Анна" if language == "ru" else "Ann", language, phone="79161234501")
    anna.start(f"r_{anna.member.referral_code}")
    seen: set[str] = set()
    waiting = ["menu"]
    while waiting:
        action = waiting.pop()
        if action in seen or action.startswith(("forget:yes", "language:")):
            continue
        seen.add(action)
        anna.forges(action)
        waiting += anna.actions

    assert {*LOOKS, "friends:0", "invite_qr", "kinds", "mute:tiers", "zone", "quiet:off", "mydata:csv"} <= seen
    assert len(seen) > 35


def test_each_command_of_the_menu_answers_also_with_the_bots_name(town: Town) -> None:
    anna = town.joined()

    for command, _ in menus.commands(the_texts("ru"), frozenset({"cashier", "owner"})):
        if command == "forget":
            continue
        plain = anna.says(f"/{command}")
        assert anna.says(f"/{command.upper()}@kopilka_bot") == plain or command == "card", command


def test_an_unknown_command_is_answered_kindly(town: Town) -> None:
    anna = town.joined()
    for words in [
        "/",
        "//",
        "/nonsense",
        "/history:2",
        "/forget:yes",
        "/consent:yes",
        "/ menu",
        "/\u2003",
        "/меню",
        "/@x",
    ]:
        anna.says(words)

        assert anna.actions == ["card", "balance", "help", "menu"]
        assert len(town.rows(members, erased_at=None)) == 1


def test_unknown_words_stickers_and_pictures_are_answered_kindly(town: Town) -> None:
    anna = town.joined()

    anna.says("как дела? 🙃" * 300)
    assert anna.actions == ["card", "balance", "help", "menu"]
    anna.sends_a_sticker()
    assert anna.actions == ["menu"]
    anna.sends_a_picture()
    assert "наберите код" in anna.text
    anna.sends_a_picture(too_large=True)
    assert "как фото" in anna.text


def test_a_forged_action_is_refused_in_words(town: Town) -> None:
    anna = town.joined()
    before = anna.member
    for forged in [
        "",
        ":",
        "nothing",
        "menu:1",
        "history:x",
        "history:1:2",
        "history:",
        "mute:purchases:x",
        "mute:everything",
        "language:xx",
        "marketing:maybe",
        "consent:yes:yes",
        "phone:now",
        "mydata:exe",
        "forget:no",
        "till:pay:x",
        "till:return:1",
        "till:return:1:yes",
        "pay:1:yes",
        "pay:01920000-0000-7000-8000-00000000000a",
        "start",
        "on",
        "__class__",
        "balance:../../etc/passwd",
        "\u202emenu",
    ]:
        anna.forges(forged)

        assert anna.actions == ["menu"], forged
        assert "⌛" in anna.text or "🔒" in anna.text
        assert anna.member == before


def test_a_page_that_is_not_there_is_the_nearest_one(town: Town) -> None:
    anna = town.joined()
    for page in ["99999999999999999999", "-1", "-99999999999999999999", "9" * 60]:
        for name in ("history", "friends"):
            anna.forges(f"{name}:{page}")
            assert "menu" in anna.actions, name


def test_the_history_is_turned_page_by_page(town: Town) -> None:
    anna = town.joined()
    for number in range(1, 15):
        ledger.earn(town.work, anna.member.member_id, number, cause(reason="base"), source="purchase")

    anna.press("menu")
    anna.press("history")
    assert "+14 баллов" in anna.text
    anna.press("history:1")
    assert "+8 баллов" in anna.text
    anna.press("history:2")
    assert "+200 баллов" in anna.text


def test_a_start_of_a_member_shows_the_menu_and_sets_the_commands_of_the_role(town: Town) -> None:
    anna = town.joined()
    owner = town.cashier("Олег", role="owner")

    anna.start()
    assert anna.commands[0] == "card"
    owner.start()
    assert owner.commands[:5] == ["till", "digest", "marketing", "segments", "card"]
    owner.says("/digest")
    assert "частник" in owner.text


def test_an_update_that_comes_again_changes_nothing_and_shows_the_menu(town: Town) -> None:
    anna = town.joined()
    mute = Pressed(update_id="again", person=anna.who, action="mute:tiers", message_id="1")
    anna.sends(mute)

    reply = answer(town.work, mute, link)

    assert reply.fresh
    assert anna.member.muted == {"tiers"}


def test_leaving_and_returning_is_noted_once_each(town: Town) -> None:
    anna = town.joined()
    left = Left(update_id="left", person=anna.who)

    assert answer(town.work, left, link).screen is None
    assert not town.rows(addresses, user_id=anna.who.user_id)[0].reachable
    answer(town.work, Returned(update_id="returned", person=anna.who), link)
    answer(town.work, left, link)

    assert town.rows(addresses, user_id=anna.who.user_id)[0].reachable


def test_whoever_writes_can_be_reached_again(town: Town) -> None:
    anna = town.joined()
    address.left(town.work, "telegram", anna.who.user_id)

    anna.says("привет")

    assert town.rows(addresses, user_id=anna.who.user_id)[0].reachable


@pytest.mark.parametrize(
    "name",
    [
        '<b>&"',
        "</i><a href='x'>",
        "\u202eabc\u202c \u2066open",
        "👩\u200d👩\u200d👧🇷🇺",
        "a\x00b\ud800",
        "100 % %d {",
        "\n\n",
        "а" * 500,
    ],
)
def test_a_hostile_name_is_shown_literally_on_every_screen(town: Town, name: str) -> None:
    anna = town.person(name, "en")
    anna.start()
    anna.press("consent")
    anna.press("consent:yes")
    anna.shares("79161234501")
    anna.press("marketing:off")
    friend = town.joined("Friend", "en", payload=f"r_{anna.member.referral_code}")
    vera = town.cashier("Vera", "en")
    vera.says(anna.card_code)
    vera.says("1000")
    vera.press("till:record")

    for action in ("menu", *LOOKS, "friends:0", "mydata:json", "mydata:csv"):
        anna.forges(action)
    vera.forges("till:returns")
    friend.start(f"r_{anna.member.referral_code}")


def test_a_payload_of_nobody_is_as_no_payload(town: Town) -> None:
    for payload in ("r_", "r_NOBODY", "s", "c", "x" * 64, "-_-"):
        anna = town.person()
        anna.sends(Started(update_id=f"{payload}{anna.who.user_id}", person=anna.who, payload=payload))
        assert anna.actions == ["consent", "language"], payload
