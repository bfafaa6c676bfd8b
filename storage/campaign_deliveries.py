"""The deliveries of campaigns: whose turn it is, who has heard enough, what is left of one that is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select

from storage.columns import from_micros
from storage.deliveries import in_state
from storage.tables import campaigns, deliveries
from storage.work import Row, Work

_D = deliveries.c
SPAN_MICROS = 60_000_000
_OF = _D.campaign == bindparam("of_campaign", type_=sa.BigInteger)
_IN_ANY = _D.campaign > sa.literal_column("0")  # written out for the same reason as states are
_HEAD = (in_state("queued"), _D.channel == bindparam("channel"), _D.lane == "marketing")
_FIRST = select(func.min(_D.due_at)).where(*_HEAD)
_FIRST_OF_NONE = _FIRST.where(_D.campaign == 0).scalar_subquery()
_FIRST_OF_ITS = _FIRST.where(_D.campaign == campaigns.c.campaign).correlate(campaigns).scalar_subquery()
# One look for all of them: of no campaign, and of each that runs.
_HEADS = sa.union_all(
    select(sa.literal(0, sa.BigInteger).label("campaign"), _FIRST_OF_NONE.label("at")),
    select(campaigns.c.campaign, _FIRST_OF_ITS.label("at")).where(campaigns.c.state == "running"),
)
_HEARD = (
    select(_D.member_id, func.count().label("messages"))
    .where(
        _D.member_id.in_(bindparam("members", expanding=True)),
        _D.category == "marketing",
        sa.or_(
            _D.state.in_(("leased", "sending")),
            sa.and_(_D.state.in_(("sent", "unknown", "recalled")), _D.ended_at > bindparam("since")),
        ),
    )
    .group_by(_D.member_id)
)
_LEFT = (
    select(_D.delivery_id)
    .where(
        _OF,
        _IN_ANY,
        sa.or_(_D.state.in_(("queued", "leased", "sending")), sa.and_(in_state("unknown"), _D.ended_at.is_(None))),
    )
    .limit(1)
)
_SKIP_REST = (
    deliveries.update()
    .where(
        _D.delivery_id.in_(select(_D.delivery_id).where(_OF, _IN_ANY, in_state("queued")).limit(bindparam("limit"))),
        in_state("queued"),
    )
    .values(state="skipped", reason=bindparam("why"), ended_at=bindparam("at", type_=_D.ended_at.type))
    .returning(_D.member_id, _D.campaign, _D.facts)
)
_STILL_MINE = (
    select(_D.delivery_id, _D.member_id, _D.campaign, _D.facts)
    .where(
        _D.delivery_id.in_(bindparam("ids", expanding=True)),
        in_state("sending"),
        _D.leased_by == bindparam("holder"),
    )
    .with_for_update()
)


def heads(work: Work, channel: str) -> Mapping[int, datetime]:
    """When the first advertisement of each campaign that runs is due; 0 is of none."""
    return {row.campaign: row.at for row in work.all(_HEADS, channel=channel) if row.at is not None}


def heard(work: Work, member_ids: Sequence[str], since: datetime) -> Mapping[str, int]:
    """How many advertisements each of these had, or is being sent, since this instant."""
    return {row.member_id: row.messages for row in work.all(_HEARD, members=list(member_ids), since=since)}


def any_left(work: Work, campaign: int) -> bool:
    """Whether somebody is still to hear of it."""
    return work.one(_LEFT, of_campaign=campaign) is not None


def skip_rest(work: Work, campaign: int, why: str, limit: int) -> Sequence[Row]:
    """Skip some of those who still wait; (member_id, campaign, facts) of each."""
    return work.all(_SKIP_REST, of_campaign=campaign, why=why, at=work.now, limit=limit)


def still_mine(work: Work, delivery_ids: Sequence[str], holder: str) -> dict[str, Row]:
    """Of these, those whose end this sender may note: (member_id, campaign, facts) by delivery."""
    return {row.delivery_id: row for row in work.all(_STILL_MINE, ids=list(delivery_ids), holder=holder)}


# ------------------------------------------------------------------ taken back

# Word for word as its index says it.
_UNTRIED: tuple[sa.ColumnElement[bool], ...] = (
    _OF,
    sa.literal_column(
        "deliveries.campaign > 0 AND deliveries.state = 'sent' AND deliveries.reason = ''"
        " AND deliveries.message_id IS NOT NULL"
    ),
)
_TO_RECALL = (
    select(_D.delivery_id, _D.channel, _D.chat_id, _D.message_id)
    .where(*_UNTRIED, _D.channel == bindparam("channel"), _D.ended_at > bindparam("since"))
    .order_by(_D.ended_at)
    .limit(bindparam("limit", type_=sa.Integer))
)
_ANY_TO_RECALL = select(_D.delivery_id).where(*_UNTRIED, _D.ended_at > bindparam("since")).limit(1)
_RECALLED = (
    deliveries.update()
    .where(_D.delivery_id.in_(bindparam("ids", expanding=True)), in_state("sent"))
    .values(state="recalled", reason="")
    .returning(_D.campaign)
)
_KEPT = (
    deliveries.update().where(_D.delivery_id == bindparam("of_id"), in_state("sent")).values(reason=bindparam("why"))
)
_SPAN = sa.literal(SPAN_MICROS, sa.BigInteger)
_SPANS = sa.type_coerce(_D.ended_at, sa.BigInteger) // _SPAN
_SENT = (
    select((_SPANS * _SPAN).label("at"), func.count().label("messages"))
    .where(*_UNTRIED, _D.ended_at > bindparam("since"))
    .group_by(_SPANS)
)


def any_to_recall(work: Work, campaign: int, since: datetime) -> bool:
    """Whether something that was sent after this instant is not yet tried to be taken back, in whatever messenger."""
    return work.one(_ANY_TO_RECALL, of_campaign=campaign, since=since) is not None


def to_recall(work: Work, campaign: int, channel: str, since: datetime, limit: int) -> Sequence[Row]:
    """(delivery_id, channel, chat_id, message_id) of what was sent after this instant and is not yet tried to be taken
    back, oldest first."""
    return work.all(_TO_RECALL, of_campaign=campaign, channel=channel, since=since, limit=limit)


def recalled(work: Work, delivery_ids: Sequence[str]) -> Sequence[int]:
    """These were taken back; the campaign of each of which nobody knew it yet."""
    return [row.campaign for row in work.all(_RECALLED, ids=list(delivery_ids))] if delivery_ids else []


def not_recalled(work: Work, reasons: Sequence[tuple[str, str]]) -> None:
    """reasons: (delivery, why it could not be)."""
    work.run_many(_KEPT, [{"of_id": one, "why": why} for one, why in reasons])


def sent(work: Work, campaign: int, since: datetime) -> list[tuple[datetime, int]]:
    """How many were sent after this instant, by when, a minute at a time, oldest first."""
    found = work.all(_SENT, of_campaign=campaign, since=since)
    return sorted((from_micros(row.at), row.messages) for row in found)
