"""One update to its committed end: when to try again, and when one that cannot succeed is given up."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from traceback import extract_tb

import structlog

from channels.channel import Answer, NotNow, Reply
from channels.incoming import Person
from channels.telegram.incoming import Arrival
from screens.screen import Screen

ATTEMPTS = 5
PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
REMEMBERED = 1000

log = structlog.get_logger()

Sorry = Callable[[Person], Screen]


class Answering:
    """Runs units, at most as many at once as `slots` lets through.

    sorry: what a person is told whose update was given up after ATTEMPTS bugs. An update that fails because nothing
    can be committed at present (NotNow) is never given up.
    """

    def __init__(self, answer: Answer, slots: asyncio.Semaphore, sorry: Sorry | None) -> None:
        self._answer = answer
        self._slots = slots
        self._sorry = sorry
        self._attempts: OrderedDict[int, int] = OrderedDict()
        self._stopped = asyncio.Event()

    async def until_done(self, arrival: Arrival) -> Reply | None:
        """Return the reply of a committed unit, or the word of regret for one that was given up.

        None: we stop before it succeeded, nothing was committed.
        """
        tries = 0
        while not self._stopped.is_set():
            reply = await self.once(arrival)
            if reply is not None:
                return reply
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSES_SECONDS[min(tries, len(PAUSES_SECONDS) - 1)]):
                    await self._stopped.wait()
            tries += 1
        return None

    def stop(self) -> None:
        """Begin nothing more: what fails now is left for the next start."""
        self._stopped.set()

    async def once(self, arrival: Arrival) -> Reply | None:
        """Try once. None: nothing was committed, the update must come again."""
        try:
            async with self._slots:
                reply = await self._answer(arrival.incoming)
        except NotNow:
            log.warning("Nothing can be committed at present; the update waits", update_id=arrival.update_id)
            return None
        except Exception as bug:
            return self._after_bug(arrival, bug)
        self._attempts.pop(arrival.update_id, None)
        return reply

    def _after_bug(self, arrival: Arrival, bug: Exception) -> Reply | None:
        attempts = self._attempts.pop(arrival.update_id, 0) + 1
        # The exception's text may quote what the person wrote; its kind and place are enough to find it.
        place = extract_tb(bug.__traceback__)[-1]
        where = f"{place.filename}:{place.lineno}"
        if attempts < ATTEMPTS:
            log.warning("An update failed", update_id=arrival.update_id, error=type(bug).__name__, where=where)
            self._attempts[arrival.update_id] = attempts
            if len(self._attempts) > REMEMBERED:
                self._attempts.popitem(last=False)
            return None
        log.error(
            "An update was given up after its last attempt",
            update_id=arrival.update_id,
            attempts=attempts,
            error=type(bug).__name__,
            where=where,
        )
        return self._regret(arrival)

    def _regret(self, arrival: Arrival) -> Reply:
        if self._sorry is None:
            return Reply()
        try:
            return Reply(screen=self._sorry(arrival.incoming.person), fresh=True)
        except Exception as bug:
            # No traceback: it may quote what the person wrote.
            log.error("The word of regret failed as well", error=type(bug).__name__)  # noqa: TRY400
            return Reply()
