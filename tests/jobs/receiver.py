"""Receivers of webhooks on this machine, a resolver that answers what a test wants, and a sender between them."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from actions import webhook
from actions.webhook import Added
from actions.webhook_call import Call
from jobs.health import Health
from jobs.webhook_call import Caller
from jobs.webhooks import Webhooks
from rules.webhook import NOBODY, TEST, Trusted, trusted
from storage.store import Store
from storage.tables import webhook_messages
from storage.work import Row, Work
from tests.jobs.post import running

SECRET = "whsec_" + "A" * 43 + "="
HERE = trusted("127.0.0.0/8")  # a test's receivers live there


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Taken:
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """answers: (status, headers) in turn, then 204. waits: keep every caller waiting until it is set."""

    url: str = ""
    answers: deque[tuple[int, dict[str, str]]] = field(default_factory=deque)
    taken: list[Taken] = field(default_factory=list)
    waits: asyncio.Event | None = None

    async def take(self, request: web.Request) -> web.Response:
        self.taken.append(Taken(dict(request.headers), await request.read()))
        if self.waits is not None:
            await self.waits.wait()
        status, headers = self.answers.popleft() if self.answers else (204, {})
        return web.Response(status=status, headers=headers)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2].partition("/")[0])


@asynccontextmanager
async def receiving(
    host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Receiver]:
    """A real HTTP server; its address is the receiver's `url`."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, host, port, ssl_context=tls)
    await site.start()
    taken_port = runner.addresses[0][1]
    receiver.url = f"{'https' if tls else 'http'}://{host}:{taken_port}/hook"
    try:
        yield receiver
    finally:
        if receiver.waits is not None:
            receiver.waits.set()
        await runner.cleanup()


class Names(AbstractResolver):
    """answers: the addresses of every name, in turn; the last answer stays. asked: how often."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = deque(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        numbers = self._answers.popleft() if len(self._answers) > 1 else self._answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=number,
                port=port,
                family=socket.AF_INET6 if ":" in number else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for number in numbers
        ]

    async def close(self) -> None: ...


@asynccontextmanager
async def sending(
    store: Store, *, named: Trusted = HERE, holder: str = "one", **caller: Any
) -> AsyncIterator[Webhooks]:
    """A sender at work. caller: what Caller is given beside the hosts."""
    calls = Caller(named, clock=now, **caller)
    sender = Webhooks(store, calls, Health(), holder=holder, poll_seconds=0.02)
    try:
        async with running(sender.run()):
            yield sender
    finally:
        await calls.close()


async def listen(store: Store, url: str, *events: str, named: Trusted = HERE) -> Added:
    return await store.write(webhook.add, url, events, named=named)


async def happen(store: Store, kind: str = "points.earned", **facts: Any) -> None:
    await store.write(webhook.emit, kind, facts or {"points": 5})


def messages(work: Work) -> Sequence[Row]:
    return work.all(sa.select(webhook_messages).order_by(webhook_messages.c.message_id))


async def tried(store: Store, times: int) -> None:
    """Wait until the first message was tried so often, and what became of it is known."""
    async with asyncio.timeout(30):
        while True:
            first = (await store.read(messages))[0]
            if first.attempts == times and first.state != "leased":
                return
            await asyncio.sleep(0.01)


async def called_once(url: str, *, named: Trusted = NOBODY, **caller: Any) -> str:
    """Make one call; why it failed, or empty."""
    calls = Caller(named, clock=now, **caller)
    call = Call(message_id="m", event_id="e", endpoint_id="x", kind=TEST, url=url, secrets=(SECRET,), body="{}")
    try:
        reply = await calls.call(call)
        return reply.reason or ("" if reply.status and reply.status < 300 else str(reply.status))
    finally:
        await calls.close()
