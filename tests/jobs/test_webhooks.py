"""Webhooks over real HTTP: signed, retried, never redirected, and no endpoint waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from prometheus_client import CollectorRegistry
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from actions import webhook
from jobs.health import Health
from jobs.webhook_call import Caller
from jobs.webhooks import Webhooks
from storage.store import Store
from storage.work import Row
from tests.jobs.post import WalkingClock, running, until
from tests.jobs.receiver import (
    HERE,
    SECRET,
    called_once,
    happen,
    listen,
    messages,
    now,
    receiving,
    sending,
    tried,
)
from tests.web.rig import the_log


def states(rows: Sequence[Row]) -> list[str]:
    return [row.state for row in rows]


async def settled(sender: Webhooks) -> None:
    assert await sender.settled(10), "messages are still under way"


async def test_what_happened_arrives_once_and_signed(shop: Store) -> None:
    async with receiving() as receiver, sending(shop) as sender:
        made = await listen(shop, receiver.url)
        await happen(shop, points=5, member_id="m")
        await settled(sender)

    assert len(receiver.taken) == 1
    assert b'"data":{"member_id":"m","points":5}' in receiver.taken[0].body
    event = Webhook(made.secret).verify(receiver.taken[0].body, dict(receiver.taken[0].headers))
    assert event["data"] == {"member_id": "m", "points": 5}
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(receiver.taken[0].body, dict(receiver.taken[0].headers))
    assert states(await shop.read(messages)) == ["sent"]


async def test_what_failed_is_tried_again_with_the_same_id_and_text(shop: Store, walking: WalkingClock) -> None:
    async with receiving() as receiver, sending(shop) as sender:
        receiver.answers.extend([(500, {}), (503, {})])
        await listen(shop, receiver.url)
        await happen(shop)
        await tried(shop, 1)
        walking.pass_(minutes=5)
        await tried(shop, 2)
        walking.pass_(minutes=5)
        await settled(sender)

    assert len({taken.headers["webhook-id"] for taken in receiver.taken}) == 1
    assert len({taken.body for taken in receiver.taken}) == 1


async def test_two_senders_send_nothing_twice(shop: Store) -> None:
    async with receiving() as receiver, sending(shop, holder="one") as sender, sending(shop, holder="two"):
        await listen(shop, receiver.url)
        for points in range(40):
            await happen(shop, points=points)
        await settled(sender)

    assert len(receiver.taken) == 40
    assert len({taken.headers["webhook-id"] for taken in receiver.taken}) == 40


async def test_a_slow_endpoint_holds_up_no_other(shop: Store) -> None:
    async with receiving() as slow, receiving() as quick, sending(shop) as sender:
        slow.waits = asyncio.Event()
        await listen(shop, slow.url)
        await listen(shop, quick.url)
        for points in range(12):
            await happen(shop, points=points)
        await until(lambda: len(quick.taken) == 12)

        assert len(slow.taken) <= 4
        slow.waits.set()
        await settled(sender)
    assert len(slow.taken) == 12


async def test_a_redirect_is_a_failure_and_is_not_followed(shop: Store) -> None:
    async with receiving() as elsewhere, receiving() as receiver, sending(shop):
        receiver.answers.append((302, {"Location": elsewhere.url}))
        await listen(shop, receiver.url)
        await happen(shop)
        await until(lambda: bool(receiver.taken))

    assert elsewhere.taken == []
    assert (await shop.read(messages))[0].reason == "answered 302, and redirects are not followed"


async def test_what_an_answer_says_is_not_read_to_its_end() -> None:
    async with receiving() as receiver:
        assert await called_once(receiver.url, named=HERE) == ""

    async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
        await reader.read()
        writer.close()

    async with await asyncio.start_server(drips, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await called_once(f"http://127.0.0.1:{port}/", named=HERE) == ""


async def test_whoever_does_not_answer_is_waited_for_only_so_long() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await called_once(f"http://127.0.0.1:{port}/", named=HERE, seconds=0.2) == "no answer in time"
    assert await called_once(f"http://127.0.0.1:{port}/", named=HERE) == "no connection"


async def test_what_was_given_up_is_counted_and_told_without_the_address(shop: Store) -> None:
    registry = CollectorRegistry()
    health = Health(registry)
    calls = Caller(HERE, clock=now)
    sender = Webhooks(shop, calls, health, holder="one", poll_seconds=0.02)
    with the_log() as log:
        async with receiving() as receiver, running(sender.run()):
            receiver.answers.append((410, {}))
            made = await listen(shop, f"{receiver.url}?key=canary-in-the-address")
            await happen(shop)
            await settled(sender)
    await calls.close()

    assert registry.get_sample_value("kopilka_webhook_calls_total", {"outcome": "dead"}) == 1
    said = log.getvalue()
    assert "A webhook was given up" in said
    assert made.endpoint_id in said
    assert "canary" not in said
    assert made.secret not in said
    assert [dead.reason for dead in await shop.read(webhook.dead, made.endpoint_id)] == ["answered 410"]
