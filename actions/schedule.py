"""Run a job's units: each run exactly once, by whoever holds the lease, unit by unit until nothing is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from actions import expiry, lease, program
from actions.lease import Lease
from actions.program import NoProgram
from rules.cadence import Run
from storage import jobs as rows
from storage.work import Work

JUMP = timedelta(hours=1)  # a clock that is off by more is not believed

# One unit of a job for the run of this instant: what it did, in figures; nothing when nothing is due any more.
Step = Callable[[Work, datetime], Mapping[str, int]]


class ClockJumped(Exception):
    """The programme's clock is not where the machine's own seconds say: nothing of this unit is kept."""

    def __init__(self, now: datetime, by: timedelta) -> None:
        super().__init__(f"the clock jumped by {by}")
        self.now, self.by = now, by


@dataclass(frozen=True, slots=True)
class View:
    """What a tick decides by. zone: None while there is no programme, and then nothing is due."""

    now: datetime
    zone: ZoneInfo | None
    paused: bool
    last: Mapping[str, Run]


def view(work: Work, jobs: Iterable[str]) -> View:
    try:
        zone = program.current(work).program.zone
    except NoProgram:
        zone = None
    last = {row.job: Run(row.scheduled_for, row.finished_at is not None) for row in rows.last_runs(work, jobs)}
    return View(work.now, zone, expiry.paused(work), last)


def step(
    work: Work,
    held: Lease,
    job: str,
    scheduled_for: datetime,
    unit: Step,
    *,
    once: bool = False,
    expected: datetime | None = None,
) -> bool:
    """Run one unit of this run; whether there is more to do. Raises LeaseLost, ClockJumped.

    once: the run is done after this unit. expected: where the clock should be, for jobs that only believe a steady one.
    """
    if expected is not None and abs(work.now - expected) > JUMP:
        raise ClockJumped(work.now, work.now - expected)
    lease.renew(work, held)
    run = rows.begin(work, job, scheduled_for, held.epoch)
    if run.finished_at is not None:
        return False
    done = unit(work, scheduled_for)
    more = bool(done) and not once
    before: Mapping[str, int] = run.outcome or {}
    outcome = {name: before.get(name, 0) + done.get(name, 0) for name in {**before, **done}}
    rows.update(work, job, scheduled_for, held.epoch, outcome, None if more else work.now)
    return more
