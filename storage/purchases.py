"""Purchases and their returns."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from storage.tables import members, purchase_returns, purchases
from storage.work import Row, Work

CLOCKS_DIFFER = timedelta(days=1)  # between machines; a purchase of this very moment always counts

_INSERT = purchases.insert()
_BY_ID = select(purchases).where(purchases.c.purchase_id == bindparam("purchase_id"))
_OF_MEMBER = (
    select(purchases)
    .where(purchases.c.member_id == bindparam("member_id"))
    .order_by(purchases.c.at.desc())
    .limit(bindparam("limit"))
)
_OF_CLIENT = (
    select(purchases, members.c.name)
    .join(members, members.c.member_id == purchases.c.member_id)
    .where(
        purchases.c.at >= bindparam("since"),
        purchases.c.client == bindparam("client"),
        purchases.c.returned_minor < purchases.c.gross_minor - purchases.c.discount_minor,
    )
    .order_by(purchases.c.at.desc())
    .limit(bindparam("limit"))
)
_RETURNED = (
    purchases.update()
    .where(purchases.c.member_id == bindparam("of_member"), purchases.c.purchase_id == bindparam("of_purchase"))
    .values(
        returned_minor=purchases.c.returned_minor + bindparam("value"),
        refunded_minor=purchases.c.refunded_minor + bindparam("refund"),
        points_clawed=purchases.c.points_clawed + bindparam("clawed"),
        points_restored=purchases.c.points_restored + bindparam("restored"),
        gift_back_minor=purchases.c.gift_back_minor + bindparam("gift_back"),
    )
)
_INSERT_RETURN = purchase_returns.insert()
_RETURNS = (
    select(purchase_returns)
    .where(
        purchase_returns.c.member_id == bindparam("member_id"),
        purchase_returns.c.purchase_id == bindparam("purchase_id"),
    )
    .order_by(purchase_returns.c.return_id)
)
# A purchase that was taken back whole does not count; a part lowers the sum alone.
_COUNTERS = select(
    func.count(),
    func.coalesce(func.sum(purchases.c.net_minor - purchases.c.refunded_minor), 0),
    func.coalesce(func.sum(purchases.c.points_earned - purchases.c.points_clawed), 0),
).where(
    purchases.c.member_id == bindparam("member_id"),
    purchases.c.at >= bindparam("since"),
    purchases.c.at < bindparam("until"),
    purchases.c.returned_minor < purchases.c.gross_minor - purchases.c.discount_minor,
)
_ANY = select(purchases.c.purchase_id).where(purchases.c.member_id == bindparam("member_id")).limit(1)


def insert(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT, **values)


def get(work: Work, purchase_id: str) -> Row | None:
    return work.one(_BY_ID, purchase_id=purchase_id)


def of_member(work: Work, member_id: str, limit: int) -> list[Row]:
    """Newest first."""
    return list(work.all(_OF_MEMBER, member_id=member_id, limit=limit))


def returnable(work: Work, client: str, since: datetime, limit: int) -> list[Row]:
    """This client's purchases that are not taken back whole, newest first, with the member's name."""
    return list(work.all(_OF_CLIENT, client=client, since=since, limit=limit))


def add_return(work: Work, member_id: str, purchase_id: str, **parts: int) -> None:
    """parts: value, refund, clawed, restored, gift_back; what this return adds to each."""
    work.run(_RETURNED, of_member=member_id, of_purchase=purchase_id, **parts)


def returns_of(work: Work, member_id: str, purchase_id: str) -> list[Row]:
    """Oldest first."""
    return list(work.all(_RETURNS, member_id=member_id, purchase_id=purchase_id))


def insert_return(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT_RETURN, **values)


def counters(work: Work, member_id: str, since: datetime) -> tuple[int, int, int]:
    """(purchases, net spend in minor units, points earned) from this instant up to now, returns taken off.

    An old base comes in any order: for a purchase of the past, those after it do not count.
    """
    row = work.one(_COUNTERS, member_id=member_id, since=since, until=work.now + CLOCKS_DIFFER)
    assert row is not None
    return int(row[0]), int(row[1]), int(row[2])


def is_new(work: Work, member_id: str) -> bool:
    """Whether the member never bought anything."""
    return work.one(_ANY, member_id=member_id) is None
