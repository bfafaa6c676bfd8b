"""The sender of webhooks: each message in one sender's hands at a time, and no endpoint waits for another."""

from __future__ import annotations

import asyncio
from collections import Counter

import structlog

from actions import webhook_call
from actions.webhook_call import Call
from jobs.health import Health
from jobs.webhook_call import CALLS_MAX, Caller
from storage.store import Store, Unavailable

POLL_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 15.0
STOP_SECONDS = 5.0
SETTLE_SECONDS = 0.02

log = structlog.get_logger()


class Webhooks:
    """holder: unique for this run of this process."""

    def __init__(
        self, store: Store, caller: Caller, health: Health, *, holder: str, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._store, self._caller, self._health = store, caller, health
        self._holder, self._poll_seconds = holder, poll_seconds
        self._woken = asyncio.Event()
        self._heard = True  # by an endpoint at least, as of the last look
        self._calls: dict[asyncio.Task[None], str] = {}  # under way -> their endpoint

    def wake(self) -> None:
        """Something was committed: look now, unless nobody listens, as in most shops."""
        if self._heard:
            self._woken.set()

    async def settled(self, seconds: float) -> bool:
        """Wait until every message has arrived or was given up, at most so long; whether it has."""
        until = asyncio.get_running_loop().time() + seconds
        while True:
            waiting = await self._store.read(webhook_call.under_way)
            if not waiting and not self._calls:
                return True
            if asyncio.get_running_loop().time() >= until:
                return False
            await asyncio.sleep(SETTLE_SECONDS)

    async def run(self) -> None:
        """Send until cancelled; what is under way then may end."""
        try:
            async with asyncio.TaskGroup() as parts:
                parts.create_task(self._keep())
                parts.create_task(self._send())
        finally:
            if self._calls:
                await asyncio.wait(self._calls, timeout=STOP_SECONDS)
            for call in list(self._calls):
                call.cancel()

    async def _send(self) -> None:
        while True:
            self._woken.clear()
            for call in await self._claimed():
                task = asyncio.create_task(self._make(call))
                self._calls[task] = call.endpoint_id
                task.add_done_callback(self._ended)
            try:
                async with asyncio.timeout(self._poll_seconds):
                    await self._woken.wait()
            except TimeoutError:
                pass

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._calls[task]
        self._woken.set()

    async def _claimed(self) -> list[Call]:
        """The next calls, if there is room for any."""
        if len(self._calls) >= CALLS_MAX:
            return []
        try:
            if not await self._store.read(webhook_call.endpoints_due):
                return []
            return await self._store.write(webhook_call.claim, self._holder, Counter(self._calls.values()))
        except Unavailable as reason:
            log.warning("The webhooks wait for the database", reason=str(reason))
            return []

    async def _make(self, call: Call) -> None:
        """One call and what became of it; whatever is not noted goes out again when its lease ends."""
        reply = await self._caller.call(call)
        try:
            judged = await self._store.write(webhook_call.note, self._holder, call, reply)
        except Unavailable as reason:
            log.warning("A webhook's end was not noted", message=call.message_id, reason=str(reason))
            return
        if judged is None:
            return
        self._health.called(judged.state)
        if judged.state == "dead":
            log.warning("A webhook was given up", message=call.message_id, endpoint=call.endpoint_id, why=judged.reason)
        if judged.gone:
            log.warning("An endpoint wants no more calls", endpoint=call.endpoint_id)

    async def _keep(self) -> None:
        """Take up what dead senders left, and tell how long the queue is."""
        while True:
            try:
                if await self._store.read(webhook_call.left_behind):
                    left = await self._store.write(webhook_call.recover)
                    log.warning("Took webhooks over from a dead sender", messages=left)
                depth = await self._store.read(webhook_call.depth)
                self._heard = depth.heard
                self._health.webhooks(depth.queued, depth.dead)
            except Unavailable as reason:
                log.warning("The webhooks wait for the database", reason=str(reason))
            await asyncio.sleep(HOUSEKEEPING_SECONDS)
