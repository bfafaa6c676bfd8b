"""A shop over real HTTP: a store with its programme, a server on a free port, a till with a key."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import structlog
import uvicorn

from actions import card, key, ledger, member, program
from bot import logs
from rules.member import Member
from storage.store import Store
from storage.work import Work
from tests.make import cause
from web.app import create_app

PROGRAM = Path("programs/retail-bonus.toml").read_text("utf-8")
PHONE = "+79123456789"


@dataclass
class Till:
    """A cash desk with a key: every POST has a new Idempotency-Key unless one is given."""

    http: httpx.AsyncClient
    secret: str
    numbers: Any = field(default_factory=count)

    async def post(self, path: str, body: Any, key: str | None = None, **headers: str) -> httpx.Response:
        sent = {"Idempotency-Key": key or f"key-{next(self.numbers)}", **self._mine(), **headers}
        return await self.http.post(path, json=body, headers=sent)

    async def patch(self, path: str, body: Any, key: str | None = None) -> httpx.Response:
        sent = {"Idempotency-Key": key or f"key-{next(self.numbers)}", **self._mine()}
        return await self.http.patch(path, json=body, headers=sent)

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(path, params=query, headers=self._mine())

    async def raw(self, method: str, path: str, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
        return await self.http.request(method, path, content=content, headers={**self._mine(), **headers})

    async def buy(self, member_id: str, amount_minor: int, key: str | None = None, **more: Any) -> httpx.Response:
        wish = {"member_id": member_id, "lines": [{"amount_minor": amount_minor}]}
        return await self.post("/v1/purchases", wish | more, key)

    async def hold(self, member_id: str, points: int, **more: Any) -> str:
        answer = await self.post("/v1/holds", {"member_id": member_id, "points": points} | more)
        assert answer.status_code == 201, answer.text
        hold_id: str = answer.json()["id"]
        return hold_id

    async def balance(self, member_id: str) -> int:
        found: int = (await self.get(f"/v1/members/{member_id}")).json()["balance"]
        return found

    def _mine(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}


@dataclass
class Shop:
    store: Store
    http: httpx.AsyncClient
    till: Till

    async def another_till(self, name: str = "till-2", **terms: Any) -> Till:
        """terms: what key.create takes beside the name; it does what a till does where they say nothing else."""
        return Till(self.http, await self.store.write(partial(key.create, **terms), name), count(1000))

    async def member(self, points: int = 0, name: str = "Anna", phone: str = PHONE, **more: Any) -> str:
        """A member with so many points that never burn."""
        made = await self.store.write(_member, points, name, phone, more)
        return made.member_id

    async def card_code(self, member_id: str) -> str:
        def show(work: Work) -> str:
            return card.show(work, member.get(work, member_id)).code

        return await self.store.write(show)


def _member(work: Work, points: int, name: str, phone: str, more: dict[str, Any]) -> Member:
    made = member.create(work, name=name, phone=phone, client="test", welcome=False, **more)
    if points:
        ledger.earn(work, made.member_id, points, cause(), source="adjustment")
    return made


@contextlib.asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """Serve an app on a free port of this machine; its address."""
    # uvicorn opens the socket: on one of ours asyncio would leave Nagle on, and each answer would wait 40 ms.
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.create_task(server._serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def a_shop(store: Store, *, document: str = PROGRAM, **parts: Any) -> AsyncIterator[Shop]:
    """parts: what create_app is given beside the store."""
    await store.write(program.apply, document)
    secret = await store.write(partial(key.create, scopes=key.SCOPES), "till-1", "Arbat 1")
    async with (
        served(create_app(store, **parts)) as url,
        httpx.AsyncClient(base_url=url, timeout=30, limits=httpx.Limits(max_connections=40)) as http,
    ):
        yield Shop(store, http, Till(http, secret))


@contextlib.contextmanager
def the_log(level: str = "INFO") -> Iterator[StringIO]:
    """What the program's own set-up of the log writes meanwhile, our lines and the libraries'."""
    written, root = StringIO(), logging.getLogger()
    handlers, root_level = root.handlers, root.level
    logs.set_up(level)
    # Not kept by the loggers: they outlive this test.
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(written), cache_logger_on_first_use=False)
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(written)
    try:
        yield written
    finally:
        structlog.reset_defaults()
        root.handlers, root.level = handlers, root_level
