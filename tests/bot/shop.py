"""Everything that runs in a shop, people who talk with it in the local Telegram, and a clock to turn."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import SecretStr

from actions import staff
from bot import real, service
from bot.program_file import text_of
from bot.service import Service
from bot.settings import Settings
from playground import people
from playground.server import Limits, Playground, create_app, serving
from playground.world import Message, Person
from rules import schedule
from rules.program import parse
from storage.work import Work

ROOT = Path(__file__).parent.parent.parent
DATABASE = "shop.db"
TOKEN = "1:playground"
PATIENCE_SECONDS = 60  # of a busy machine


@dataclass
class Shop:
    town: Playground
    running: Service
    clock: real.TravellingClock

    def person(self, name: str) -> Person:
        one = self.town.world.add_person(name)
        one.started = True
        return one

    async def marketer(self) -> Person:
        """Маша, whom the owner has just invited."""
        masha = self.person("Маша")
        self.start(masha, await self.running.store.write(_invite))
        return masha

    def start(self, person: Person, payload: str) -> None:
        people.start(self.town.world, person, {"payload": payload})

    def say(self, person: Person, text: str, **more: object) -> None:
        people.say(self.town.world, person, {"text": text, **more})

    async def press(self, person: Person, action: str) -> None:
        """Press the newest button of this action, as soon as it hangs there; `campaign:test:1:*` for the whole."""
        await until(lambda: bool(_buttons(person, action)))
        message, row, column = _buttons(person, action)[-1]
        given = {"message_id": message.shown["message_id"], "row": row, "column": column}
        people.press(self.town.world, person, given)

    def file(self, person: Person, name: str) -> bytes | None:
        """The newest file of this name that hangs in the chat."""
        for message in reversed(person.messages.values()):
            document = message.shown.get("document", {})
            stored = self.town.world.files.get(document.get("file_id", ""))
            if stored is not None and document.get("file_name") == name:
                return stored.upload.content
        return None


def _buttons(person: Person, action: str) -> list[tuple[Message, int, int]]:
    return [
        (message, at, across)
        for message in person.messages.values()
        for at, row in enumerate(message.shown.get("reply_markup", {}).get("inline_keyboard", []))
        for across, button in enumerate(row)
        if fnmatchcase(button.get("callback_data", ""), action)
    ]


def read(person: Person) -> list[str]:
    """What hangs in the chat, from us."""
    return [
        message.shown.get("text") or message.shown.get("caption", "")
        for message in person.messages.values()
        if not message.out
    ]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if holds():
                return
            await asyncio.sleep(0.02)


async def seen(person: Person, pattern: str) -> re.Match[str]:
    """What fits this in the newest message that has it, as soon as one hangs there."""

    def found() -> re.Match[str] | None:
        return next((fits for text in reversed(read(person)) if (fits := re.search(pattern, text))), None)

    await until(lambda: found() is not None)
    fits = found()
    assert fits is not None
    return fits


@asynccontextmanager
async def opened(folder: Path, program: Path, per_second: float = 100) -> AsyncIterator[Shop]:
    """A shop with the database that lies in this folder, or a new one; it is noon there.

    per_second: messages.
    """
    clock = real.TravellingClock()
    clock.travel(_to_noon(program, clock()))
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        town = create_app(token=TOKEN, limits=Limits.lifted(), now=clock)
        settings = Settings(
            telegram_token=SecretStr(TOKEN),
            telegram_api=await stack.enter_async_context(serving(town, 0)),
            telegram_rate=per_second,
            database_url=f"sqlite:///{folder / DATABASE}",
            program=program,
            http_port=_free_port(),
            http_host="127.0.0.1",
            public_url="",
            owner="",
            key_file=folder / "ledger.key",
        )
        running = await stack.enter_async_context(service.opened(settings, clock, verifies=False))
        task = asyncio.create_task(service.run(running, until=stop))
        await running.ready.wait()
        try:
            yield Shop(town, running, clock)
        finally:
            stop.set()
            await task


def _to_noon(program: Path, now: datetime) -> timedelta:
    """To the next noon at the shop, for this runs at any hour, and nobody is written to at night."""
    return schedule.next_at(now, time(12), parse(text_of(program)).zone) - now


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _invite(work: Work) -> str:
    return staff.invite(work, "marketer", "Маша")
