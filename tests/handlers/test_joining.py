"""Registration, each way through it."""

from __future__ import annotations

from storage.tables import consents, members
from tests.handlers.chat import Town
from tests.make import NOON


def test_a_newcomer_joins_in_five_presses_and_is_given_the_welcome_gift(town: Town) -> None:
    anna = town.person("Анна")

    anna.start()
    anna.press("consent")
    anna.press("consent:yes")
    anna.shares("79161234501")
    anna.press("marketing:on")

    assert "Анна" in anna.text
    assert "200 баллов" in anna.text
    assert (anna.member.phone, anna.member.phone_verified, anna.member.marketing) == ("+79161234501", True, True)
    assert anna.points == 200


def test_both_consents_are_kept_with_the_very_text_version_language_and_time(town: Town) -> None:
    boris = town.joined("Boris", "en")

    kept = sorted(town.rows(consents, member_id=boris.member.member_id), key=lambda one: one.kind, reverse=True)

    assert [(one.kind, one.granted, one.version, one.language, one.at) for one in kept] == [
        ("processing", True, "1", "en", NOON),
        ("marketing", False, "1", "en", NOON),
    ]
    assert kept[0].text.strip().startswith("To keep your account we store")
    assert kept[1].text.startswith("Send me news")


def test_the_language_can_be_changed_before_joining_and_stays(town: Town) -> None:
    anna = town.person("Анна", "en")

    assert "Join" in str(anna.start().rows)
    anna.press("language")
    anna.press("language:ru")
    assert "Вступить" in str(anna.screen.rows) or "Присоединиться" in str(anna.screen.rows), anna.screen.rows
    anna.press("consent")
    anna.press("consent:yes")

    assert anna.member.language == "ru"


def test_whoever_says_no_is_no_member_and_may_read_it_again(town: Town) -> None:
    anna = town.person()

    anna.start()
    anna.press("consent")
    anna.press("consent:no")

    assert anna.member_or_none is None
    assert town.rows(members) == []
    anna.press("consent")
    anna.press("consent:yes")
    assert anna.points == 200


def test_the_phone_may_wait_until_later_and_is_shared_from_the_settings(town: Town) -> None:
    anna = town.joined()
    assert anna.member.phone == ""

    anna.press("menu")
    anna.press("settings")
    anna.press("phone")
    anna.shares("79161234501")

    assert anna.member.phone == "+79161234501"


def test_somebody_elses_contact_is_refused_in_words(town: Town) -> None:
    anna = town.joined()

    anna.shares("79167654321", own=False)

    assert "чужой" in anna.text.lower()
    assert anna.member.phone == ""


def test_a_contact_before_the_consent_keeps_nothing(town: Town) -> None:
    anna = town.person()
    anna.start()

    anna.shares("79161234501")

    assert anna.actions == ["consent"]
    assert town.rows(members) == []


def test_a_second_phone_takes_the_place_of_the_first(town: Town) -> None:
    anna = town.joined(phone="79161234501")

    anna.shares("+7 916 765-43-21")

    assert anna.member.phone == "+79167654321"


def test_a_phone_of_a_member_who_has_a_chat_is_refused(town: Town) -> None:
    town.joined("Анна", phone="79161234501")
    other = town.joined("Борис")

    other.shares("79161234501")

    assert "уже у другого участника" in other.text
    assert other.member.phone == ""


def test_buttons_of_the_registration_do_nothing_once_it_is_over(town: Town) -> None:
    anna = town.joined()

    for old in ("consent", "consent:yes", "consent:no"):
        anna.forges(old)
        assert "card" in anna.actions, old

    assert len(town.rows(members)) == 1
    assert anna.points == 200
    anna.forges("consent:maybe")
    assert len([one for one in town.rows(consents) if one.kind == "processing"]) == 1


def test_words_of_a_newcomer_are_answered_with_the_welcome(town: Town) -> None:
    anna = town.person()

    anna.says("привет")

    assert anna.actions == ["consent", "language"]
    for nothing_yet in ("balance", "card", "history", "settings", "mute:tiers", "zone", "forget:yes", "phone:later"):
        anna.forges(nothing_yet)
        assert anna.actions == ["consent"], nothing_yet
    assert town.rows(members) == []
