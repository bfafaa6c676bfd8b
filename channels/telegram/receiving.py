"""Long polling that confirms to Telegram only what was done: the offset never passes an unfinished update."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import structlog

from channels.channel import NotSent, Refusal, Rejected, Unauthorized, Unknown, Wait
from channels.telegram.calls import Calls
from channels.telegram.incoming import ALLOWED
from channels.telegram.outcome import Failed

LONG_POLL_SECONDS = 25
CONFIRM_SECONDS = 2
# While updates are being handled Telegram would hand them out again at once: ask for newer ones at this pace.
PACE_SECONDS = 0.05
PACE_MAX_SECONDS = 0.4
FAULT_PAUSES_SECONDS = (0.5, 1, 2, 5, 10, 30)

UNKNOWN_TO_TELEGRAM = "Telegram does not know this token: take the current one from @BotFather and start again."

log = structlog.get_logger()


class Window:
    """Which updates were handed out by Telegram, which of them are done, and so which may be confirmed."""

    def __init__(self) -> None:
        self.offset = 0
        self._open: set[int] = set()
        self._done: set[int] = set()
        self._changed = asyncio.Event()

    @property
    def unfinished(self) -> int:
        return len(self._open)

    def take(self, update_id: int) -> bool:
        """Note an update; False when it is being handled or is done already."""
        if update_id in self._open or update_id in self._done:
            return False
        self._open.add(update_id)
        self._advance()
        return True

    def finish(self, update_id: int) -> None:
        """Note that an update needs nothing more from Telegram; once is enough."""
        if update_id not in self._open:
            return
        self._open.remove(update_id)
        self._done.add(update_id)
        self._advance()
        self._changed.set()

    def confirmed(self, offset: int) -> None:
        """Telegram will not hand out anything before `offset` again, so it need not be remembered."""
        self._done = {update_id for update_id in self._done if update_id >= offset}

    async def progress(self, seconds: float) -> None:
        """Wait until at most half of what is open now is left, or until `seconds` passed."""
        enough = self.unfinished // 2
        try:
            async with asyncio.timeout(seconds):
                while self.unfinished > enough:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return

    def _advance(self) -> None:
        if self._open:
            self.offset = min(self._open)
        elif self._done:
            self.offset = max(self._done) + 1


Feed = Callable[[dict[str, Any]], None]


async def poll(calls: Calls, window: Window, feed: Feed, room: Callable[[], Awaitable[None]]) -> NoReturn:
    """Take updates for ever and feed each once; `window.finish` says when one is done. Raises Refusal on a 401.

    room: waits until there is room for more.
    """
    faults = 0
    pace = PACE_SECONDS
    while True:
        offset = window.offset
        try:
            wait_seconds = 0 if window.unfinished else LONG_POLL_SECONDS
            updates = await calls.updates(offset, wait_seconds, ALLOWED)
        except Failed as failed:
            pause = _pause_seconds(failed, faults)
            faults += 1
            await asyncio.sleep(pause)
            continue
        if faults:
            log.info("Telegram answers again", failed_calls=faults)
        faults = 0
        window.confirmed(offset)
        fresh = [update for update in updates if window.take(update["update_id"])]
        for update in fresh:
            feed(update)
        if window.unfinished:
            pace = PACE_SECONDS if fresh else min(pace * 2, PACE_MAX_SECONDS)
            await window.progress(pace)
        await room()


async def confirm(calls: Calls, window: Window) -> None:
    """Tell Telegram at the end what is done, so that it need not come again."""
    try:
        async with asyncio.timeout(CONFIRM_SECONDS):
            await calls.updates(window.offset, 0, ALLOWED)
    except (Failed, TimeoutError):
        # It comes again, and is recognised by its id.
        log.info("The last updates were not confirmed; they come again at the next start")


def _pause_seconds(failed: Failed, faults: int) -> float:
    pause: float = FAULT_PAUSES_SECONDS[min(faults, len(FAULT_PAUSES_SECONDS) - 1)]
    match failed.outcome:
        case Unauthorized():
            raise Refusal(UNKNOWN_TO_TELEGRAM) from None
        case Wait(seconds):
            pause = max(pause, seconds)
        case Rejected(reason) if "Conflict" in reason:
            log.warning("Somebody else takes this bot's updates; only one program may", reason=reason)
            return pause
        case NotSent() | Unknown():
            log.warning("Telegram does not answer; asking again", reason=str(failed), pause_seconds=pause)
            return pause
    log.warning("Telegram does not give updates; asking again", reason=str(failed), pause_seconds=pause)
    return pause
