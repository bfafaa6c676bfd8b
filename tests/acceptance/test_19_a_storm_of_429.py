"""19: a storm of 429 for half a minute: nothing is sent early, nothing lost, no attempt spent."""

from __future__ import annotations

import time
from pathlib import Path

from channels.channel import Outcome, Wait
from channels.telegram.channel import Telegram
from screens.screen import Screen
from storage.store import Store
from tests.acceptance.chats import a_town, texts, until
from tests.acceptance.worker import TOKEN
from tests.jobs.post import everything, posting, tell

WAIT_SECONDS = 1
STORMS = 2  # the whole case is half a minute long; the rule for each of its waits is the same
PER_SECOND = 10
TAKEN_MOST = 2  # whose turn had come already when the answer came: all that are saved up at this rate
PEOPLE = 6


class Clocked(Telegram):
    """Keeps when a message left, and when the answer came that for so long none may."""

    def __init__(self, assets: Path, api: str) -> None:
        super().__init__(TOKEN, assets=assets, api=api)
        self.left: list[float] = []
        self.refused: list[float] = []

    async def send(self, chat_id: str, screen: Screen) -> Outcome:
        self.left.append(time.monotonic())
        outcome = await super().send(chat_id, screen)
        if isinstance(outcome, Wait):
            self.refused.append(time.monotonic())
        return outcome


async def test_nothing_goes_early_nothing_is_lost_and_no_attempt_is_spent(shop: Store, tmp_path: Path) -> None:
    async with a_town() as town:
        people = [await town.member(shop, f"Person {number}") for number in range(PEOPLE)]
        for person, member_id in people:
            await shop.write(tell, member_id, f"news for {person.id}")
        town.fault("429", times=STORMS, retry_after=WAIT_SECONDS)
        bot = Clocked(tmp_path, town.api)
        async with posting(shop, bot, per_second=PER_SECOND, lease_seconds=15) as office:
            await until(lambda: all(texts(person) for person, _ in people), seconds=60)
            await office.settled()
        await bot.close()

        assert len(bot.refused) == STORMS
        for at in bot.refused:
            assert len([left for left in bot.left if at < left < at + WAIT_SECONDS]) <= TAKEN_MOST
        assert [texts(person) for person, _ in people] == [["burned in ru"]] * PEOPLE
    rows = await shop.read(everything)
    assert {(row.state, row.attempts, row.unknowns) for row in rows} == {("sent", 1, 0)}
