"""A local Telegram over real HTTP, and people in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from PIL import Image
from telegram import Bot
from telegram.request import HTTPXRequest

from playground.refusal import Json
from playground.server import Limits, Playground, TillAddress, create_app, serving

TOKEN = "1:playground"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Clock:
    """Monotonic seconds and the programme's instant, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.instant = NOON

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.instant

    async def travel(self, by: timedelta) -> None:
        self.instant += by


@dataclass
class Town:
    """One playground, the raw Bot API and the control API."""

    app: Playground
    base: str
    http: aiohttp.ClientSession
    clock: Clock

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> Json:
        """The whole answer of one method, called as JSON."""
        async with self.http.post(f"{self.base}/bot{token}/{method}", json=params) as answer:
            body: Json = await answer.json()
            assert body.get("error_code", 200) == answer.status
            return body

    async def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        body = await self.call(method, **params)
        assert not body["ok"], body
        return body["error_code"], body["description"]

    async def result(self, method: str, **params: Any) -> Any:
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def ask(self, path: str, **body: Any) -> Json:
        status, answer = await self.try_asking(path, **body)
        assert status == 200, answer
        return answer

    async def try_asking(self, path: str, **body: Any) -> tuple[int, Json]:
        async with self.http.post(f"{self.base}/playground/{path}", json=body) as answer:
            return answer.status, await answer.json()

    async def look(self, path: str) -> Json:
        async with self.http.get(f"{self.base}/playground/{path}") as answer:
            assert answer.status == 200, await answer.text()
            shown: Json = await answer.json()
            return shown

    async def newcomer(self, name: str = "Anna", **more: Any) -> int:
        person = await self.ask("people", name=name, **({"language": "ru"} | more))
        person_id: int = person["id"]
        return person_id

    async def member(self, name: str = "Anna", **more: Any) -> int:
        """Somebody who pressed Start, and whose update the bot has taken."""
        person_id = await self.newcomer(name, **more)
        await self.ask(f"people/{person_id}/start", payload="")
        (update,) = await self.result("getUpdates", offset=-1)
        await self.result("getUpdates", offset=update["update_id"] + 1)
        return person_id

    async def chat(self, person_id: int) -> Json:
        return await self.look(f"people/{person_id}/chat")

    async def upload(self, person_id: int, kind: str, name: str, content: bytes, caption: str = "") -> Json:
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        form.add_field("caption", caption)
        async with self.http.post(f"{self.base}/playground/people/{person_id}/{kind}", data=form) as answer:
            shown: Json = await answer.json()
            assert answer.status == 200, shown
            return shown


async def until(holds: Callable[[], bool], seconds: float = 5) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(seconds):
        while True:
            if holds():
                return
            await asyncio.sleep(0.005)


Open = Callable[..., AbstractAsyncContextManager[Town]]


@asynccontextmanager
async def open_town(
    limits: Limits | None = None, till: TillAddress | None = None, webhook_retry_seconds: float = 0.01
) -> AsyncIterator[Town]:
    clock = Clock()
    app = create_app(
        token=TOKEN,
        limits=limits or Limits.lifted(),
        now=clock.now,
        clock=clock,
        travel=clock.travel,
        till=till,
        webhook_retry_seconds=webhook_retry_seconds,
    )
    async with serving(app) as base, aiohttp.ClientSession() as http:
        yield Town(app, base, http, clock)


@pytest.fixture
def opened() -> Open:
    """Open a town with limits or a till of one's own."""
    return open_town


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as opened_town:
        yield opened_town


@pytest.fixture
async def ptb(town: Town) -> AsyncIterator[Bot]:
    """python-telegram-bot's own client, which knows nothing of ours."""
    request = HTTPXRequest(connection_pool_size=8)
    bot = Bot(TOKEN, f"{town.base}/bot", f"{town.base}/file/bot", request=request, get_updates_request=HTTPXRequest())
    async with bot:
        yield bot


@pytest.fixture(scope="session")
def picture() -> bytes:
    return a_picture(40, 30)


def a_picture(width: int, height: int) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (width, height), "teal").save(stream, "PNG")
    return stream.getvalue()
