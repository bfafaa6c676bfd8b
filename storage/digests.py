"""The sums of one day."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from storage.tables import accounts, deliveries, members, purchases, transactions
from storage.work import Row, Work, least_id

_SINCE = bindparam("since", type_=members.c.created_at.type)
_UNTIL = bindparam("until", type_=members.c.created_at.type)
_MEMBERS = select(
    sa.func.count().label("everybody"),
    sa.func.count().filter(members.c.created_at >= _SINCE, members.c.created_at < _UNTIL).label("newcomers"),
).where(members.c.erased_at.is_(None), members.c.merged_into.is_(None), members.c.created_at < _UNTIL)
_PURCHASES = select(
    sa.func.count().label("purchases"), sa.func.coalesce(sa.func.sum(purchases.c.net_minor), 0).label("turnover_minor")
).where(purchases.c.at >= _SINCE, purchases.c.at < _UNTIL)
_MOVED = (
    select(transactions.c.contra, sa.func.sum(transactions.c.amount).label("points"))
    .where(transactions.c.at >= _SINCE, transactions.c.at < _UNTIL, transactions.c.asset == bindparam("asset"))
    .group_by(transactions.c.contra)
)
_LIABILITY = select(sa.func.coalesce(sa.func.sum(accounts.c.balance), 0)).where(accounts.c.asset == bindparam("asset"))
_UNDELIVERED = select(sa.func.count()).where(
    deliveries.c.delivery_id >= bindparam("since_id"),
    deliveries.c.delivery_id < bindparam("until_id"),
    deliveries.c.state.in_(("failed", "unknown")),
)


def people(work: Work, since: datetime, until: datetime) -> Row:
    """(everybody, newcomers) at the end of the day."""
    row = work.one(_MEMBERS, since=since, until=until)
    assert row is not None
    return row


def sales(work: Work, since: datetime, until: datetime) -> Row:
    """(purchases, turnover_minor)."""
    row = work.one(_PURCHASES, since=since, until=until)
    assert row is not None
    return row


def moved(work: Work, asset: str, since: datetime, until: datetime) -> dict[str, int]:
    """What was added to the members' side, by contra account; negative for what was taken."""
    rows = work.all(_MOVED, asset=asset, since=since, until=until)
    return {row.contra: int(row.points) for row in rows}


def liability(work: Work, asset: str) -> int:
    return int(work.value(_LIABILITY, asset=asset))


def undelivered(work: Work, since: datetime, until: datetime) -> int:
    """Deliveries promised within this time that failed, or of which nobody knows."""
    return int(work.value(_UNDELIVERED, since_id=least_id(since), until_id=least_id(until)))
