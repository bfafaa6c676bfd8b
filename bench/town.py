"""A local Telegram with people who press buttons, the product that answers them, and a shop for it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from asyncio.subprocess import Process
from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from actions import address, expiry, facts, program
from bench.measure import PYTHON, free_port, percentile, running
from bot import made_up, real
from playground import people
from playground.server import Limits, Playground, create_app, serving
from playground.world import FIRST_PERSON_ID, Person
from storage import members, migrate
from storage.store import Store, Unit, open_store
from storage.tables import events
from storage.work import Work

TOKEN = "1:playground"
PROGRAM = Path("programs/retail-bonus.toml")
BUYERS = 200
FIRST_ANSWER_SECONDS = 60
ANSWER_SECONDS = 20
ANSWERS = frozenset({"sendMessage", "editMessageText"})
MENU: dict[str, Any] = {"text": "Menu"}


class Calls(deque[Any]):
    """What the local Telegram notes of each call, told on to whoever waits for an answer in that chat."""

    def __init__(self) -> None:
        super().__init__(maxlen=100)
        self.awaited: dict[int, asyncio.Future[None]] = {}
        self.arrived_at: list[float] | None = None  # seconds, of each message, for whoever sets a list
        self.refused: Counter[int] = Counter()  # by the HTTP status

    def append(self, call: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
        super().append(call)
        method, given, answer = call
        if not answer["ok"]:
            self.refused[answer["error_code"]] += 1
        elif method in ANSWERS:
            if self.arrived_at is not None:
                self.arrived_at.append(time.perf_counter())
            waiting = self.awaited.pop(int(given["chat_id"]), None)
            if waiting is not None:
                waiting.set_result(None)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of some seconds of pressing. seconds: of each press until its answer."""

    per_second: float
    seconds: list[float]

    @property
    def p99_seconds(self) -> float:
        return percentile(self.seconds, 0.99)


@dataclass(slots=True)
class Town:
    """One bot's Telegram, in this process, without limits. address: its Bot API."""

    app: Playground
    calls: Calls
    address: str
    folk: list[Person]

    async def answered(
        self, person: Person, action: str = "balance", patience_seconds: float = ANSWER_SECONDS
    ) -> float:
        """Press a button under a menu and wait until the answer is in the chat; how long it took."""
        message = self.app.world.add_message(person, dict(MENU))
        answer = self.calls.awaited[person.id] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        people.tap(self.app.world, person, message, action)
        async with asyncio.timeout(patience_seconds):
            await answer
        return time.perf_counter() - began

    async def first_answer(self) -> None:
        """Wait until the bot runs."""
        await self.answered(self.folk[0], patience_seconds=FIRST_ANSWER_SECONDS)

    async def press(
        self,
        at_once: int,
        *,
        seconds: float = float("inf"),
        presses: float = float("inf"),
        actions: Sequence[str] = ("balance",),
    ) -> Pressed:
        """Let so many people press again as soon as they are answered, these in turn, for so long or so often."""
        took: list[float] = []
        began = time.perf_counter()

        async def one(person: Person) -> None:
            while time.perf_counter() < began + seconds and len(took) < presses:
                took.append(await self.answered(person, actions[len(took) % len(actions)]))

        async with asyncio.TaskGroup() as group:
            for person in self.folk[:at_once]:
                group.create_task(one(person))
        assert not self.calls.refused, f"the local Telegram refused calls: {self.calls.refused}"
        return Pressed(len(took) / (time.perf_counter() - began), took)


@asynccontextmanager
async def a_town(folk: int, limits: Limits | None = None) -> AsyncIterator[Town]:
    app = create_app(token=TOKEN, limits=limits or Limits.lifted())
    calls = app.world.calls = Calls()
    for number in range(folk):
        app.world.add_person(f"Person {number}").started = True
    async with serving(app) as at:
        yield Town(app, calls, at, list(app.world.people.values()))


# ------------------------------------------------------------------ the product and its shop


async def a_shop(folder: Path, folk: int, then: Unit[[Sequence[str]], None] | None = None) -> Path:
    """Make a database with a year of purchases whose members are the town's people.

    then: is run at the end, with the ids of the members.
    """
    path = folder / "shop.db"
    migrate.upgrade(f"sqlite:///{path}")
    store = await open_store(f"sqlite:///{path}", real.now, real.dice)
    ids = await _fill(store, PROGRAM.read_text("utf-8"), folk)  # noqa: ASYNC240 - nothing else runs yet
    if then is not None:
        await store.write(then, ids)
    await store.close()
    return path


async def _fill(store: Store, text: str, folk: int) -> list[str]:
    since, until = made_up.year(real.now())
    await store.write(lambda work: program.apply(work.at(since), text))
    ids = await store.write(made_up.join, folk, since)
    visits = made_up.visits(min(folk, BUYERS), since, until)
    while batch := list(islice(visits, made_up.BATCH)):
        await store.write(made_up.record, ids, batch)
    await store.write(_settle, ids)
    # Else the first night of a whole year would be measured, and the news of it.
    while await store.write(expiry.sweep):
        pass
    while await store.write(facts.step):
        pass
    await store.write(lambda work: work.run(events.delete()))
    return ids


def _settle(work: Work, member_ids: Sequence[str]) -> None:
    """Let each member be the person of the same number in a town."""
    for number, member_id in enumerate(member_ids):
        user_id = str(FIRST_PERSON_ID + number)
        address.seen(work, "telegram", user_id, user_id, "ru")
        members.update_address(work, "telegram", user_id, member_id=member_id)


@asynccontextmanager
async def kopilka(
    town: Town, shop: Path, *, webhook: bool = False, port: int = 0, **settings: str
) -> AsyncIterator[Process]:
    """The product as `kopilka run` starts it, with its default settings, on a copy of the shop."""
    port = port or free_port()
    folder = shop.with_suffix(f".{port}")
    folder.mkdir()
    shutil.copyfile(shop, folder / "kopilka.db")
    given = {
        "KOPILKA_TELEGRAM_TOKEN": TOKEN,
        "KOPILKA_TELEGRAM_API": town.address,
        "KOPILKA_DATABASE_URL": f"sqlite:///{folder / 'kopilka.db'}",
        "KOPILKA_KEY_FILE": str(folder / "ledger.key"),
        "KOPILKA_PROGRAM": str(PROGRAM),
        "KOPILKA_HTTP_PORT": str(port),
        "KOPILKA_PUBLIC_URL": f"http://127.0.0.1:{port}" if webhook else "",
    }
    async with running([PYTHON, "-c", "from bot.cli import app; app()", "run"], **given, **settings) as process:
        yield process


def a_balance_table(folder: Path) -> Path:
    """What a bare bot selects from."""
    path = folder / "balances.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE balances (user_id INTEGER PRIMARY KEY, points INTEGER NOT NULL)")
        database.executemany("INSERT INTO balances VALUES (?, ?)", ((FIRST_PERSON_ID + n, n) for n in range(10_000)))
    return path
