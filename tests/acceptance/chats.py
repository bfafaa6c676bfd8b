"""Members who talk with the local Telegram, for the cases that need a messenger."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope, Send

from playground import faults
from playground.server import Limits, Playground, create_app, serving
from playground.world import Person
from storage.store import Store
from tests.acceptance.worker import PATIENCE_SECONDS, TOKEN
from tests.jobs.post import everything, join


class Gate:
    """In front of the local Telegram: lets so many messages in, and holds the next ones until it lets in more."""

    def __init__(self, app: Playground) -> None:
        self.app = app
        self.most = math.inf
        self._let_in = 0
        self._moved = asyncio.Event()

    def let(self, most: float) -> None:
        """most: of all messages since the beginning."""
        self.most = most
        self._moved.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith("/sendMessage"):
            while self._let_in >= self.most:
                self._moved.clear()
                await self._moved.wait()
            self._let_in += 1
        await self.app(scope, receive, send)

    async def close(self) -> None:
        self.let(math.inf)
        await self.app.close()


@dataclass
class Town:
    app: Playground
    api: str
    gate: Gate

    def person(self, name: str) -> Person:
        """Somebody who has pressed Start once."""
        one = self.app.world.add_person(name)
        one.started = True
        return one

    async def member(self, store: Store, name: str, **wishes: Any) -> tuple[Person, str]:
        """A member without quiet hours, for these tests run at any hour."""
        one = self.person(name)
        return one, await store.write(join, str(one.id), quiet_start=0, quiet_end=0, **wishes)

    def fault(self, kind: str, **more: Any) -> None:
        self.app.faults.armed.append(faults.read({"method": "sendMessage", "kind": kind, **more}))


def texts(person: Person) -> list[str]:
    """What hangs in the chat, from us."""
    return [message.shown.get("text", "") for message in person.messages.values() if not message.out]


@asynccontextmanager
async def a_town(port: int = 0) -> AsyncIterator[Town]:
    app = create_app(token=TOKEN, limits=Limits.lifted())
    gate = Gate(app)
    async with serving(gate, port) as api:  # type: ignore[arg-type]
        yield Town(app, api, gate)


async def until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


async def until_states(store: Store, *states: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until the deliveries stand so, in their order."""
    async with asyncio.timeout(seconds):
        while True:
            if [row.state for row in await store.read(everything)] == list(states):
                return
            await asyncio.sleep(0.02)
