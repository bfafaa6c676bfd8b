"""20: 502 from the messenger is `unknown` and sent again; a refused connection is tried again."""

from __future__ import annotations

import asyncio
import socket

from storage.store import Store
from tests.acceptance.chats import a_town, texts, until, until_states
from tests.acceptance.worker import worker
from tests.jobs.post import everything, tell


async def test_a_502_is_unknown_and_then_sent_again(shop: Store, url: str) -> None:
    async with a_town() as town:
        anna, member_id = await town.member(shop, "Anna")
        town.fault("502")
        await shop.write(tell, member_id, "news")
        with worker("send", url=url, api=town.api):
            await until_states(shop, "unknown")
            (row,) = await shop.read(everything)
            assert (row.unknowns, row.ended_at) == (1, None)
            await until_states(shop, "sent")
        assert texts(anna) == ["burned"]


async def test_a_refused_connection_is_tried_again(shop: Store, url: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    async with a_town() as elsewhere:
        anna, member_id = await elsewhere.member(shop, "Anna")
    await shop.write(tell, member_id, "news")
    with worker("send", url=url, api=f"http://127.0.0.1:{port}"):
        await until_states(shop, "queued")
        async with asyncio.timeout(20):
            while (await shop.read(everything))[0].attempts == 0:  # noqa: ASYNC110 - another process tells nobody
                await asyncio.sleep(0.02)
        async with a_town(port) as town:
            there = town.person("Anna")
            assert there.id == anna.id
            await until(lambda: bool(texts(there)))
            await until_states(shop, "sent")
    (row,) = await shop.read(everything)
    assert (row.unknowns, row.attempts >= 2) == (0, True)
    assert texts(there) == ["burned"]
