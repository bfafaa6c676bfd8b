"""The sums behind the figures of the whole programme, each from an index of time or from what is counted of members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, func, select

from storage.tables import member_facts, purchases
from storage.work import Row, Work

_P, _F = purchases.c, member_facts.c
_MIDDLE = bindparam("middle", type_=_P.at.type)
_NOW = case((_P.at >= _MIDDLE, 1), else_=0)

_BY_BUYER = (
    select(
        func.max(_NOW).label("now"),
        func.max(1 - _NOW).label("before"),
        func.sum(_NOW).label("purchases"),
        func.sum(_NOW * (_P.net_minor - _P.refunded_minor)).label("revenue_minor"),
    )
    .where(
        _P.at >= bindparam("since", type_=_P.at.type),
        _P.at < bindparam("until", type_=_P.at.type),
        _P.returned_minor < _P.gross_minor - _P.discount_minor,
    )
    .group_by(_P.member_id)
    .subquery()
)
_B = _BY_BUYER.c
_SALES = select(
    func.coalesce(func.sum(_B.now), 0).label("buyers"),
    func.coalesce(func.sum(_B.before), 0).label("buyers_before"),
    func.coalesce(func.sum(_B.now * _B.before), 0).label("returned"),
    func.coalesce(func.sum(_B.purchases), 0).label("purchases"),
    func.coalesce(func.sum(_B.revenue_minor), 0).label("revenue_minor"),
)
_CELLS = (
    select(
        _F.recency,
        _F.frequency,
        _F.monetary,
        func.count().label("members"),
        func.sum(case((_F.purchases > 1, 1), else_=0)).label("repeated"),
        func.sum(_F.spend_minor).label("spend_minor"),
    )
    .where(_F.purchases > 0)
    .group_by(_F.recency, _F.frequency, _F.monetary)
)


def sales(work: Work, since: datetime, middle: datetime, until: datetime) -> Row:
    """(buyers, buyers_before, returned, purchases, revenue_minor) of middle <= at < until, against since <= at."""
    row = work.one(_SALES, since=since, middle=middle, until=until)
    assert row is not None
    return row


def cells(work: Work) -> Sequence[Row]:
    """Of each cell in which there are members: recency, frequency, monetary, members, repeated, spend_minor."""
    return work.all(_CELLS)
