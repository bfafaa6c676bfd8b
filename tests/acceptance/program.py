"""The real program as a child process against the local Telegram, and people with thumbs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bot import cli, service  # noqa: F401 - the command loads it late; here it is loaded once for all
from playground import people
from playground.world import Message, Person
from tests.acceptance.chats import Town, until
from tests.acceptance.worker import HERE, PATIENCE_SECONDS, TOKEN


def settings(folder: Path, url: str, api: str = "", **more: str) -> dict[str, str]:
    """The environment of a program that reads nothing of the checkout but its programme file."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("KOPILKA_")}
    return ours | {
        "KOPILKA_TELEGRAM_TOKEN": TOKEN,
        "KOPILKA_TELEGRAM_API": api,
        "KOPILKA_DATABASE_URL": url,
        "KOPILKA_PROGRAM": str(HERE / "programs" / "retail-bonus.toml"),
        "KOPILKA_KEY_FILE": str(folder / "ledger.key"),
        "KOPILKA_HTTP_PORT": "0",
        **{f"KOPILKA_{name.upper()}": value for name, value in more.items()},
    }


def run(folder: Path, environment: dict[str, str], words: Sequence[str], out: str, err: str) -> None:
    """`kopilka WORDS` in a process of its own. out, err: files of the folder."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, name in ((1, out), (2, err)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    cli.app(words)


def command(
    folder: Path, environment: dict[str, str], *words: str, out: str = "log", err: str = "log"
) -> ForkServerProcess:
    """Such a process, not started. What all of them load is loaded once, so that each starts at once."""
    server = get_context("forkserver")
    server.set_forkserver_preload([__name__])
    return server.Process(target=run, args=(folder, environment, words, out, err))


@asynccontextmanager
async def running(folder: Path, url: str, api: str, **more: str) -> AsyncIterator[BaseProcess]:
    """The whole program, ready; asked to stop at the end if it still lives."""
    (folder / "log").touch()
    before = len(said(folder))
    process = command(folder, settings(folder, url, api, **more), "run")
    process.start()
    try:
        await until(lambda: b"is ready" in said(folder)[before:] or not process.is_alive())
        assert process.is_alive(), said(folder).decode()
        yield process
    finally:
        process.terminate()
        await asyncio.to_thread(process.join, PATIENCE_SECONDS)
        if process.is_alive():
            process.kill()
            raise AssertionError("it was asked to stop and did not")


def said(folder: Path) -> bytes:
    return (folder / "log").read_bytes()


@dataclass
class Hand:
    """Somebody's chat: what they press, and what hangs there from us."""

    town: Town
    person: Person

    def does(self, action: str, **given: Any) -> Any:
        return people.ACTIONS[action](self.town.app.world, self.person, given)

    @property
    def messages(self) -> list[Message]:
        return [message for message in self.person.messages.values() if not message.out]

    @property
    def text(self) -> str:
        """Everything that hangs in the chat."""
        return "\n".join(one.shown.get("text") or one.shown.get("caption") or "" for one in self.messages)

    @property
    def updates(self) -> list[int]:
        """What the program has not confirmed yet."""
        return [update.id for update in self.town.app.world.updates.waiting()]

    def button(self, wanted: str) -> tuple[int, int, int] | None:
        for message in reversed(self.messages):
            rows = message.shown.get("reply_markup", {}).get("inline_keyboard", [])
            for row, buttons in enumerate(rows):
                for column, button in enumerate(buttons):
                    if fnmatchcase(button.get("callback_data", ""), wanted):
                        return message.shown["message_id"], row, column
        return None

    async def sees(self, wanted: str) -> None:
        """Wait for a button."""
        try:
            await until(lambda: self.button(wanted) is not None)
        except TimeoutError:
            raise AssertionError(f"no {wanted} in {self.text!r}") from None

    async def reads(self, words: str) -> None:
        try:
            await until(lambda: words in self.text)
        except TimeoutError:
            raise AssertionError(f"no {words!r} in {self.text!r}") from None

    async def press(self, wanted: str) -> None:
        await self.sees(wanted)
        found = self.button(wanted)
        assert found is not None
        message_id, row, column = found
        self.does("press", message_id=message_id, row=row, column=column)

    async def joins(self, payload: str = "") -> None:
        """Go through the whole registration."""
        self.does("start", payload=payload)
        for step in ("consent", "consent:yes", "phone:later", "marketing:off"):
            await self.press(step)
        await self.sees("card")


def hand(town: Town, name: str, language: str = "ru") -> Hand:
    return Hand(town, town.app.world.add_person(name, language))
