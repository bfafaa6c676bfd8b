"""What a messenger is still to do about payments: stop what renews itself, give one back; asked until it has heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from actions.subscription import RETURN
from actions.subscription_stars import returned
from storage import subscriptions as rows
from storage.work import Work

TASKS_MAX = 25
PAUSES_SECONDS = (10, 60, 300, 3600)


@dataclass(frozen=True, slots=True)
class Task:
    """What a messenger is to do after a commit. kind: `stop` renewing, or `return` the payment."""

    channel: str
    charge_id: str
    kind: str
    user_id: str
    member_id: str | None
    attempts: int


def due(work: Work, channel: str) -> list[Task]:
    """The next that are due, oldest first."""
    found = rows.tasks_due(work, channel, TASKS_MAX)
    return [Task(row.channel, row.charge_id, row.kind, row.user_id, row.member_id, row.attempts) for row in found]


def done(work: Work, task: Task) -> None:
    rows.finish_task(work, task.channel, task.charge_id, task.kind)
    if task.kind == RETURN and task.member_id is not None:
        returned(work, task.member_id, task.channel, task.charge_id)


def failed(work: Work, task: Task) -> None:
    """The messenger refused for good: a payment that it does not give back stays paid."""
    rows.finish_task(work, task.channel, task.charge_id, task.kind)
    found = rows.payment(work, task.member_id, task.channel, task.charge_id) if task.member_id else None
    if task.kind == RETURN and found is not None and found.state == "returning" and found.worth_seconds:
        rows.advance_payment(work, found, "kept")


def again(work: Work, task: Task, wait_seconds: float = 0) -> None:
    """Nobody knows, or it was not the time: try again a little later."""
    pause = max(wait_seconds, PAUSES_SECONDS[min(task.attempts, len(PAUSES_SECONDS) - 1)])
    rows.postpone_task(work, task.channel, task.charge_id, task.kind, work.now + timedelta(seconds=pause))
