"""Turn events into promised deliveries, as soon as they are committed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from actions import delivery
from jobs.health import Health
from storage.store import Store, Unavailable

POLL_SECONDS = 2.0

log = structlog.get_logger()


def _nobody() -> None:
    return None


class Pump:
    """promised: told after each unit that made promises, usually the sender's `wake`."""

    def __init__(
        self,
        store: Store,
        health: Health,
        *,
        promised: Callable[[], None] = _nobody,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._store = store
        self._health = health
        self._promised = promised
        self._poll_seconds = poll_seconds
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was committed: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Pump until cancelled; the slow poll finds what another process committed."""
        while True:
            self._woken.clear()
            try:
                await self.drain()
            except Unavailable as reason:
                log.warning("The pump waits for the database", reason=str(reason))
            try:
                async with asyncio.timeout(self._poll_seconds):
                    await self._woken.wait()
            except TimeoutError:
                pass

    async def drain(self) -> int:
        """Pump whatever is waiting, unit by unit; how many events. Raises Unavailable."""
        total = 0
        while await self._store.read(delivery.any_event):
            pumped = await self._store.write(delivery.pump)
            total += pumped
            self._health.pumped(pumped)
            self._promised()
        return total
