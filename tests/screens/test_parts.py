"""No screen speaks of what the programme does not have: of points, tiers, friends, stamps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rules import program_parts
from rules.balance import Balance
from rules.card import CardFacts
from rules.notice import Purchased, PurchaseReturned
from rules.privilege import PrivilegeFacts
from rules.program import Program, parse
from rules.standing import TierFacts
from screens import card, invite, menu, notices, privilege, tier, welcome
from screens import help as helps
from screens.screen import Screen
from screens.speech import texts_for
from screens.texts import Texts
from tests.screens import facts, floor

PROGRAMS = {file.stem: parse(file.read_text("utf-8")) for file in sorted(Path("programs").glob("*.toml"))}
CARD = CardFacts(code="482913", content="KPL-482913", expires_at=facts.NOON, seconds=60)


def looked_at(texts: Texts, program: Program) -> Iterator[Screen]:
    """What a newcomer with nothing looks at, and what a first purchase and its return say."""
    first = program.tiers[0]
    stand = TierFacts(
        title=first.name, rate_percent=first.rate.percent, discount_percent=first.discount, is_yearly=True
    )
    yield menu.show(texts, "Anna", Balance(0), stand, parts=texts.parts)
    yield helps.show(texts, "", 50)
    yield card.show(texts, replace(CARD, tier=first.name))
    yield tier.show(texts, stand)
    yield privilege.show(texts, PrivilegeFacts(at=facts.NOON, tier=first.name), CARD)
    yield welcome.joined(texts, "Anna", 0, None)
    yield notices.show(texts, Purchased(purchase_minor=1_000_00))
    yield notices.show(texts, PurchaseReturned(money_minor=1_000_00))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_each_ready_made_programme_speaks_of_its_own_parts_alone(name: str, language: str) -> None:
    program = PROGRAMS[name]
    texts, parts = texts_for(program, language), program_parts.of(program)

    for screen in looked_at(texts, program):
        buttons = [button.target.partition(":")[0] for row in screen.rows for button in row]
        assert not list(floor.faults(screen))
        for part, action in (("points", "balance"), ("points", "history"), ("invite", "invite"), ("stamps", "stamps")):
            assert part in parts or action not in buttons, (part, screen.html)
        assert "points" in parts or texts.points(0) not in screen.html


def test_points_given_by_hand_are_shown_where_the_programme_gives_none() -> None:
    texts = texts_for(PROGRAMS["discount-card"], "en")

    screen = menu.show(texts, "Anna", Balance(50), TierFacts(title="card"), parts=texts.parts)

    assert "50\xa0points" in screen.html
    assert any(button.target == "history" for row in screen.rows for button in row)


def test_no_reward_is_promised_for_a_friend_where_there_is_none() -> None:
    texts = texts_for(PROGRAMS["stamps"], "ru")

    screen = invite.show(texts, replace(facts.an_invite(), inviter_points=0, friend_points=0))

    assert "Сейчас наград за приглашения нет." in screen.html
    assert facts.LINK not in screen.html
    assert "Начислено" in screen.html


def test_a_tier_of_the_calendar_year_says_so() -> None:
    shown = tier.show(facts.the_texts("en"), replace(facts.a_tier(), window_days=None, is_yearly=True))

    assert "Counted within the calendar year" in shown.html
