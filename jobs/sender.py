"""The sender of one bot: whoever holds the lease sends, the others stand by."""

from __future__ import annotations

import asyncio

import structlog

from actions import delivery, lease
from actions.lease import Lease, LeaseLost
from channels.channel import Channel
from jobs.health import Health
from jobs.shift import Means, Render, Shift, TokenRefused, database_away
from storage.store import Store

__all__ = ["Render", "Sender"]

LEASE_SECONDS = 15
POLL_SECONDS = 1.0
SETTLE_SECONDS = 0.02
BOT_MESSAGES_PER_SECOND = 30

log = structlog.get_logger()


class Sender:
    """render: puts a letter in words, outside any transaction. holder: unique for this run of this process.

    per_second: the messenger's limit for one bot.
    """

    def __init__(
        self,
        store: Store,
        channel: Channel,
        render: Render,
        health: Health,
        *,
        holder: str,
        per_second: float = BOT_MESSAGES_PER_SECOND,
        lease_seconds: int = LEASE_SECONDS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._holder, self._lease_seconds = holder, lease_seconds
        self._means = Means(
            store=store,
            channel=channel,
            render=render,
            health=health,
            per_second=per_second,
            poll_seconds=poll_seconds,
            woken=asyncio.Event(),
        )

    def wake(self) -> None:
        """Something was promised: look now."""
        self._means.woken.set()

    async def settled(self, seconds: float) -> bool:
        """Wait until all that is promised and due has had its try, at most so long; whether it has."""
        until = asyncio.get_running_loop().time() + seconds
        while await self._means.store.read(delivery.under_way, self._means.channel.name):
            if asyncio.get_running_loop().time() >= until:
                return False
            await asyncio.sleep(SETTLE_SECONDS)
        return True

    async def run(self) -> None:
        """Send until cancelled, while no other process does; end what has begun. Returns when the token is refused."""
        refused = False
        while not refused:
            shift = Shift(self._means, await self._elected())
            try:
                await shift.work()
            except* LeaseLost:
                log.warning("Another sender has taken over", channel=self._means.channel.name)
            except* TokenRefused:
                refused = True
        log.critical("The messenger refuses our token; nothing is sent", channel=self._means.channel.name)
        self._means.health.trouble("token", "The messenger refuses our token: put the right one into the settings.")

    async def _elected(self) -> Lease:
        name = f"sender:{self._means.channel.name}"
        while True:
            with database_away():
                held = await self._means.store.write(lease.acquire, name, self._holder, self._lease_seconds)
                if held is not None:
                    return held
            await asyncio.sleep(self._means.poll_seconds)
