"""The schedule: one process ticks, each run happens once, and a run can be left and taken up between its units."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from actions import expiry, lease, schedule
from actions.lease import Lease, LeaseLost
from actions.schedule import JUMP, ClockJumped, Step, View
from jobs.health import Health
from jobs.watch import Watch, uptime_seconds
from rules.cadence import Cadence, CatchUp, due
from storage.store import Store, Unavailable
from storage.work import Work

TICK_SECONDS = 5
LEASE_SECONDS = 30
AGAIN_SECONDS = 60  # before a job that failed is tried again

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A job of many small units: `step` runs until it returns nothing.

    wary: it goes by dates that no later run can take back, so it stands still while the clock is not believed.
    """

    name: str
    cadence: Cadence
    step: Step
    catch_up: CatchUp = "latest"
    wary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A job that looks for long and writes little: `look` reads by units of its own, `note` writes once."""

    name: str
    cadence: Cadence
    look: Callable[[Store, datetime], Awaitable[Any]]
    note: Callable[[Work, Any], Mapping[str, int]]
    catch_up: CatchUp = "latest"
    wary: bool = False


Job = Sweep | Report


def _nobody() -> None:
    return None


class Schedule:
    """jobs: in the order in which those of one instant run. holder: unique for this run of this process.

    announced: told after each unit, usually the pump's `wake`. seconds: the machine's own, for the clock's sake.
    """

    def __init__(
        self,
        store: Store,
        jobs: Sequence[Job],
        health: Health,
        *,
        holder: str,
        announced: Callable[[], None] = _nobody,
        seconds: Callable[[], float] = uptime_seconds,
        lease_seconds: int = LEASE_SECONDS,
    ) -> None:
        self._store, self._jobs, self._health = store, tuple(jobs), health
        self._holder, self._lease_seconds = holder, lease_seconds
        self._announced, self._seconds = announced, seconds
        self._watch = Watch(seconds)
        self._one_at_a_time = asyncio.Lock()
        self._rung = asyncio.Event()
        self._not_before: dict[str, float] = {}

    def wake(self) -> None:
        """Something may be due: look now."""
        self._rung.set()

    async def travel(self, by: timedelta, move: Callable[[], None]) -> None:
        """Move the programme's clock on purpose, between two ticks, and run what became due; no alarm is raised."""
        async with self._one_at_a_time:
            self._watch.travelled(by)
            move()
        await self.tick()

    async def run(self) -> None:
        """Tick until cancelled, which may be between any two units; the next one takes the run up there.

        The ticker only rings: what is due is asked of the database, by the programme's clock.
        """
        ticker = AsyncIOScheduler(timezone=UTC)
        ticker.add_job(self._ring, "interval", seconds=TICK_SECONDS, misfire_grace_time=None, coalesce=True)
        ticker.start()
        try:
            while True:
                self._rung.clear()
                await self.tick()
                await self._rung.wait()
        finally:
            ticker.shutdown(wait=False)

    async def _ring(self) -> None:
        self._rung.set()

    async def tick(self) -> int:
        """Run whatever is due, if this process holds the lease; how many runs ended."""
        async with self._one_at_a_time:
            try:
                return await self._tick()
            except Unavailable as reason:
                log.warning("The schedule waits for the database", reason=str(reason))
            except LeaseLost:
                log.warning("Another schedule has taken over")
            return 0

    async def _tick(self) -> int:
        held = await self._store.write(lease.acquire, "schedule", self._holder, self._lease_seconds)
        view = await self._store.read(schedule.view, [job.name for job in self._jobs])
        self._health.ticked(view.now.timestamp())
        if held is None:
            self._watch.expected(view.now)
            return 0
        paused = await self._mind_the_clock(view)
        ended = 0
        for scheduled_for, _, job in self._plan(view, paused):
            try:
                ended += await self._run(held, job, scheduled_for)
            except ClockJumped as jumped:
                await self._pause(jumped.now, jumped.by)
                return ended
        return ended

    def _plan(self, view: View, paused: bool) -> list[tuple[datetime, int, Job]]:
        if view.zone is None:
            return []
        plan = [
            (instant, place, job)
            for place, job in enumerate(self._jobs)
            if not (paused and job.wary) and self._seconds() >= self._not_before.get(job.name, 0)
            for instant in due(job.cadence, job.catch_up, view.last.get(job.name), view.now, view.zone)
        ]
        return sorted(plan, key=lambda one: one[:2])

    # -------------------------------------------------------------- one run

    async def _run(self, held: Lease, job: Job, scheduled_for: datetime) -> bool:
        """Whether it ended. A bug in one job stops no other, and is met again a minute later."""
        try:
            if isinstance(job, Sweep):
                await self._sweep(held, job, scheduled_for)
            else:
                await self._report(held, job, scheduled_for)
        except (Unavailable, LeaseLost, ClockJumped):
            raise
        except Exception:
            log.exception("A job failed", job=job.name)
            self._health.ran(job.name, "failed")
            self._not_before[job.name] = self._seconds() + AGAIN_SECONDS
            return False
        self._health.ran(job.name, "done")
        return True

    async def _sweep(self, held: Lease, job: Sweep, scheduled_for: datetime) -> None:
        more = True
        while more:
            more = await self._store.write(
                schedule.step, held, job.name, scheduled_for, job.step, expected=self._expected(job)
            )
            self._announced()

    async def _report(self, held: Lease, job: Report, scheduled_for: datetime) -> None:
        seen = await job.look(self._store, scheduled_for)
        await self._store.write(
            schedule.step,
            held,
            job.name,
            scheduled_for,
            lambda work, _: job.note(work, seen),
            once=True,
            expected=self._expected(job),
        )
        self._announced()

    # -------------------------------------------------------------- a clock that jumps

    def _expected(self, job: Job) -> datetime | None:
        return self._watch.expected_now() if job.wary else None

    async def _mind_the_clock(self, view: View) -> bool:
        """Whether jobs that go by dates must stand still."""
        by = view.now - self._watch.expected(view.now)
        if abs(by) > JUMP:
            await self._pause(view.now, by)
            return True
        self._watch.believe(view.now)  # small steps of a clock that is set right add up to no jump
        if view.paused:
            self._health.trouble("clock", "The clock jumped: no points burn until the owner confirms that it is right.")
        else:
            self._health.well("clock")
        return view.paused

    async def _pause(self, now: datetime, by: timedelta) -> None:
        await self._store.write(expiry.pause, by)
        self._watch.believe(now)
        log.critical("The clock jumped; no points burn until the owner confirms that it is right", by=str(by))
        self._health.trouble("clock", "The clock jumped: no points burn until the owner confirms that it is right.")
        for job in self._jobs:
            if job.wary:
                self._health.ran(job.name, "paused")
