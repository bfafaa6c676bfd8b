"""Who invited whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select

from storage.tables import referrals
from storage.work import Row, Work

_OF_FRIEND = select(referrals).where(referrals.c.friend_id == bindparam("friend_id"), referrals.c.state != "refused")
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


def _sum(state: str, value: Any) -> Any:
    return func.coalesce(func.sum(case((referrals.c.state == state, value), else_=0)), 0)


_TOTALS = select(
    func.count().label("rows"),
    _sum("joined", 1).label("joined"),
    _sum("pending", 1).label("pending"),
    _sum("rewarded", 1).label("rewarded"),
    _sum("cancelled", 1).label("cancelled"),
    _sum("refused", 1).label("refused"),
    _sum("rewarded", referrals.c.points).label("earned_points"),
    _sum("pending", referrals.c.points).label("pending_points"),
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


def rewarded_since(work: Work, inviter_id: str, since: datetime) -> int:
    return int(work.value(_REWARDED_SINCE, inviter_id=inviter_id, since=since))


def page(work: Work, inviter_id: str, limit: int, offset: int) -> Sequence[Row]:
    """Newest first."""
    return work.all(_PAGE, inviter_id=inviter_id, limit=limit, offset=offset)


def totals(work: Work, inviter_id: str) -> Row:
    row = work.one(_TOTALS, inviter_id=inviter_id)
    assert row is not None
    return row


def erase_friend(work: Work, friend_id: str) -> None:
    """Take the friend's name away; the invitation and its points stay."""
    work.run(referrals.update().where(referrals.c.friend_id == friend_id).values(friend_name=""))
