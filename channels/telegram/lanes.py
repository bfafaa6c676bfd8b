"""Order within a chat, parallel work between chats, and a bound on how many units run at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

Job = Callable[[], Awaitable[None]]

AT_ONCE = 64

log = structlog.get_logger()


class Lanes:
    """Runs the jobs of one key one after the other and those of different keys side by side.

    slots: taken by a job only while its unit runs, so that a chat that waits for its turn to be shown, or for a
    second try, holds nobody else up. How many jobs there are is bounded by whoever puts them.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self._queues: dict[str, deque[Job]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._busy = 0
        self._eased = asyncio.Event()

    @property
    def busy(self) -> int:
        """How many jobs have not ended yet."""
        return self._busy

    def put(self, key: str, job: Job) -> None:
        self._busy += 1
        if key in self._queues:
            self._queues[key].append(job)
            return
        self._queues[key] = deque([job])
        self._tasks[key] = asyncio.create_task(self._run(key), name=f"lane {key}")

    def waiting(self, key: str) -> int:
        """How many jobs of this key have not begun."""
        return len(self._queues.get(key, ()))

    async def below(self, limit: int) -> None:
        """Wait until fewer than `limit` jobs are left."""
        while self._busy >= limit:
            self._eased.clear()
            await self._eased.wait()

    async def drain(self, seconds: float) -> bool:
        """Wait until every job ended; after `seconds` cancel what is left and return False."""
        tasks = list(self._tasks.values())
        if not tasks:
            return True
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        return not late

    async def _run(self, key: str) -> None:
        queue = self._queues[key]
        try:
            # Nothing is awaited between the last look at the queue and its removal, so no job can slip between.
            while queue:
                job = queue.popleft()
                try:
                    await job()
                except Exception as bug:
                    # No traceback: it may quote what the person wrote.
                    log.error("A job ended with a bug; its lane goes on", error=type(bug).__name__)  # noqa: TRY400
                finally:
                    self._busy -= 1
                    self._eased.set()
        finally:
            self._busy -= len(queue)
            del self._queues[key], self._tasks[key]
