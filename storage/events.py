"""The events' statements: what happened and was not yet turned into promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage.tables import events
from storage.work import Row, Work, least_id

_INSERT = events.insert()
_WAITING = select(events).where(events.c.pumped_at.is_(None)).order_by(events.c.event_id).limit(bindparam("limit"))
# A second pump waits for the first one's rows and then sees that they are done.
_CLAIMED = _WAITING.with_for_update()
_ANY = select(events.c.event_id).where(events.c.pumped_at.is_(None)).limit(1)
_PUMPED = events.update().where(events.c.event_id == bindparam("of_event")).values(pumped_at=bindparam("done_at"))
_PURGE = events.delete().where(
    events.c.event_id.in_(
        select(events.c.event_id)
        .where(events.c.event_id < bindparam("before_id"), events.c.pumped_at < bindparam("before"))
        .limit(bindparam("limit"))
    )
)


def insert(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT, event_id=work.fresh_id(), at=work.now, **values)


def waiting(work: Work, limit: int) -> Sequence[Row]:
    """Events that were not yet pumped, oldest first; on PostgreSQL locked to the end of the unit."""
    return work.all(_CLAIMED, limit=limit)


def any_waiting(work: Work) -> bool:
    return work.one(_ANY) is not None


def mark_pumped(work: Work, event_ids: Sequence[str]) -> None:
    work.run_many(_PUMPED, [{"of_event": event_id, "done_at": work.now} for event_id in event_ids])


def purge(work: Work, before: datetime, limit: int) -> int:
    """Delete events pumped before this instant; how many."""
    return work.run(_PURGE, before_id=least_id(before), before=before, limit=limit)
