"""What campaigns need beside the sender: their audience found, their progress shown, what is recalled taken back.

Every step is a unit of its own that goes on from what is kept, so that a restart, or a second process, does no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from actions import campaign_recall, campaign_shown, campaign_watch
from actions.campaign_recall import Message
from actions.campaign_shown import Shown
from channels.channel import Channel, Done, Gone, Rejected, Wait
from rules.campaign_progress import OVER, Progress, measured
from screens import campaign as screens
from screens.screen import Screen
from screens.speech import texts_for
from storage.store import Store, Unavailable

POLL_SECONDS = 1.0
SHOW_SECONDS = 3.0  # between two edits of one message
AGAIN_SECONDS = 60.0  # before a step that failed is tried again
BUDGET_SECONDS = 30.0  # between two looks at what offers gave

log = structlog.get_logger()


def _nobody() -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a message showed last, and when by the machine's own seconds."""

    screen: Screen
    progress: Progress
    at: float


class Campaigns:
    """promised: told after each unit that made promises, usually the sender's `wake`."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        *,
        promised: Callable[[], None] = _nobody,
        poll_seconds: float = POLL_SECONDS,
        show_seconds: float = SHOW_SECONDS,
        again_seconds: float = AGAIN_SECONDS,
        recalls_per_second: float = campaign_recall.PER_SECOND,
    ) -> None:
        self._store, self._channel, self._promised = store, channel, promised
        self._poll_seconds, self._show_seconds, self._again_seconds = poll_seconds, show_seconds, again_seconds
        self._recalls_per_second = recalls_per_second
        self._seen: dict[str, _Seen] = {}  # by message
        self._not_before = 0.0
        self._budgets_at = float("-inf")

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as parts:
            for part in (self.drain, self.mind_budgets, self.show, self.take_back):
                parts.create_task(self._again_and_again(part))

    async def _again_and_again(self, part: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                if await self._store.read(campaign_watch.any_open):
                    await part()
            except Unavailable as reason:
                log.warning("Campaigns wait for the database", reason=str(reason))
            except Exception:  # a bug in one of them ends none of the others
                log.exception("A step of campaigns failed", step=part.__name__)
                await asyncio.sleep(self._again_seconds)
            await asyncio.sleep(self._poll_seconds)

    async def drain(self) -> None:
        """Do all that there is to do, unit by unit; others have their turn between two."""
        while await self._store.write(campaign_watch.step):
            self._promised()

    async def mind_budgets(self) -> None:
        """Stop what has given as much as it may; what offers gave is added up by a read, now and then."""
        now = asyncio.get_running_loop().time()
        if now - self._budgets_at < BUDGET_SECONDS:
            return
        self._budgets_at = now
        if spent := await self._store.read(campaign_watch.spent):
            await self._store.write(campaign_watch.stop_spent, spent)

    # -------------------------------------------------------------- progress

    async def show(self) -> None:
        """Bring every message that shows a progress up to date, if it changed and it is time."""
        now = asyncio.get_running_loop().time()
        if now < self._not_before:
            return
        shown = await self._store.read(campaign_shown.shown, self._channel.name)
        for one in shown:
            await self._bring_up(one, now)
        kept = {one.message_id for one in shown}
        self._seen = {message: seen for message, seen in self._seen.items() if message in kept}

    async def _bring_up(self, one: Shown, now: float) -> None:
        if not one.works_here:
            await self._store.write(campaign_shown.leave, one.kept.number, one.message_id)
            return
        before = self._seen.get(one.message_id)
        is_last = one.kept.state in OVER and one.kept.ended_at is not None
        if before is not None and now - before.at < self._show_seconds and not is_last:
            return
        screen = _drawn(one, before, now)
        if before is not None and screen == before.screen and not is_last:
            return
        match await self._channel.edit(one.chat_id, one.message_id, screen):
            case Done():
                self._seen[one.message_id] = _Seen(screen, one.kept.progress, now)
                if is_last:
                    await self._store.write(campaign_shown.leave, one.kept.number, one.message_id)
            case Wait(seconds):
                self._not_before = now + seconds
            case Gone() | Rejected():
                await self._store.write(campaign_shown.leave, one.kept.number, one.message_id)
            case _:
                self._not_before = now + self._show_seconds

    # -------------------------------------------------------------- recall

    async def take_back(self) -> None:
        """Take back what is to be, some at a time, as fast as the messenger lets us."""
        clock = asyncio.get_running_loop()
        while messages := await self._store.read(campaign_recall.due, self._channel.name):
            began = clock.time()
            answers = await asyncio.gather(*(self._channel.delete(one.chat_id, one.message_id) for one in messages))
            gone: list[Message] = []
            kept: list[tuple[Message, str]] = []
            pause = len(messages) / self._recalls_per_second - (clock.time() - began)
            for message, answer in zip(messages, answers, strict=True):
                match answer:
                    case Done():
                        gone.append(message)
                    case Gone(reason) | Rejected(reason):
                        kept.append((message, reason))
                    case Wait(seconds):
                        pause = max(pause, seconds)
                    case _:
                        pause = max(pause, self._poll_seconds)
            await self._store.write(campaign_recall.note, gone, kept)
            await asyncio.sleep(max(0.0, pause))


def _drawn(one: Shown, before: _Seen | None, now: float) -> Screen:
    """The rate is that of the time since the message was last brought up."""
    kept = one.kept
    if before is not None:
        progress = measured(kept.progress, before.progress.done, now - before.at)
        kept = replace(kept, progress=progress)
    return screens.progress(texts_for(one.program, one.language, one.zone), kept)
