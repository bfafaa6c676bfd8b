"""The webhooks' statements: endpoints, and the messages that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from storage.tables import webhook_endpoints, webhook_messages
from storage.work import Row, Work, least_id

_E, _M = webhook_endpoints.c, webhook_messages.c

_LISTENING = select(_E.endpoint_id, _E.events).where(_E.off_at.is_(None)).order_by(_E.endpoint_id)
_ENDPOINTS = select(webhook_endpoints).order_by(_E.endpoint_id)
_LOCKED = _ENDPOINTS.with_for_update()
_INSERT_ENDPOINT = webhook_endpoints.insert()
_DELETE_ENDPOINT = webhook_endpoints.delete().where(_E.endpoint_id == bindparam("of_id"))
_REST = (
    webhook_endpoints.update()
    .where(
        _E.endpoint_id == bindparam("of_id"), sa.or_(_E.rest_until.is_(None), _E.rest_until < bindparam("rest_until"))
    )
    .values(rest_until=bindparam("rest_until"))
)

_INSERT = webhook_messages.insert()
_IS_DUE = sa.and_(_M.state == "queued", _M.due_at <= bindparam("now"))
_AWAKE = sa.and_(_E.off_at.is_(None), sa.or_(_E.rest_until.is_(None), _E.rest_until <= bindparam("now")))
_ANY_DUE = (
    select(_E.endpoint_id)
    .where(_AWAKE, sa.exists().where(_M.endpoint_id == _E.endpoint_id, _IS_DUE).correlate(webhook_endpoints))
    .order_by(_E.endpoint_id)
)
# Another process leaves alone what this one is taking.
_DUE = (
    select(webhook_messages)
    .where(_IS_DUE, _M.endpoint_id == bindparam("endpoint_id"))
    .order_by(_M.due_at, _M.message_id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    webhook_messages.update()
    .where(_M.message_id.in_(bindparam("ids", expanding=True)), _M.state == "queued")
    .values(state="leased", leased_by=bindparam("holder"), leased_until=bindparam("until"), attempts=_M.attempts + 1)
)
_NOTE = (
    webhook_messages.update()
    .where(_M.message_id == bindparam("of_id"), _M.state == "leased", _M.leased_by == bindparam("of_holder"))
    .values(
        state=bindparam("state"),
        due_at=bindparam("due_at"),
        reason=bindparam("reason"),
        ended_at=bindparam("ended_at"),
        leased_by=None,
        leased_until=None,
    )
)
_IS_LEFT_BEHIND = sa.and_(
    _M.state == "leased", sa.or_(_M.leased_until <= bindparam("now"), _M.leased_until > bindparam("impossible"))
)
_LEFT_BEHIND = select(_M.message_id).where(_IS_LEFT_BEHIND).limit(1)
_REQUEUE = webhook_messages.update().where(_IS_LEFT_BEHIND).values(state="queued", leased_by=None, leased_until=None)
_GIVE_UP = (
    webhook_messages.update()
    .where(_IS_LEFT_BEHIND, _M.attempts >= bindparam("most"))
    .values(state="dead", reason=bindparam("why"), ended_at=bindparam("now"), leased_by=None, leased_until=None)
)
_DEAD = (
    select(webhook_messages)
    .where(
        _M.state == "dead",
        _M.endpoint_id == bindparam("endpoint_id"),
        _M.message_id > bindparam("after"),
    )
    .order_by(_M.message_id)
    .limit(bindparam("limit"))
)
_GET = select(webhook_messages).where(_M.message_id == bindparam("message_id"))
_REPLAY = (
    webhook_messages.update()
    .where(_M.message_id.in_(bindparam("ids", expanding=True)), _M.state.in_(("dead", "sent")))
    .values(state="queued", attempts=0, due_at=bindparam("again_at"), ended_at=None)
)
_COUNT_DEAD = select(sa.func.count()).where(_M.state == "dead", _M.endpoint_id == bindparam("endpoint_id"))
_COUNT = select(sa.func.count()).where(_M.state == bindparam("state"), _M.endpoint_id.in_(select(_E.endpoint_id)))
_PURGE = webhook_messages.delete().where(
    _M.message_id.in_(
        select(_M.message_id)
        .where(_M.message_id < bindparam("before_id"), sa.or_(_M.state == "sent", _M.message_id < bindparam("dead_id")))
        .limit(bindparam("limit"))
    )
)


# ------------------------------------------------------------------ endpoints


def listening(work: Work) -> Sequence[Row]:
    """(endpoint_id, events) of everyone who wants calls."""
    return work.all(_LISTENING)


def endpoints(work: Work, *, lock: bool = False) -> Sequence[Row]:
    """Every endpoint, oldest first. lock: to the end of the unit."""
    return work.all(_LOCKED if lock else _ENDPOINTS)


def insert_endpoint(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT_ENDPOINT, **values)


def update_endpoint(work: Work, endpoint_id: str, **values: Any) -> None:
    work.run(webhook_endpoints.update().where(_E.endpoint_id == endpoint_id).values(**values))


def delete_endpoint(work: Work, endpoint_id: str) -> None:
    work.run(_DELETE_ENDPOINT, of_id=endpoint_id)


def rest(work: Work, endpoint_id: str, until: datetime) -> None:
    """Leave this endpoint alone until then, unless it asked for longer already."""
    work.run(_REST, of_id=endpoint_id, rest_until=until)


# ------------------------------------------------------------------ messages


def promise(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    work.run_many(_INSERT, [{"message_id": work.fresh_id(), "state": "queued", "at": work.now, **row} for row in rows])


def endpoints_due(work: Work) -> list[str]:
    """Endpoints that want calls now and have a message whose time has come."""
    return [row.endpoint_id for row in work.all(_ANY_DUE, now=work.now)]


def due(work: Work, endpoint_id: str, limit: int) -> Sequence[Row]:
    return work.all(_DUE, endpoint_id=endpoint_id, now=work.now, limit=limit)


def lease(work: Work, message_ids: Sequence[str], holder: str, until: datetime) -> None:
    if message_ids:
        work.run(_LEASE, ids=list(message_ids), holder=holder, until=until)


def note(work: Work, message_id: str, holder: str, **result: Any) -> bool:
    """Keep what became of a try; False when the message is not this holder's any more."""
    return work.run(_NOTE, of_id=message_id, of_holder=holder, **result) == 1


def any_left_behind(work: Work, impossible: datetime) -> bool:
    """Whether a sender died with messages in its hands. impossible: no lease reaches beyond it on a steady clock."""
    return work.one(_LEFT_BEHIND, now=work.now, impossible=impossible) is not None


def requeue_left_behind(work: Work, impossible: datetime) -> int:
    """Queue what `any_left_behind` sees; how many."""
    return work.run(_REQUEUE, now=work.now, impossible=impossible)


def give_up_left_behind(work: Work, impossible: datetime, attempts_max: int, why: str) -> int:
    """Let those of them be dead that were tried so often; how many."""
    return work.run(_GIVE_UP, now=work.now, impossible=impossible, most=attempts_max, why=why)


def get(work: Work, message_id: str) -> Row | None:
    return work.one(_GET, message_id=message_id)


def dead(work: Work, endpoint_id: str, after: str, limit: int) -> Sequence[Row]:
    """Messages that were given up, oldest first, after this id."""
    return work.all(_DEAD, endpoint_id=endpoint_id, after=after, limit=limit)


def count_dead(work: Work, endpoint_id: str) -> int:
    return int(work.value(_COUNT_DEAD, endpoint_id=endpoint_id))


def replay(work: Work, message_ids: Sequence[str]) -> int:
    return work.run(_REPLAY, ids=list(message_ids), again_at=work.now) if message_ids else 0


def count(work: Work, state: str) -> int:
    """How many messages are in this state, of endpoints that are still there."""
    return int(work.value(_COUNT, state=state))


def purge(work: Work, sent_before: datetime, all_before: datetime, limit: int) -> int:
    """Delete messages made before these instants: sent ones, and any; how many."""
    return work.run(_PURGE, before_id=least_id(sent_before), dead_id=least_id(all_before), limit=limit)
