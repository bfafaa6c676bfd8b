"""4: the same update twice, concurrently. One effect."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import random
import socket
from pathlib import Path

import httpx
import sqlalchemy as sa

from channels.incoming import Person, Pressed
from channels.telegram.channel import WEBHOOK_PATH
from handlers.answer import answer
from storage.store import Store, open_store
from storage.tables import members, transactions
from storage.work import Work
from tests.acceptance.chats import a_town
from tests.acceptance.program import hand, running
from tests.acceptance.worker import TOKEN, now

ANNA = Person("telegram", "1001", "1001", "Анна", "ru")


def effects(work: Work) -> tuple[int, int]:
    """How many members there are, and how many entries of points."""
    count = sa.select(sa.func.count())
    return work.value(count.select_from(members)), work.value(count.select_from(transactions))


def link(payload: str) -> str:
    return f"https://t.me/bot?start={payload}"


async def test_by_two_processes_at_once(shop: Store, url: str) -> None:
    """Two stores are what two processes of one shop have."""
    again = await open_store(url, now, random.SystemRandom().randbytes)
    yes = Pressed(update_id="7", person=ANNA, action="consent:yes", message_id="1")

    replies = await asyncio.gather(*(one.write(answer, yes, link) for _ in range(6) for one in (shop, again)))

    await again.close()
    assert await shop.read(effects) == (1, 1)
    assert sum(reply.menu is not None for reply in replies) == 1, "one of them did it"


async def test_two_presses_of_one_button_by_two_processes_at_once(shop: Store, url: str) -> None:
    again = await open_store(url, now, random.SystemRandom().randbytes)
    presses = [Pressed(update_id=str(i), person=ANNA, action="consent:yes", message_id="1") for i in range(8)]

    await asyncio.gather(*((shop, again)[i % 2].write(answer, press, link) for i, press in enumerate(presses)))

    await again.close()
    assert await shop.read(effects) == (1, 1)


async def test_a_real_webhook_that_is_called_with_it_many_times_at_once(store: Store, url: str, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = f"http://127.0.0.1:{port}"
    secret = hmac.digest(TOKEN.encode(), b"kopilka webhook", hashlib.sha256).hex()
    async with a_town() as town, running(tmp_path, url, town.api, public_url=ours, http_port=str(port)):
        anna = hand(town, "Анна")
        anna.does("start")
        await anna.sees("consent")
        message = anna.messages[-1].shown
        query = {"id": "1", "from": anna.person.user, "message": message, "chat_instance": "1", "data": "consent:yes"}
        update = {"update_id": 777_777, "callback_query": query}
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with httpx.AsyncClient(base_url=ours, headers=headers, timeout=30) as http:
            answers = await asyncio.gather(*(http.post(WEBHOOK_PATH, json=update) for _ in range(8)))

        assert {answer.status_code for answer in answers} <= {200, 503}
        assert await store.read(effects) == (1, 1)
