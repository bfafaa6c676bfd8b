"""19: a storm of 429 for half a minute: nothing is sent early, nothing lost, no attempt spent."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from channels.telegram.channel import Telegram
from storage.store import Store
from tests.acceptance.chats import a_town, texts, until
from tests.acceptance.worker import TOKEN
from tests.jobs.post import everything, posting, tell

WAIT_SECONDS = 1
STORMS = 2  # the whole case is half a minute long; the rule for each of its waits is the same
PER_SECOND = 5
TOGETHER_SECONDS = 0.3  # what was on its way already when the answer came
PEOPLE = 4


class Clocked(list[Any]):
    """What the messenger was asked, and when it answered what."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[tuple[float, bool]] = []

    def append(self, call: Any) -> None:
        super().append(call)
        if call[0] == "sendMessage":
            self.at.append((time.monotonic(), bool(call[2]["ok"])))


async def test_nothing_goes_early_nothing_is_lost_and_no_attempt_is_spent(shop: Store, tmp_path: Path) -> None:
    async with a_town() as town:
        calls = Clocked()
        town.app.world.calls = calls  # type: ignore[assignment]
        people = [await town.member(shop, f"Person {number}") for number in range(PEOPLE)]
        for person, member_id in people:
            await shop.write(tell, member_id, f"news for {person.id}")
        town.fault("429", times=STORMS, retry_after=WAIT_SECONDS)
        bot = Telegram(TOKEN, assets=tmp_path, api=town.api)
        async with posting(shop, bot, per_second=PER_SECOND, lease_seconds=15) as office:
            await until(lambda: all(texts(person) for person, _ in people), seconds=60)
            await office.settled()
        await bot.close()

        refused = [at for at, taken in calls.at if not taken]
        assert len(refused) == STORMS
        for at in refused:
            assert [later for later, _ in calls.at if at + TOGETHER_SECONDS < later < at + WAIT_SECONDS] == []
        assert [texts(person) for person, _ in people] == [["burned in ru"]] * PEOPLE
    rows = await shop.read(everything)
    assert {(row.state, row.attempts, row.unknowns) for row in rows} == {("sent", 1, 0)}
