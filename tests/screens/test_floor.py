"""Every screen fits every messenger, in both languages, whatever people call themselves."""

from __future__ import annotations

from html import unescape

import pytest

from screens import menu, notices, routes, settings
from screens.screen import Button, Screen
from tests.screens import facts, floor, gallery

LANGUAGES = ("ru", "en")
NAMES = ("Анна", "", facts.HOSTILE, "\u2067\u2067\u2069\u2069\u202e", "%(name)s 100% {x}")
ROUTES = {value for name, value in vars(routes).items() if name.isupper() and isinstance(value, str)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES[:-1])
def test_every_screen_stands_on_the_floor(language: str, name: str) -> None:
    texts = facts.the_texts(language)

    for title, screen in gallery.every(texts, name):
        if title == "history of all kinds":  # thirteen entries; a page has about five
            continue
        assert list(floor.faults(screen)) == [], title


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_name_is_read_as_it_was_typed(language: str) -> None:
    name = "<b>&\"'\u200f💥 %(x)s"

    screen = menu.show(facts.the_texts(language), name, facts.a_balance(), facts.a_tier())

    assert name in floor.text(screen)
    assert "<b>&" not in screen.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_brand_and_hostile_words_for_points_are_escaped_everywhere(language: str) -> None:
    words = {"one": "<i>&", "few": "<i>&", "many": "<i>&", "other": "<i>&"}
    texts = facts.the_texts(language, brand=facts.ABrand(name='<b>"&', points={"ru": words, "en": words}))

    for title, screen in gallery.every(texts):
        if title != "history of all kinds":
            assert list(floor.faults(screen)) == [], title


@pytest.mark.parametrize("language", LANGUAGES)
def test_percent_signs_and_braces_in_a_name_are_only_letters(language: str) -> None:
    screens = dict(gallery.every(facts.the_texts(language), NAMES[-1]))

    assert NAMES[-1] in floor.text(screens["till sum"])


def test_every_button_presses_an_action_of_the_table() -> None:
    for title, screen in gallery.every(facts.the_texts("en")):
        for button in floor.buttons(screen):
            if button.kind == "action":
                assert _is_routed(button.target), (title, button.target)


def test_every_screen_leads_on_except_those_that_end_something() -> None:
    ends = {"forgotten", "payment agreed", "payment declined"}

    for title, screen in gallery.every(facts.the_texts("ru")):
        assert bool(screen.rows) != (title in ends), title


def test_every_kind_of_notice_has_its_screen() -> None:
    from rules.notice import KINDS

    assert set(notices.KNOWN) == set(KINDS)
    assert {notice.kind for notice in facts.every_notice()} == set(KINDS)


def test_every_zone_that_is_offered_is_said_in_the_language() -> None:
    for zone in settings.ZONES:
        assert facts.the_texts("ru").city(zone).isascii() is False


@pytest.mark.parametrize(
    "screen, fault",
    [
        (Screen("<b>open"), "left open"),
        (Screen("a < b"), "not escaped"),
        (Screen("R&D"), "not escaped"),
        (Screen("<s>x</s>"), "the tag s"),
        (Screen("x" * 4097), "4097 characters"),
        (Screen("💥" * 2049), "4098 characters"),
        (Screen("%(points)s"), "unfilled"),
        (Screen("x", ((Button.action("x" * 21, "menu"),),)), "the label"),
        (Screen("x", ((Button.action("x", "ж" * 33),),)), "the action"),
        (Screen("x", tuple((Button.action("x", str(n)),) for n in range(7))), "7 rows"),
        (Screen("x", ((Button.link("x", "http://a"),),)), "the address"),
    ],
)
def test_the_floor_itself_notices(screen: Screen, fault: str) -> None:
    assert any(fault in found for found in floor.faults(screen))


def test_an_escaped_text_is_measured_as_it_is_read() -> None:
    assert list(floor.faults(Screen("&lt;" * 4096))) == []
    assert unescape("&lt;") == "<"


def _is_routed(action: str) -> bool:
    parts = action.split(":")
    return any(":".join(parts[:n]) in ROUTES for n in range(1, len(parts) + 1))
