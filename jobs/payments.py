"""Ask the messenger to stop what renews itself and to give payments back, as soon as that was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from actions import subscription_task
from actions.subscription import STOP
from actions.subscription_task import Task
from channels.channel import Channel, Done, Effect, Gone, Rejected, Wait
from storage.store import Store
from storage.work import Work

log = structlog.get_logger()


async def carry_out(store: Store, _: datetime, *, channel: Channel) -> list[tuple[Task, Effect]]:
    """Do the next tasks one by one; each may be asked for again, whatever became of it before."""
    due = await store.read(subscription_task.due, channel.name)
    return [(task, await _ask(channel, task)) for task in due]


async def _ask(channel: Channel, task: Task) -> Effect:
    do = channel.stop_renewal if task.kind == STOP else channel.give_back
    return await do(task.user_id, task.charge_id)


def note(work: Work, results: Sequence[tuple[Task, Effect]]) -> Mapping[str, int]:
    """Keep what became of them, in one unit."""
    done = 0
    for task, effect in results:
        match effect:
            case Done():
                done += 1
                subscription_task.done(work, task)
            case Gone(reason) | Rejected(reason):
                # The charge names nobody; whoever keeps the books can look for it.
                log.error("The messenger does not do it", task=task.kind, charge=task.charge_id, reason=reason)
                subscription_task.failed(work, task)
            case Wait(seconds):
                subscription_task.again(work, task, seconds)
            case _:
                subscription_task.again(work, task)
    return {"asked": len(results), "done": done} if results else {}
