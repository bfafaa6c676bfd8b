"""Who invited whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, case, func, literal_column, or_, select

from storage.tables import deliveries, events, referrals
from storage.work import Row, Work

_OF_FRIEND = select(referrals).where(referrals.c.friend_id == bindparam("friend_id"), referrals.c.state != "refused")
_ALL_OF_FRIEND = select(referrals.c.inviter_id, referrals.c.referral_id).where(
    referrals.c.friend_id == bindparam("friend_id")
)
_BY_ID = select(referrals).where(
    referrals.c.inviter_id == bindparam("inviter_id"), referrals.c.referral_id == bindparam("referral_id")
)
_PAGE = (
    select(referrals)
    .where(referrals.c.inviter_id == bindparam("inviter_id"))
    .order_by(referrals.c.referral_id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_REWARDED_SINCE = select(func.count()).where(
    referrals.c.inviter_id == bindparam("inviter_id"),
    referrals.c.state.in_(("pending", "rewarded")),
    referrals.c.points > 0,
    referrals.c.rewarded_at >= bindparam("since"),
)

_REFUSED = select(referrals.c.referral_id).where(
    referrals.c.inviter_id == bindparam("inviter_id"),
    referrals.c.friend_id == bindparam("friend_id"),
    referrals.c.state == "refused",
)


_STATE = referrals.c.state
# Written into the text: no planner uses a partial index for a condition whose value it is not told.
_PENDING: ColumnElement[bool] = literal_column("referrals.state = 'pending'")
_ARRIVED = referrals.c.active_at <= bindparam("now")
_CLOSED = and_(_STATE == "joined", referrals.c.closes_at <= bindparam("now"))
_EARNED = or_(_STATE == "rewarded", and_(_PENDING, _ARRIVED))
_ON_THE_WAY = and_(_PENDING, referrals.c.active_at > bindparam("now"))
_SETTLE = referrals.update().where(_PENDING, _ARRIVED).values(state="rewarded")


def _sum(condition: Any, value: Any) -> Any:
    return func.coalesce(func.sum(case((condition, value), else_=0)), 0)


_TOTALS = select(
    func.count().label("rows"),
    _sum(and_(_STATE == "joined", referrals.c.closes_at > bindparam("now")), 1).label("joined"),
    _sum(_STATE.in_(("pending", "rewarded", "cancelled")), 1).label("bought"),
    _sum(or_(_STATE == "refused", _CLOSED), 1).label("refused"),
    _sum(_EARNED, referrals.c.points).label("earned_points"),
    _sum(_ON_THE_WAY, referrals.c.points).label("pending_points"),
).where(referrals.c.inviter_id == bindparam("inviter_id"))


def of_friend(work: Work, friend_id: str) -> Row | None:
    """The invitation that brought this member, unless it was refused."""
    return work.one(_OF_FRIEND, friend_id=friend_id)


def was_refused(work: Work, inviter_id: str, friend_id: str) -> bool:
    return work.one(_REFUSED, inviter_id=inviter_id, friend_id=friend_id) is not None


def get(work: Work, inviter_id: str, referral_id: str) -> Row | None:
    return work.one(_BY_ID, inviter_id=inviter_id, referral_id=referral_id)


def insert(work: Work, values: dict[str, Any]) -> None:
    work.run(referrals.insert(), **values)


def update(work: Work, inviter_id: str, referral_id: str, **values: Any) -> None:
    mine = (referrals.c.inviter_id == inviter_id, referrals.c.referral_id == referral_id)
    work.run(referrals.update().where(*mine).values(values))


def advance(work: Work, row: Row, **values: Any) -> bool:
    """Change an invitation that is still in the state in which it was read; whether it was."""
    mine = (referrals.c.inviter_id == row.inviter_id, referrals.c.referral_id == row.referral_id)
    return work.run(referrals.update().where(*mine, referrals.c.state == row.state).values(values)) > 0


def settle(work: Work) -> int:
    """Rewards whose instant has come are pending no more; how many invitations."""
    return work.run(_SETTLE, now=work.now)


def rewarded_since(work: Work, inviter_id: str, since: datetime) -> int:
    return int(work.value(_REWARDED_SINCE, inviter_id=inviter_id, since=since))


def page(work: Work, inviter_id: str, limit: int, offset: int) -> Sequence[Row]:
    """Newest first."""
    return work.all(_PAGE, inviter_id=inviter_id, limit=limit, offset=offset)


def totals(work: Work, inviter_id: str) -> Row:
    """Counts and points as of now, whether or not a job has looked at what time has settled."""
    row = work.one(_TOTALS, inviter_id=inviter_id, now=work.now)
    assert row is not None
    return row


def erase_friend(work: Work, friend_id: str) -> None:
    """Take the friend's name away, also out of what their inviters were told; the invitation and its points stay."""
    for row in work.all(_ALL_OF_FRIEND, friend_id=friend_id):
        told = f":{row.referral_id}"
        # Events first: a pump that is at work ends before, and its promises are seen below.
        said = and_(events.c.member_id == row.inviter_id, events.c.key.endswith(told))
        _unname(work, events, events.c.event_id, said)
        promised = and_(deliveries.c.member_id == row.inviter_id, deliveries.c.dedupe_key.contains(f"{told}@"))
        _unname(work, deliveries, deliveries.c.delivery_id, promised)
    work.run(referrals.update().where(referrals.c.friend_id == friend_id).values(friend_name=""))


def _unname(work: Work, table: Table, key: ColumnElement[str], which: ColumnElement[bool]) -> None:
    for row in work.all(select(key.label("id"), table.c.facts).where(which).with_for_update()):
        if "name" in row.facts:
            work.run(table.update().where(key == row.id).values(facts={**row.facts, "name": ""}))
