"""How long one answer to a person may wait for Telegram, and when a second try is harmless."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiogram.methods import TelegramMethod

from channels.channel import NotSent, Outcome, Unknown, Wait
from channels.telegram.calls import Calls
from channels.telegram.outcome import Failed

WAIT_SECONDS = 10.0
AGAIN_SECONDS = 0.5


def _nothing() -> None:
    return None


def _never() -> bool:
    return False


@dataclass(slots=True)
class Patience:
    """The time that is left for showing one reply.

    crowded: whether the person already did something newer, whose screen will replace this one.
    on_wait: told before the first wait, so that nobody else is held up by it.
    """

    seconds: float = WAIT_SECONDS
    crowded: Callable[[], bool] = _never
    on_wait: Callable[[], None] = _nothing

    async def ask(self, calls: Calls, method: TelegramMethod[Any], *, repeatable: bool = False) -> Any:
        """Make the call, again where that is allowed and there is time. Raises Failed.

        repeatable: doing it twice changes nothing, so it is also tried again when nobody knows what became of it.
        """
        while True:
            try:
                return await calls.ask(method)
            except Failed as failed:
                pause = self._pause(failed.outcome, repeatable)
                if pause is None:
                    raise
            self.seconds -= pause
            self.on_wait()
            await asyncio.sleep(pause)

    def _pause(self, outcome: Outcome, repeatable: bool) -> float | None:
        match outcome:
            case Wait(seconds):
                pause = seconds
            case NotSent():
                pause = AGAIN_SECONDS
            case Unknown() if repeatable:
                # An unanswered call was slow already: spend the time that several quick ones would take.
                pause = AGAIN_SECONDS
                self.seconds -= WAIT_SECONDS / 4
            case _:
                return None
        return None if pause > self.seconds or self.crowded() else pause
