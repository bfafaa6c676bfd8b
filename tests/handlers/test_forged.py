"""Buttons that nobody was shown: refused in words, whatever they carry."""

from __future__ import annotations

import pytest

from handlers.route import on
from storage.work import Work
from tests.handlers.broadcast import agreed, composed, document
from tests.handlers.chat import Town
from tests.rules.offers import OFFERS_TEXT

FORGED = ("9223372036854775808", "-9223372036854775809", "999999999999", "\x00", "\ud800")
OF_MEMBERS = ("ad", "answer_low", "board", "no_surveys", "offer", "rate")
OF_MARKETERS = ("campaign", "figures", "referrers", "report", "segment")
DASH = "-"


def test_a_forged_value_is_refused_in_words_by_every_route_of_marketing(work: Work) -> None:
    """A statement that the database refuses would end the test."""
    town = Town.opened(work, OFFERS_TEXT)
    anna, masha = agreed(town, "Анна"), composed(town)
    who_may = dict.fromkeys(OF_MEMBERS, anna) | dict.fromkeys(OF_MARKETERS, masha)
    routes = {name: route for name, route in on._pressed.items() if name.split(":")[0].rstrip("s") in who_may}
    assert len(routes) > 30

    for name, route in routes.items():
        who = who_may[name.split(":")[0].rstrip("s")]
        for place in range(len(route.kinds)):
            for value in FORGED:
                values = ["1", DASH, DASH, DASH][:place] + [value] + [DASH] * max(0, route.needed - place - 1)
                who.forges(":".join((name, *values)))


def test_what_nobody_types_is_taken_out_of_what_is_said(work: Work) -> None:
    masha = composed(Town.opened(work, OFFERS_TEXT))

    masha.forges("campaign:title:1")
    masha.says("Ко\x00фе\ud800")

    assert document(masha.town).title == "Кофе"


@pytest.mark.parametrize("action", ["ad:1:\x00:offer", "ad:9223372036854775808:-:offer", "report:1:variant:\ud800"])
def test_what_no_button_says_has_no_route(work: Work, action: str) -> None:
    anna = agreed(Town.opened(work, OFFERS_TEXT), "Анна")

    anna.forges(action)

    assert "устарел" in anna.text.lower() or "уже" in anna.text
