"""People with chats, a messenger that keeps what it was given, and a sender between them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import sqlalchemy as sa

from actions import address, member, program
from actions.delivery import Letter
from actions.notice import announce
from channels.channel import Answer, Channel, Done, Effect, Menu, Outcome, Sent
from jobs.health import Health
from jobs.pump import Pump
from jobs.sender import Sender
from rules.notice import Burned, Notice
from screens.screen import Screen
from storage import deliveries as rows
from storage import members
from storage.store import Store
from storage.tables import deliveries
from storage.work import Row, Work
from tests.rules.programs import BONUS_TEXT

NEWS = Burned(points=30, available=5)


@dataclass
class WalkingClock:
    """The programme's clock as in the program: it walks by itself, and can be moved."""

    start: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # noon in Moscow
    began: float = field(default_factory=monotonic)

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=monotonic() - self.began)

    def pass_(self, **delta: float) -> None:
        self.start += timedelta(**delta)


@dataclass
class Box:
    """A messenger's other end. answers: given in turn, then everything is taken; taken: (chat, html, when).

    effects: of edits, deletions, payments stopped or given back, in turn, then each is done; done: (what, of whom, …).
    """

    answers: deque[Outcome | BaseException] = field(default_factory=deque)
    taken: list[tuple[str, str, float]] = field(default_factory=list)
    asked: list[tuple[str, float]] = field(default_factory=list)
    seconds: float = 0
    name: str = "telegram"
    effects: deque[Effect] = field(default_factory=deque)
    done: list[tuple[str, ...]] = field(default_factory=list)

    async def send(self, chat_id: str, screen: Screen) -> Outcome:
        self.asked.append((chat_id, monotonic()))
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.answers:
            answer = self.answers.popleft()
            if isinstance(answer, BaseException):
                raise answer
            return answer
        self.taken.append((chat_id, screen.html, monotonic()))
        return Sent(str(len(self.taken)))

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(chat, html) for chat, html, _ in self.taken]

    async def edit(self, chat_id: str, message_id: str, screen: Screen) -> Effect:
        return self._done("edit", chat_id, message_id, screen.html)

    async def delete(self, chat_id: str, message_id: str) -> Effect:
        return self._done("delete", chat_id, message_id)

    async def open(self) -> None: ...

    async def receive(self, answer: Answer) -> None: ...

    async def set_menus(self, menus: Sequence[tuple[str, Menu]]) -> None: ...

    async def stop_renewal(self, user_id: str, charge_id: str) -> Effect:
        return self._done("stop", user_id, charge_id)

    async def give_back(self, user_id: str, charge_id: str) -> Effect:
        return self._done("return", user_id, charge_id)

    def _done(self, *what: str) -> Effect:
        self.done.append(what)
        return self.effects.popleft() if self.effects else Done()

    def link(self, payload: str) -> str:
        return payload

    async def close(self) -> None: ...


def render(letter: Letter) -> Screen:
    return Screen(f"{letter.kind} in {letter.language}")


def begin_programme(work: Work, text: str = BONUS_TEXT) -> None:
    program.apply(work, text)


def join(work: Work, /, user_id: str, *, language: str = "ru", welcome: bool = False, **wishes: Any) -> str:
    """Make a member with a chat of the same id; wishes: columns of the member."""
    address.seen(work, "telegram", user_id, user_id, language)
    made = member.create(work, name=user_id, language=language, client="telegram", welcome=welcome)
    members.update_address(work, "telegram", user_id, member_id=made.member_id)
    if wishes:
        members.update(work, made.member_id, **wishes)
    return made.member_id


def tell(work: Work, member_id: str, key: str, notice: Notice = NEWS, *, stale_at: datetime | None = None) -> None:
    announce(work, member_id, notice, key=key, stale_at=stale_at)


def advertise(work: Work, member_id: str, user_id: str, key: str) -> None:
    """Promise an advertisement, as a campaign would."""
    rows.promise(
        work,
        [
            {
                "dedupe_key": key,
                "member_id": member_id,
                "channel": "telegram",
                "user_id": user_id,
                "chat_id": user_id,
                "kind": "offer",
                "category": "marketing",
                "lane": "marketing",
                "facts": {},
                "due_at": work.now,
            }
        ],
    )


def everything(work: Work) -> Sequence[Row]:
    return work.all(sa.select(deliveries).order_by(deliveries.c.delivery_id))


async def states(store: Store) -> list[str]:
    return [row.state for row in await store.read(everything)]


@dataclass
class Post:
    store: Store
    health: Health
    pump: Pump
    sender: Sender

    async def settled(self, seconds: float = 10) -> None:
        assert await self.sender.settled(seconds), "deliveries are still under way"


@asynccontextmanager
async def running(*jobs: Coroutine[Any, Any, None]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run these side by side until the block ends, then stop them as the program stops."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def posting(store: Store, box: Channel, holder: str = "one", **more: Any) -> AsyncIterator[Post]:
    """A pump and a sender at work until the block ends."""
    health = Health()
    settings: dict[str, Any] = {"per_second": 1000, "lease_seconds": 2, "poll_seconds": 0.05} | more
    sender = Sender(store, box, render, health, holder=holder, **settings)
    pump = Pump(store, health, promised=sender.wake, poll_seconds=0.05)
    async with running(pump.run(), sender.run()):
        yield Post(store, health, pump, sender)


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)
