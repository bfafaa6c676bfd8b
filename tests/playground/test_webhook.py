"""The webhook: delivered until taken, one person's updates in order, with the secret, carrying calls back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from playground.refusal import Json
from tests.playground.conftest import Open, Town, until

Answer = Callable[[Json], Awaitable[web.Response]]


@dataclass
class Hook:
    """A bot's webhook: what came, with its headers, and how many were inside at once."""

    url: str = ""
    taken: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    inside: int = 0
    most_inside: int = 0

    @property
    def words(self) -> list[str]:
        return [update["message"]["text"] for update in self.taken]

    async def until(self, count: int) -> None:
        await until(lambda: len(self.taken) >= count and not self.inside)


@asynccontextmanager
async def hooked(answer: Answer) -> AsyncIterator[Hook]:
    hook = Hook()

    async def take(request: web.Request) -> web.Response:
        hook.inside += 1
        hook.most_inside = max(hook.most_inside, hook.inside)
        try:
            update = await request.json()
            hook.taken.append(update)
            hook.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
            return await answer(update)
        finally:
            hook.inside -= 1

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def fine(_: Json) -> web.Response:
    return web.Response()


async def pending(town: Town) -> int:
    info = await town.result("getWebhookInfo")
    count: int = info["pending_update_count"]
    return count


async def test_what_waited_and_what_comes_is_delivered_with_the_secret(town: Town) -> None:
    anna = await town.member()
    await town.ask(f"people/{anna}/say", text="waited")

    async with hooked(fine) as hook:
        await town.result("setWebhook", url=hook.url, secret_token="Sesam-1_")
        await town.ask(f"people/{anna}/say", text="came")
        await hook.until(2)

        assert hook.words == ["waited", "came"]
        assert hook.secrets == ["Sesam-1_"] * 2
        assert await pending(town) == 0


async def test_anything_but_2xx_comes_again_and_later_words_wait_for_it(town: Town) -> None:
    anna, boris = await town.member("Anna"), await town.member("Boris")
    tries = 0

    async def third_time(update: Json) -> web.Response:
        nonlocal tries
        if update["message"]["text"] != "one":
            return web.Response()
        tries += 1
        return web.Response(status=200 if tries == 3 else 503)

    async with hooked(third_time) as hook:
        await town.result("setWebhook", url=hook.url)
        await town.ask(f"people/{anna}/say", text="one")
        await town.ask(f"people/{anna}/say", text="two")
        await town.ask(f"people/{boris}/say", text="other")
        await hook.until(5)

        assert [word for word in hook.words if word != "other"] == ["one", "one", "one", "two"]
        assert "other" in hook.words[:4]
        info = await town.result("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_a_hook_that_asks_to_wait_is_asked_later(opened: Open) -> None:
    waits = [web.Response(status=429, headers={"Retry-After": "1"}), web.Response()]

    async def patient(_: Json) -> web.Response:
        return waits.pop(0)

    async with opened(webhook_retry_seconds=60) as town, hooked(patient) as hook:
        anna = await town.member()
        await town.result("setWebhook", url=hook.url)
        await town.ask(f"people/{anna}/say", text="x")
        begun = asyncio.get_running_loop().time()
        await hook.until(2)

        assert asyncio.get_running_loop().time() - begun > 0.9


async def test_an_update_is_not_lost_while_the_bot_is_down(town: Town) -> None:
    anna = await town.member()
    async with hooked(fine) as gone:
        url = gone.url
    await town.result("setWebhook", url=url)
    await town.ask(f"people/{anna}/say", text="are you there?")
    await asyncio.sleep(0.05)

    assert await pending(town) == 1
    assert "Webhook connection closed" in (await town.result("getWebhookInfo"))["last_error_message"]
    async with hooked(fine) as back:
        await town.result("setWebhook", url=back.url)
        await back.until(1)
        assert back.words == ["are you there?"]


async def test_one_person_at_a_time_and_people_side_by_side(town: Town) -> None:
    people = [await town.member(f"P{number}") for number in range(3)]
    busy: set[int] = set()
    overlaps: list[int] = []

    async def slowly(update: Json) -> web.Response:
        person = update["message"]["from"]["id"]
        if person in busy:
            overlaps.append(person)
        busy.add(person)
        await asyncio.sleep(0.02)
        busy.remove(person)
        return web.Response()

    async with hooked(slowly) as hook:
        await town.result("setWebhook", url=hook.url)
        for number in range(4):
            for person in people:
                await town.ask(f"people/{person}/say", text=str(number))
        await hook.until(12)

        assert overlaps == []
        assert hook.most_inside > 1


async def test_max_connections_is_kept(town: Town) -> None:
    people = [await town.member(f"P{number}") for number in range(4)]

    async def slowly(_: Json) -> web.Response:
        await asyncio.sleep(0.02)
        return web.Response()

    async with hooked(slowly) as hook:
        await town.result("setWebhook", url=hook.url, max_connections=1)
        for person in people:
            await town.ask(f"people/{person}/say", text="x")
        await hook.until(4)

        assert hook.most_inside == 1


@pytest.mark.parametrize("way", ["json", "urlencoded", "multipart"])
async def test_a_call_rides_in_the_answer(town: Town, way: str) -> None:
    anna = await town.member()

    async def echo(update: Json) -> web.Response:
        call = {"method": "sendMessage", "chat_id": str(anna), "text": f"<b>{update['message']['text']}</b>"}
        call["parse_mode"] = "HTML"
        if way == "json":
            return web.json_response(call)
        body = aiohttp.FormData(call, default_to_multipart=way == "multipart")()
        if isinstance(body, aiohttp.MultipartWriter):
            return web.Response(
                body=await body.as_bytes(), headers={"Content-Type": body.content_type + f"; boundary={body.boundary}"}
            )
        return web.Response(body=await body.as_bytes(), content_type="application/x-www-form-urlencoded")

    async with hooked(echo) as hook:
        await town.result("setWebhook", url=hook.url)
        await town.ask(f"people/{anna}/say", text="echo")
        await hook.until(1)
        await settled(town)

    shown = (await town.chat(anna))["messages"][-1]
    assert (shown["text"], shown["entities"][0]["type"]) == ("echo", "bold")


async def settled(town: Town) -> None:
    """Everything was taken, and what rode in the answers was done."""
    await until(lambda: not len(town.app.world.updates))


@pytest.mark.parametrize("method", ["getMe", "setWebhook", "deleteWebhook"])
async def test_what_may_not_ride_is_passed_over(town: Town, method: str) -> None:
    anna = await town.member()

    async def meddle(_: Json) -> web.Response:
        return web.json_response({"method": method, "url": ""})

    async with hooked(meddle) as hook:
        await town.result("setWebhook", url=hook.url)
        await town.ask(f"people/{anna}/say", text="x")
        await hook.until(1)
        await settled(town)

        assert (await town.result("getWebhookInfo"))["url"] == hook.url


async def test_a_refused_ride_is_seen_in_the_panel(town: Town) -> None:
    anna = await town.member()

    async def wrong(_: Json) -> web.Response:
        return web.json_response({"method": "sendMessage", "chat_id": anna, "text": "a < b", "parse_mode": "HTML"})

    async with hooked(wrong) as hook:
        await town.result("setWebhook", url=hook.url)
        await town.ask(f"people/{anna}/say", text="x")
        await hook.until(1)
        await settled(town)

    (refused,) = (await town.look("state"))["refused"]
    assert (refused["status"], refused["chat_id"]) == (400, anna)


async def test_a_poll_and_a_webhook_exclude_each_other(town: Town) -> None:
    poll = asyncio.create_task(town.refusal("getUpdates", timeout=20))
    await asyncio.sleep(0.05)

    await town.result("setWebhook", url="http://127.0.0.1:9/hook")

    assert await poll == (409, "Conflict: terminated by setWebhook request")
    assert await town.refusal("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await town.result("deleteWebhook", drop_pending_updates=True)
    assert await town.result("getUpdates") == []


@pytest.mark.parametrize(
    "given, description",
    [
        ({"url": "ftp://127.0.0.1/x"}, "invalid webhook URL specified"),
        ({"url": "https://example.org/x"}, "bad webhook: the local Telegram delivers to this machine only"),
        ({"secret_token": "s" * 257}, "secret token is too long"),
        ({"secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_that_telegram_would_not_take_is_refused(town: Town, given: Any, description: str) -> None:
    refused = await town.refusal("setWebhook", **{"url": "http://127.0.0.1:9/hook", **given})

    assert refused == (400, f"Bad Request: {description}")
