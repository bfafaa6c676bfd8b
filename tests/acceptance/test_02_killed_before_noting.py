"""2: kill -9 after the messenger accepted, before it was noted. `unknown`; marketing is not sent again."""

from __future__ import annotations

import asyncio

from storage.store import Store
from tests.acceptance.chats import a_town, texts, until_states
from tests.acceptance.worker import LEASE_SECONDS, killed, worker
from tests.jobs.post import advertise, everything, tell


async def test_an_advertisement_stays_unknown(shop: Store, url: str) -> None:
    async with a_town() as town:
        anna, member_id = await town.member(shop, "Anna", marketing=True)
        with worker("send", url=url, api=town.api) as process:
            town.fault("kill", pid=process.pid, when="after")
            await shop.write(advertise, member_id, str(anna.id), "offer")
            assert await killed(process)
        assert texts(anna) == ["offer"]

        with worker("send", url=url, api=town.api):
            await until_states(shop, "unknown")
            await asyncio.sleep(2 * LEASE_SECONDS)
        assert texts(anna) == ["offer"]


async def test_a_service_message_is_sent_once_more(shop: Store, url: str) -> None:
    async with a_town() as town:
        anna, member_id = await town.member(shop, "Anna")
        with worker("send", url=url, api=town.api) as process:
            town.fault("kill", pid=process.pid, when="after")
            await shop.write(tell, member_id, "news")
            assert await killed(process)

        with worker("send", url=url, api=town.api):
            await until_states(shop, "sent")
        (row,) = await shop.read(everything)
        assert (row.unknowns, row.attempts) == (1, 2)
        assert texts(anna) == ["burned"] * 2
