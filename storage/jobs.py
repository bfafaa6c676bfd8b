"""The statements of job runs, and of what grows old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import job_runs, till_requests, updates
from storage.work import Row, Work

_LAST_INSTANT = (
    select(sa.func.max(job_runs.c.scheduled_for).label("scheduled_for"), job_runs.c.job)
    .where(job_runs.c.job.in_(bindparam("jobs", expanding=True)))
    .group_by(job_runs.c.job)
    .subquery()
)
_LAST = select(job_runs).join(
    _LAST_INSTANT,
    sa.and_(job_runs.c.job == _LAST_INSTANT.c.job, job_runs.c.scheduled_for == _LAST_INSTANT.c.scheduled_for),
)
_RUN = select(job_runs).where(
    job_runs.c.job == bindparam("job"), job_runs.c.scheduled_for == bindparam("scheduled_for")
)
_LOCKED = _RUN.with_for_update()
_BEGIN = insert(job_runs).on_conflict_do_nothing()
_UPDATE = (
    job_runs.update()
    .where(job_runs.c.job == bindparam("of_job"), job_runs.c.scheduled_for == bindparam("of_instant"))
    .values(epoch=bindparam("epoch"), outcome=bindparam("outcome"), finished_at=bindparam("finished_at"))
)
_PURGE_RUNS = job_runs.delete().where(
    sa.tuple_(job_runs.c.job, job_runs.c.scheduled_for).in_(
        select(job_runs.c.job, job_runs.c.scheduled_for)
        .where(job_runs.c.finished_at.is_not(None), job_runs.c.finished_at < bindparam("before"))
        .limit(bindparam("limit"))
    )
)
_PURGE_UPDATES = updates.delete().where(
    sa.tuple_(updates.c.channel, updates.c.update_id).in_(
        select(updates.c.channel, updates.c.update_id)
        .where(updates.c.at < bindparam("before"))
        .limit(bindparam("limit"))
    )
)
_PURGE_QUESTIONS = till_requests.delete().where(
    till_requests.c.request_id.in_(
        select(till_requests.c.request_id)
        .where(till_requests.c.expires_at < bindparam("before"))
        .limit(bindparam("limit"))
    )
)


def last_runs(work: Work, jobs: Iterable[str]) -> Sequence[Row]:
    """The newest run of each of these jobs, where there is one."""
    return work.all(_LAST, jobs=list(jobs))


def begin(work: Work, job: str, scheduled_for: datetime, epoch: int) -> Row:
    """The run's row, made when it is new, locked to the end of the unit."""
    work.run(_BEGIN, job=job, scheduled_for=scheduled_for, epoch=epoch, started_at=work.now)
    row = work.one(_LOCKED, job=job, scheduled_for=scheduled_for)
    assert row is not None
    return row


def update(
    work: Work,
    job: str,
    scheduled_for: datetime,
    epoch: int,
    outcome: Mapping[str, object],
    finished_at: datetime | None,
) -> None:
    work.run(_UPDATE, of_job=job, of_instant=scheduled_for, epoch=epoch, outcome=dict(outcome), finished_at=finished_at)


def purge_runs(work: Work, before: datetime, limit: int) -> int:
    return work.run(_PURGE_RUNS, before=before, limit=limit)


def purge_updates(work: Work, before: datetime, limit: int) -> int:
    return work.run(_PURGE_UPDATES, before=before, limit=limit)


def purge_questions(work: Work, before: datetime, limit: int) -> int:
    """Questions of cashiers that ended long ago."""
    return work.run(_PURGE_QUESTIONS, before=before, limit=limit)
