"""Acceptance 9: two redemptions of 100 from 100."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from actions import ledger
from actions.verify import verify
from rules.refusal import NotEnoughPoints
from storage.store import Store, Unavailable
from tests.make import ANNA, cause


async def test_09_of_two_redemptions_of_everything_one_succeeds_and_one_is_refused(store: Store) -> None:
    for _ in range(20):
        await store.write(ledger.earn, ANNA, 100, cause(), source="purchase")

        both = (store.write(ledger.spend, ANNA, 100, cause()) for _ in range(2))
        answers = await asyncio.gather(*both, return_exceptions=True)

        assert {type(answer) for answer in answers} == {ledger.Posted, NotEnoughPoints}
        assert await store.read(ledger.balance, ANNA) == 0
    assert await store.read(verify) == ()


async def test_09_of_two_hundred_redemptions_from_forty_lots_exactly_as_many_succeed_as_there_are_points(
    store: Store,
) -> None:
    for _ in range(40):
        await store.write(ledger.earn, ANNA, 10, cause(), source="purchase")

    async def spend() -> object:
        while True:
            with suppress(Unavailable):  # a busy machine turned it away: nothing was done, and a till asks again
                return await store.write(ledger.spend, ANNA, 4, cause())

    answers = await asyncio.gather(*(spend() for _ in range(200)), return_exceptions=True)

    assert sum(isinstance(answer, ledger.Posted) for answer in answers) == 100
    assert sum(isinstance(answer, NotEnoughPoints) for answer in answers) == 100
    assert await store.read(ledger.balance, ANNA) == 0
    assert await store.read(verify) == ()
