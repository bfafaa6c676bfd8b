"""The deliveries' statements: promises to tell somebody something, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage import touches
from storage.tables import addresses, deliveries, members, staff
from storage.work import Row, Work, least_id

_D = deliveries.c


def in_state(name: str) -> sa.ColumnElement[bool]:
    """As the indexes of some states alone say it.

    A bound value would have SQLite plan each run anew, and no plan that PostgreSQL keeps could use them.
    """
    return _D.state == sa.literal_column(f"'{name}'")


_PROMISE = insert(deliveries).on_conflict_do_nothing(index_elements=["dedupe_key"])
_MEMBERS_ADDRESSES = (
    select(addresses.c.member_id.label("who"), addresses.c.channel, addresses.c.user_id, addresses.c.chat_id)
    .where(addresses.c.reachable, addresses.c.member_id.in_(bindparam("ids", expanding=True)))
    .order_by(addresses.c.seen_at)
)
_STAFFS_ADDRESSES = (
    select(
        staff.c.staff_id.label("who"),
        addresses.c.channel,
        addresses.c.user_id,
        addresses.c.chat_id,
        addresses.c.member_id,
    )
    .join(addresses, sa.and_(addresses.c.channel == staff.c.channel, addresses.c.user_id == staff.c.user_id))
    .where(addresses.c.reachable, staff.c.removed_at.is_(None), staff.c.staff_id.in_(bindparam("ids", expanding=True)))
)
_DUE = (
    select(
        deliveries,
        addresses.c.reachable,
        addresses.c.language.label("address_language"),
        members.c.language.label("member_language"),
        members.c.zone,
        members.c.marketing,
        members.c.muted,
        members.c.quiet_start,
        members.c.quiet_end,
        members.c.erased_at,
        members.c.snoozed_until,
    )
    .select_from(
        deliveries.outerjoin(
            addresses, sa.and_(addresses.c.channel == _D.channel, addresses.c.user_id == _D.user_id)
        ).outerjoin(members, members.c.member_id == _D.member_id)
    )
    .where(
        in_state("queued"),
        _D.channel == bindparam("channel"),
        _D.lane == bindparam("lane"),
        _D.campaign == bindparam("campaign", type_=sa.BigInteger),
        _D.due_at <= bindparam("now"),
    )
    .order_by(_D.due_at, _D.delivery_id)
    .limit(bindparam("limit"))
)
_NEXT_DUE = select(sa.func.min(_D.due_at)).where(
    in_state("queued"), _D.channel == bindparam("channel"), _D.lane == bindparam("lane"), _D.campaign == 0
)
_WHOSE = (_D.delivery_id, _D.member_id, _D.campaign, _D.facts)
_LEASE = (
    deliveries.update()
    .where(_D.delivery_id.in_(bindparam("ids", expanding=True)), in_state("queued"))
    .values(state="leased", leased_by=bindparam("holder"), leased_until=bindparam("until"))
)
_BEGIN = (
    deliveries.update()
    .where(
        _D.delivery_id.in_(bindparam("ids", expanding=True)),
        in_state("leased"),
        _D.leased_by == bindparam("holder"),
    )
    .values(state="sending", leased_until=bindparam("until"))
    .returning(*_WHOSE)
)
_POSTPONE = (
    deliveries.update()
    .where(_D.delivery_id == bindparam("of_id"), in_state("queued"))
    .values(due_at=bindparam("at"), reason=bindparam("why"))
)
_SKIP = (
    deliveries.update()
    .where(_D.delivery_id.in_(bindparam("ids", expanding=True)), in_state("queued"))
    .values(state="skipped", reason=bindparam("why"), ended_at=bindparam("at", type_=_D.ended_at.type))
    .returning(*_WHOSE)
)
_NOTE = (
    deliveries.update()
    .where(_D.delivery_id == bindparam("of_id"), in_state("sending"), _D.leased_by == bindparam("of_holder"))
    .values(
        state=bindparam("state"),
        reason=bindparam("reason"),
        message_id=bindparam("message_id"),
        attempts=bindparam("attempts"),
        unknowns=bindparam("unknowns"),
        due_at=sa.func.coalesce(bindparam("again_at", type_=_D.due_at.type), _D.due_at),
        ended_at=bindparam("ended_at"),
        leased_by=None,
        leased_until=None,
    )
)
_UNREACHABLE = (
    addresses.update()
    .where(addresses.c.channel == bindparam("of_channel"), addresses.c.user_id == bindparam("of_user"))
    .values(reachable=False)
)
_LEFT_BEHIND = sa.and_(
    # Word for word as the index says it: SQLite does not look into bound values of an IN.
    sa.literal_column("deliveries.state IN ('leased', 'sending')"),
    _D.channel == bindparam("of_channel"),
    _D.leased_by != bindparam("of_holder"),
    sa.or_(_D.leased_until <= bindparam("now"), _D.leased_until > bindparam("impossible")),
)
_REQUEUE = (
    deliveries.update()
    .where(in_state("leased"), _LEFT_BEHIND)
    .values(state="queued", leased_by=None, leased_until=None)
)
_ONCE_MORE = sa.and_(_D.category == "service", _D.unknowns == 0)
_GIVE_UP_KNOWING = (
    deliveries.update()
    .where(in_state("sending"), _LEFT_BEHIND)
    .values(
        state="unknown",
        reason="the sender died",
        attempts=_D.attempts + 1,
        unknowns=_D.unknowns + 1,
        due_at=bindparam("at"),
        ended_at=sa.case((_ONCE_MORE, sa.null()), else_=bindparam("at", type_=_D.ended_at.type)),
        leased_by=None,
        leased_until=None,
    )
    .returning(_D.campaign, _D.ended_at.is_not(None).label("is_last"))
)
_RESEND = (
    deliveries.update()
    .where(
        in_state("unknown"),
        _D.ended_at.is_(None),
        _D.channel == bindparam("of_channel"),
        _D.due_at <= bindparam("now"),
    )
    .values(state="queued")
)
_RELEASE = (
    deliveries.update()
    .where(in_state("leased"), _D.channel == bindparam("of_channel"), _D.leased_by == bindparam("of_holder"))
    .values(state="queued", leased_by=None, leased_until=None)
)
_DEPTH = select(sa.func.count()).select_from(
    select(_D.delivery_id)
    .where(
        in_state("queued"),
        _D.channel == bindparam("channel"),
        _D.lane == bindparam("lane"),
        _D.campaign == bindparam("campaign", type_=sa.BigInteger),
        _D.due_at <= bindparam("now"),
    )
    .limit(bindparam("limit"))
    .subquery()
)
_ENDED = (
    select(_D.delivery_id, _D.campaign, _D.member_id, _D.facts, _D.state)
    .where(_D.delivery_id < bindparam("before_id"), _D.ended_at < bindparam("before"))
    .limit(bindparam("limit"))
)
_PURGE = deliveries.delete().where(_D.delivery_id.in_(bindparam("ids", expanding=True)))
_OPEN = (
    select(_D.delivery_id)
    .where(sa.literal_column("deliveries.state IN ('leased', 'sending')"), _D.channel == bindparam("channel"))
    .limit(1)
)


def addresses_of_members(work: Work, member_ids: Iterable[str]) -> Sequence[Row]:
    """(who, channel, user_id, chat_id) of every reachable address, last seen last."""
    return work.all(_MEMBERS_ADDRESSES, ids=list(member_ids))


def addresses_of_staff(work: Work, staff_ids: Iterable[str]) -> Sequence[Row]:
    return work.all(_STAFFS_ADDRESSES, ids=list(staff_ids))


def promise(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Insert these as queued; those whose dedupe_key is known already are left as they are."""
    work.run_many(
        _PROMISE, [{"delivery_id": work.fresh_id(), "state": "queued", "created_at": work.now, **row} for row in rows]
    )


def due(work: Work, channel: str, lane: str, campaign: int, limit: int) -> Sequence[Row]:
    """Queued rows of a lane and a campaign (0: of none) whose time has come, with what must be known of each person."""
    return work.all(_DUE, channel=channel, lane=lane, campaign=campaign, now=work.now, limit=limit)


def next_due_at(work: Work, channel: str, lane: str) -> datetime | None:
    """Of those of no campaign."""
    found: datetime | None = work.value(_NEXT_DUE, channel=channel, lane=lane)
    return found


def lease(work: Work, delivery_ids: Sequence[str], holder: str, until: datetime) -> None:
    if delivery_ids:
        work.run(_LEASE, ids=list(delivery_ids), holder=holder, until=until)


def begin(work: Work, delivery_ids: Sequence[str], holder: str, until: datetime) -> Sequence[Row]:
    """Mark as being sent what this holder has leased; (delivery_id, member_id, campaign, facts) of what it may send."""
    return work.all(_BEGIN, ids=list(delivery_ids), holder=holder, until=until)


def postpone(work: Work, rows: Sequence[tuple[str, datetime, str]]) -> None:
    """rows: (delivery, until when, why)."""
    work.run_many(_POSTPONE, [{"of_id": id_, "at": at, "why": why} for id_, at, why in rows])


def skip(work: Work, rows: Sequence[tuple[str, str]]) -> list[Row]:
    """Skip what is still queued of these, (delivery, why); (delivery_id, member_id, campaign, facts) of what was."""
    by_reason: dict[str, list[str]] = {}
    for id_, why in rows:
        by_reason.setdefault(why, []).append(id_)
    return [row for why, ids in by_reason.items() for row in work.all(_SKIP, ids=ids, at=work.now, why=why)]


def note(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """rows: of_id, of_holder and the columns of a result; a row that is no longer this holder's stays as it is."""
    work.run_many(_NOTE, rows)


def mark_unreachable(work: Work, people: Sequence[tuple[str, str]]) -> None:
    """people: (channel, user_id)."""
    work.run_many(_UNREACHABLE, [{"of_channel": channel, "of_user": user} for channel, user in people])


def requeue_left_behind(work: Work, channel: str, holder: str, impossible: datetime) -> int:
    """Rows that a dead sender had claimed and not begun to send; how many."""
    return work.run(_REQUEUE, of_channel=channel, of_holder=holder, now=work.now, impossible=impossible)


def give_up_knowing(work: Work, channel: str, holder: str, impossible: datetime) -> list[tuple[int, bool]]:
    """Rows that a dead sender was sending become unknown: of each its campaign, and whether it stays so."""
    found = work.all(
        _GIVE_UP_KNOWING, of_channel=channel, of_holder=holder, now=work.now, impossible=impossible, at=work.now
    )
    return [(row.campaign, bool(row.is_last)) for row in found]


def resend_unknown(work: Work, channel: str) -> int:
    return work.run(_RESEND, of_channel=channel, now=work.now)


def release(work: Work, channel: str, holder: str) -> int:
    return work.run(_RELEASE, of_channel=channel, of_holder=holder)


def any_open(work: Work, channel: str) -> bool:
    """Whether a delivery is in a sender's hands."""
    return work.one(_OPEN, channel=channel) is not None


def depth(work: Work, channel: str, lane: str, campaign: int, most: int) -> int:
    """How many of a lane and a campaign wait whose time has come, counted up to so many."""
    return int(work.value(_DEPTH, channel=channel, lane=lane, campaign=campaign, now=work.now, limit=most))


def purge(work: Work, before: datetime, limit: int) -> int:
    """Delete deliveries that ended before this instant; how many. Ids are ordered by time, so their key serves."""
    ended = work.all(_ENDED, before_id=least_id(before), before=before, limit=limit)
    if ended:
        touches.keep_states(work, ended)
        work.run(_PURGE, ids=[row.delivery_id for row in ended])
    return len(ended)
