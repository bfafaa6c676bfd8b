"""Who brought the most friends within a month, counted by the month's own invitations alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select

from storage.tables import members, referrals
from storage.work import Row, Work

_R = referrals.c
_COUNTED = (
    select(_R.inviter_id, func.count().label("friends"), func.max(_R.rewarded_at).label("last_at"))
    .join(members, members.c.member_id == _R.inviter_id)
    .where(
        _R.rewarded_at >= bindparam("since"),
        _R.rewarded_at < bindparam("until"),
        _R.state.in_(("pending", "rewarded")),
        members.c.erased_at.is_(None),
    )
    .group_by(_R.inviter_id)
    .cte("counted")
)
_C = _COUNTED.c
# Of equals, who was there first; nobody shares a place.
_ORDER = (_C.friends.desc(), _C.last_at, _C.inviter_id)
_RANKED = select(_COUNTED, func.row_number().over(order_by=_ORDER).label("place")).cte("ranked")
_BOARD = (
    select(_RANKED.c.place, _RANKED.c.friends, _RANKED.c.inviter_id, members.c.name, members.c.muted)
    .join(members, members.c.member_id == _RANKED.c.inviter_id)
    .where(sa.or_(_RANKED.c.place <= bindparam("limit"), _RANKED.c.inviter_id == bindparam("member_id")))
    .order_by(_RANKED.c.place)
)


def board(work: Work, member_id: str, since: datetime, until: datetime, limit: int) -> Sequence[Row]:
    """The first places of a time, and this member's own wherever it is: (place, friends, inviter_id, name, muted)."""
    return work.all(_BOARD, member_id=member_id, since=since, until=until, limit=limit)
