"""The whole program with a local messenger: a broadcast from the first word of a marketer to its report."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from actions import staff
from bot import real, service
from bot.service import Service
from bot.settings import Settings
from playground import people
from playground.server import Limits, Playground, create_app, serving
from playground.world import Message, Person
from rules import schedule
from storage.work import Work
from tests.jobs.post import join

ROOT = Path(__file__).parent.parent.parent
TOKEN = "1:playground"
MEMBERS = 12
PATIENCE_SECONDS = 30
BOLD = [{"type": "bold", "offset": 0, "length": 4}]


@dataclass
class Shop:
    town: Playground
    running: Service

    def person(self, name: str) -> Person:
        one = self.town.world.add_person(name)
        one.started = True
        return one

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


async def seen(person: Person, words: str) -> None:
    await until(lambda: any(words in text for text in read(person)))


def _to_noon(now: datetime) -> timedelta:
    """To the next noon at the shop, for this runs at any hour, and nobody is written to at night."""
    return schedule.next_at(now, time(12), ZoneInfo("Europe/Moscow")) - now


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """Everything that runs in a shop."""
    clock = real.TravellingClock()
    clock.travel(_to_noon(clock()))
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        town = create_app(token=TOKEN, limits=Limits.lifted(), now=clock)
        settings = Settings(
            telegram_token=SecretStr(TOKEN),
            telegram_api=await stack.enter_async_context(serving(town, 0)),
            database_url=f"sqlite:///{tmp_path / 'shop.db'}",
            program=ROOT / "programs" / "retail-bonus.toml",
            http_port=_free_port(),
            http_host="127.0.0.1",
            public_url="",
            owner="",
            key_file=tmp_path / "ledger.key",
        )
        running = await stack.enter_async_context(service.opened(settings, clock, verifies=False))
        task = asyncio.create_task(service.run(running, until=stop))
        await running.ready.wait()
        yield Shop(town, running)
        stop.set()
        await task


async def test_a_broadcast_is_written_tried_started_and_comes_to_everybody_who_agreed(shop: Shop) -> None:
    store = shop.running.store
    members = [shop.person(f"Member {at}") for at in range(MEMBERS)]
    for at, one in enumerate(members):
        await store.write(_join, str(one.id), at < MEMBERS - 1)  # the last one agreed to nothing
    masha = shop.person("Маша")
    shop.start(masha, await store.write(_invite))

    await shop.press(masha, "campaign:new")
    await seen(masha, "Новая рассылка")
    shop.say(masha, "Кофе ждёт, {name|друг}!", entities=BOLD)
    await shop.press(masha, "campaign:preview:1:a")
    await seen(masha, "Кофе ждёт, ")
    await shop.press(masha, "campaign:1")
    await shop.press(masha, "campaign:test:1")
    await shop.press(masha, "campaign:test:1:*")
    await seen(masha, "Кофе ждёт, друг!")
    await seen(masha, "1 пробное сообщение")
    shop.say(masha, "/marketing")
    await shop.press(masha, "campaigns")
    await shop.press(masha, "campaign:1")
    await shop.press(masha, "campaign:go:1")
    await seen(masha, f"{MEMBERS - 1} человек")
    await shop.press(masha, "campaign:start:1")
    await until(lambda: all(_greeted(one) for one in members[:-1]))
    await seen(masha, f"Отправлено: {MEMBERS - 1}")  # the message where it was started goes on by itself

    assert not _greeted(members[-1])
    bold = [message.shown["entities"][0]["type"] for message in members[0].messages.values()]
    assert bold == ["bold"]
    await shop.press(masha, "report:1")
    await until(lambda: any("campaign:1" in str(message.shown) for message in masha.messages.values()))
    refused = [one["description"] for one in shop.town.world.refused]
    assert [one for one in refused if "is not modified" not in one] == []


def _join(work: Work, user_id: str, marketing: bool) -> None:
    join(work, user_id, marketing=marketing)


def _invite(work: Work) -> str:
    return staff.invite(work, "marketer", "Маша")


def _greeted(person: Person) -> bool:
    return any(text.startswith("Кофе ждёт, ") for text in read(person))
