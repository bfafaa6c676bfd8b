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
