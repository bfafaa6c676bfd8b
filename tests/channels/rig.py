"""A local Telegram, our channel against it, and people who press and talk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from channels.channel import Answer, Reply
from channels.incoming import Incoming, Person, Pressed, Said, Started
from channels.telegram.channel import WEBHOOK_PATH, Telegram, WebhookAnswer
from playground import faults, people
from playground.files import Upload
from playground.server import Limits, Playground, create_app, serving
from playground.world import Person as Customer
from screens.screen import Screen

TOKEN = "1:playground"
SECRET = "a-secret_of-ours"
PATIENCE_SECONDS = 5.0


def sorry(person: Person) -> Screen:
    return Screen("Something broke on our side.")


@dataclass
class Rig:
    """app: the local Telegram in this process. address: of it. bot: ours, open."""

    app: Playground
    address: str
    bot: Telegram
    anna: Customer
    boris: Customer

    def does(self, person: Customer, action: str, **given: Any) -> Any:
        """What people do with their thumbs."""
        return people.ACTIONS[action](self.app.world, person, given)

    def sends_file(self, person: Customer, content: bytes, name: str = "", caption: str = "") -> None:
        """A photo; with a name, a document."""
        kind = "document" if name else "photo"
        people.send_file(self.app.world, person, kind, Upload(name or "photo", "", content), caption)

    def start(self, *persons: Customer) -> None:
        """They have talked to us before: nothing of it is waiting any more."""
        for person in persons:
            self.does(person, "start")
        self.app.world.updates.clear()

    def messages(self, person: Customer) -> list[dict[str, Any]]:
        """What hangs in the chat, from us."""
        return [message.shown for message in person.messages.values() if not message.out]

    def texts(self, person: Customer) -> list[str]:
        return [message.get("text") or message.get("caption") or "" for message in self.messages(person)]

    def calls(self, *methods: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        return [call for call in self.app.world.calls if call[0] in methods]

    def fault(self, method: str, kind: str, **more: Any) -> None:
        self.app.faults.armed.append(faults.read({"method": method, "kind": kind, **more}))

    @property
    def waiting_updates(self) -> list[int]:
        """The updates that were not confirmed."""
        return [update.id for update in self.app.world.updates.waiting()]

    @asynccontextmanager
    async def receiving(self, answer: Answer, bot: Telegram | None = None) -> AsyncIterator[asyncio.Task[None]]:
        """Answer people until the block ends, then stop as a program stops."""
        task = asyncio.create_task((bot or self.bot).receive(answer))
        await asyncio.sleep(0)  # from here on it does receive
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def a_rig(assets: Path, limits: Limits | None = None, **settings: Any) -> AsyncIterator[Rig]:
    app = create_app(token=TOKEN, limits=limits or Limits.lifted(), webhook_retry_seconds=0.05)
    async with serving(app) as address:
        bot = Telegram(TOKEN, api=address, assets=assets, sorry=sorry, **settings)
        await bot.open()
        try:
            yield Rig(app, address, bot, app.world.add_person("Anna"), app.world.add_person("Boris", "en"))
        finally:
            await bot.close()


@asynccontextmanager
async def a_webhook_rig(assets: Path) -> AsyncIterator[tuple[Rig, list[WebhookAnswer]]]:
    """As above, with our own web edge in front; also what it answered."""
    answers: list[WebhookAnswer] = []
    bots: list[Telegram] = []

    async def edge(request: web.Request) -> web.Response:
        header = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        answer = await bots[0].accept(header, await request.read())
        answers.append(answer)
        return (
            web.json_response(answer.json, status=answer.status) if answer.json else web.Response(status=answer.status)
        )

    server = web.Application()
    server.router.add_post(WEBHOOK_PATH, edge)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        async with a_rig(assets, public_url=f"http://127.0.0.1:{port}/", secret=SECRET) as rig:
            bots.append(rig.bot)
            yield rig, answers
    finally:
        await runner.cleanup()


async def until(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for what is about to be true."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it looks at the server's state, which tells nobody
            await asyncio.sleep(0.005)


@dataclass
class Notes:
    """An Answer that notes what came and answers by a table: the words said, or the action pressed."""

    replies: Mapping[str, Reply | Screen] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)
    incoming: list[Incoming] = field(default_factory=list)

    async def __call__(self, incoming: Incoming) -> Reply:
        word = word_of(incoming)
        self.came.append(word)
        self.incoming.append(incoming)
        reply = self.replies.get(word, Reply())
        return reply if isinstance(reply, Reply) else Reply(screen=reply)


def word_of(incoming: Incoming) -> str:
    match incoming:
        case Said(text=text):
            return text
        case Pressed(action=action):
            return action
        case Started(payload=payload):
            return f"/start {payload}".strip()
    return type(incoming).__name__
