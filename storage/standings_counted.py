"""Members by the batch, each with the tier they have and what counts for it, for whoever looks at all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, case, func, select

from storage.purchases import CLOCKS_DIFFER
from storage.tables import members, purchases, standings
from storage.work import Row, Work

_P = purchases.c
_BATCH = (
    select(members.c.member_id)
    .where(members.c.member_id > bindparam("after"), members.c.merged_into.is_(None), members.c.erased_at.is_(None))
    .order_by(members.c.member_id)
    .limit(bindparam("limit"))
)
_COUNT = select(func.count()).where(members.c.merged_into.is_(None), members.c.erased_at.is_(None))


def everybody(work: Work) -> int:
    """How many members there are."""
    return int(work.value(_COUNT))


def batch(work: Work, after: str, since: Sequence[datetime], limit: int) -> Sequence[Row]:
    """Members after this id, by id: member_id, tier (may be None), floor, until, and then for each of `since` the
    purchases, the net spend and the points from that instant on, as storage.purchases.counters counts them."""
    values: dict[str, Any] = {f"since_{place}": instant for place, instant in enumerate(since)}
    return work.all(
        _batch(len(since)), after=after, oldest=min(since), until=work.now + CLOCKS_DIFFER, limit=limit, **values
    )


@cache
def _batch(windows: int) -> sa.Select[Any]:
    people = _BATCH.subquery()
    counted = sa.and_(
        _P.member_id == people.c.member_id,
        _P.at >= bindparam("oldest", type_=_P.at.type),
        _P.at < bindparam("until", type_=_P.at.type),
        # A purchase that was taken back whole does not count; a part lowers the sum alone.
        _P.returned_minor < _P.gross_minor - _P.discount_minor,
    )
    columns: list[sa.ColumnElement[Any]] = []
    for place in range(windows):
        within = _P.at >= bindparam(f"since_{place}", type_=_P.at.type)
        columns += [
            func.count(case((within, 1))).label(f"purchases_{place}"),
            func.coalesce(func.sum(case((within, _P.net_minor - _P.refunded_minor))), 0).label(f"spend_{place}"),
            func.coalesce(func.sum(case((within, _P.points_earned - _P.points_clawed))), 0).label(f"points_{place}"),
        ]
    kept = (people.c.member_id, standings.c.tier, standings.c.floor, standings.c.until)
    return (
        select(*kept, *columns)
        .select_from(
            people.outerjoin(standings, standings.c.member_id == people.c.member_id).outerjoin(purchases, counted)
        )
        .group_by(*kept)
        .order_by(people.c.member_id)
    )
