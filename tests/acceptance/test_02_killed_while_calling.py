"""2: kill -9 while a webhook is under way. It comes again, under the same id, when the dead lease has ended."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta

from actions.webhook_call import LEASE_SECONDS
from storage.store import Store, open_store
from tests.acceptance.worker import PATIENCE_SECONDS, killed, now, worker
from tests.jobs.post import until
from tests.jobs.receiver import happen, listen, messages, receiving, sending


def later() -> datetime:
    return now() + timedelta(seconds=LEASE_SECONDS)


async def test_what_a_dead_sender_was_sending_comes_again(shop: Store, url: str) -> None:
    async with receiving() as receiver:
        receiver.waits = asyncio.Event()
        await listen(shop, receiver.url)
        await happen(shop)
        with worker("call", url=url) as process:
            await until(lambda: len(receiver.taken) == 1, PATIENCE_SECONDS)
            process.kill()
            assert await killed(process)
        receiver.waits.set()

        async with sending(shop, holder="at once") as sender:
            assert not await sender.settled(0)
            assert len(receiver.taken) == 1
        a_minute_later = await open_store(url, later, random.SystemRandom().randbytes)
        async with sending(a_minute_later, holder="later") as sender:
            assert await sender.settled(30)
        await a_minute_later.close()

    first, second = receiver.taken
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert [(row.state, row.attempts) for row in await shop.read(messages)] == [("sent", 2)]
