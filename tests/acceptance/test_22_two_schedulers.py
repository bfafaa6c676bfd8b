"""22: two schedulers at once. Each run is made once; a stale epoch writes nothing."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta
from time import monotonic

import sqlalchemy as sa

from storage.store import Store
from storage.tables import job_runs, leases, marks
from storage.work import Row, Work
from tests.acceptance.worker import now, worker


def kept(work: Work) -> tuple[list[Row], dict[str, int], int]:
    """The runs, how often each was done, and the lease's epoch."""
    made = work.all(sa.select(job_runs).where(job_runs.c.job == "count").order_by(job_runs.c.scheduled_for))
    done = {row.name: row.value for row in work.all(sa.select(marks))}
    return list(made), done, work.value(sa.select(leases.c.epoch).where(leases.c.name == "schedule"))


async def test_two_schedulers_and_one_that_sleeps_through_its_lease(shop: Store, url: str) -> None:
    world = {"url": url, "start": (now() + timedelta(hours=1)).isoformat(), "began": monotonic()}
    with worker("tick", **world) as one, worker("tick", **world) as other:
        await asyncio.sleep(3)
        for process in (one, other, one):
            assert process.pid is not None
            os.kill(process.pid, signal.SIGSTOP)
            await asyncio.sleep(1.2)
            os.kill(process.pid, signal.SIGCONT)
            await asyncio.sleep(0.4)
    made, done, epoch = await shop.read(kept)

    assert len(made) >= 4
    assert epoch >= 2  # the one that slept was replaced
    ended = [run for run in made if run.finished_at is not None]
    assert all(done[f"ran:{run.scheduled_for.isoformat()}"] == 2 for run in ended)
    assert all(run.outcome == {"units": 2} for run in ended)
    assert len(made) - len(ended) <= 1
    minutes = [run.scheduled_for for run in made]
    assert minutes == [minutes[0] + timedelta(minutes=i) for i in range(len(minutes))]
    epochs = [run.epoch for run in made]
    assert epochs == sorted(epochs)
