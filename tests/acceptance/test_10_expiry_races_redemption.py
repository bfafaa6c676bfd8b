"""Acceptance 10: expiry racing a redemption."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from actions import ledger
from actions.verify import verify
from rules.refusal import NotEnoughPoints
from storage.store import Store, open_store
from tests.make import ANNA, NOON, Clock, cause


async def test_10_each_point_is_spent_or_expired_and_never_both(store: Store, url: str, clock: Clock) -> None:
    """Two programs, one a moment behind the end of the lots' life and one a moment before it, so that both may act."""
    end = NOON + timedelta(days=1)
    late = await open_store(url, Clock(end), random.Random(3).randbytes)
    clock.now = end - timedelta(microseconds=1)
    shuffle = random.Random(4)
    spent, burned = 0, 0
    for number in range(15):
        member_id = f"{ANNA[:-4]}{number:04x}"
        for _ in range(3):
            await store.write(ledger.earn, member_id, 10, cause(), source="purchase", expires_at=end)
        racing: list[Coroutine[Any, Any, ledger.Posted | int]] = []
        racing += [store.write(ledger.spend, member_id, 6, cause()) for _ in range(4)]
        racing += [late.write(ledger.expire, member_id, cause()) for _ in range(2)]
        shuffle.shuffle(racing)

        answers = await asyncio.gather(*racing, return_exceptions=True)

        its_spent = sum(-answer.amount for answer in answers if isinstance(answer, ledger.Posted))
        its_burned = sum(answer for answer in answers if isinstance(answer, int))
        assert {type(answer) for answer in answers} <= {ledger.Posted, int, NotEnoughPoints}
        assert its_spent + its_burned == 30
        assert await store.read(ledger.balance, member_id) == 0
        spent, burned = spent + its_spent, burned + its_burned
    await late.close()

    assert spent
    assert burned
    assert await store.read(verify) == ()
