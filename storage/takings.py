"""What one client sold and took back within a time, for a till that compares its books with ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select

from storage.tables import holds, purchase_returns, purchases, transactions
from storage.work import Row, Work

NIL_ID = "00000000-0000-0000-0000-000000000000"


def _mine(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        table.c.client == bindparam("client"),
        table.c.at >= bindparam("since"),
        table.c.at < bindparam("until"),
    )


def _page(table: sa.Table, key: sa.Column[Any]) -> sa.Select[Any]:
    later = sa.or_(table.c.at > bindparam("since"), key > bindparam("after"))
    return select(table).where(*_mine(table), later).order_by(table.c.at, key).limit(bindparam("limit"))


def _sums(table: sa.Table, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return select(func.count(), *(func.coalesce(func.sum(column), 0) for column in columns)).where(*_mine(table))


_PURCHASES = _page(purchases, purchases.c.purchase_id)
_RETURNS = _page(purchase_returns, purchase_returns.c.return_id)
_SOLD = _sums(
    purchases,
    purchases.c.gross_minor,
    purchases.c.discount_minor,
    purchases.c.points_spent,
    purchases.c.gift_minor,
    purchases.c.net_minor,
    purchases.c.points_earned,
)
_TAKEN_BACK = _sums(
    purchase_returns,
    purchase_returns.c.amount_minor,
    purchase_returns.c.refund_minor,
    purchase_returns.c.gift_back_minor,
    purchase_returns.c.points_clawed,
    purchase_returns.c.points_restored,
)
_T = transactions.c
# An entry is about its purchase where there is one, and about the hold itself where there is none.
_OF_HOLD = (
    select(holds.c.hold_id)
    .where(holds.c.member_id == _T.member_id, holds.c.tx_id == _T.reverses)
    .where(sa.cast(holds.c.hold_id, sa.Text) == _T.source_id)
    .exists()
)
_IS_GIFT, _PUT = _T.asset == sa.literal_column("'gift'"), _T.kind == "earn"
_IS_CAPTURE = _T.kind == sa.literal_column("'capture'")


def _added(sign: int, *where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return func.coalesce(func.sum(sa.case((sa.and_(*where), sign * _T.amount), else_=0)), 0)


_APART = select(
    _added(1, _IS_GIFT, _PUT, _T.seq == 1),
    _added(1, _IS_GIFT, _PUT, _T.seq > 1),
    _added(-1, _IS_GIFT, _T.kind == "adjust"),
    _added(-1, _IS_CAPTURE, _OF_HOLD),
).where(sa.or_(_IS_GIFT, _IS_CAPTURE), *_mine(transactions))


def bought(work: Work, client: str, since: datetime, until: datetime, after: str, limit: int) -> Sequence[Row]:
    """Purchases from this instant on, oldest first; of that very instant only those with an id beyond `after`."""
    return work.all(_PURCHASES, client=client, since=since, until=until, after=after, limit=limit)


def returned(work: Work, client: str, since: datetime, until: datetime, after: str, limit: int) -> Sequence[Row]:
    """As `bought`, of returns."""
    return work.all(_RETURNS, client=client, since=since, until=until, after=after, limit=limit)


def sums(work: Work, client: str, since: datetime, until: datetime) -> tuple[list[int], list[int]]:
    """(purchases, gross, discount, points spent, gift cards, net, points earned) and (returns, value, money, gift
    cards, points clawed, points restored), sums of money in minor units."""
    sold = work.one(_SOLD, client=client, since=since, until=until)
    back = work.one(_TAKEN_BACK, client=client, since=since, until=until)
    assert sold is not None
    assert back is not None
    return [int(value) for value in sold], [int(value) for value in back]


def apart(work: Work, client: str, since: datetime, until: datetime) -> list[int]:
    """Without a purchase: [put on gift cards that were sold, topped up, given back of them, points of holds]."""
    found = work.one(_APART, client=client, since=since, until=until)
    assert found is not None
    return [int(value) for value in found]
