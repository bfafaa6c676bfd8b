"""Who brought whom within a time, with the names as staff may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, bindparam, func, literal_column, select, union_all

from storage.tables import members, referrals
from storage.work import Row, Work

_R = referrals.c
_ONE, _NONE = literal_column("1", BigInteger), literal_column("0", BigInteger)
_SINCE, _UNTIL = bindparam("since", type_=_R.at.type), bindparam("until", type_=_R.at.type)
_JOINED = select(_R.inviter_id, _ONE.label("joined"), _NONE.label("bought"), _NONE.label("points")).where(
    _R.at >= _SINCE, _R.at < _UNTIL, _R.state != "refused"
)
_BOUGHT = select(_R.inviter_id, _NONE.label("joined"), _ONE.label("bought"), _R.points).where(
    _R.rewarded_at >= _SINCE, _R.rewarded_at < _UNTIL, _R.state.in_(("pending", "rewarded"))
)
_EITHER = union_all(_JOINED, _BOUGHT).subquery()
_SUMS = (
    func.sum(_EITHER.c.joined).label("joined"),
    func.sum(_EITHER.c.bought).label("bought"),
    func.sum(_EITHER.c.points).label("points"),
)
_TOP = (
    select(members.c.member_id, members.c.name, *_SUMS)
    .join(members, members.c.member_id == _EITHER.c.inviter_id)
    .where(members.c.erased_at.is_(None))
    .group_by(members.c.member_id, members.c.name)
    .order_by(*(one.desc() for one in (_SUMS[1], _SUMS[0], _SUMS[2])), members.c.member_id)
    .limit(bindparam("limit"))
)


def top(work: Work, since: datetime, until: datetime, limit: int) -> Sequence[Row]:
    """(member_id, name, joined, bought, points), the best first."""
    return work.all(_TOP, since=since, until=until, limit=limit)
