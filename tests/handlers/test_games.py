"""What a member sees of badges, challenges and draws in the chat."""

from __future__ import annotations

import pytest

from actions import draw
from storage.work import Work
from tests.actions.test_games import TEXT, buy, tea
from tests.handlers.chat import Chat, Town, words
from tests.make import Clock


@pytest.fixture
def town(work: Work) -> Town:
    return Town.opened(work, TEXT)


@pytest.fixture
def anna(town: Town) -> Chat:
    return town.joined("Анна")


def test_a_purchase_brings_a_badge_and_a_challenge_and_says_so(town: Town, anna: Chat) -> None:
    buy(town.work, anna.member.member_id, tea(300, 3))
    town.post()
    told = "\n".join(words(screen) for screen in anna.screens[-4:])
    assert "Новый значок" in told
    assert "Задание выполнено" in told

    anna.says("/games")

    assert "Три чая" in anna.text
    assert "✅" in anna.text
    anna.press("badges")
    assert "🌱 Первая" in anna.text
    anna.press("games")


def test_a_member_finds_the_promise_and_then_the_prize(town: Town, anna: Chat, clock: Clock) -> None:
    promised = draw.open_(town.work, "may")
    buy(town.work, anna.member.member_id)
    town.post()
    anna.says("/games")
    anna.press("draw:may")
    assert promised in anna.text
    assert "1 билет" in anna.text

    clock.pass_(days=40)
    (won,) = draw.close(town.work, "may")
    town.post()

    assert "Чайник" in anna.text
    assert won.code in anna.text
    anna.press("draw:may")
    assert won.code in anna.text


def test_a_draw_that_the_programme_dropped_is_told_so(town: Town, anna: Chat) -> None:
    anna.forges("draw:june")
    assert "больше нет" in anna.text
    anna.forges("badges:99")
    assert "Первая" in anna.text
