"""Everything of one kind, a few rows at a time, for tables that people open elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from rules.ledger import POINTS
from storage.tables import accounts, members, purchases, standings, transactions
from storage.work import Row, Work

_POINTS = (accounts.c.member_id == members.c.member_id) & (accounts.c.asset == POINTS)
_STATEMENTS = {
    "members": select(
        members.c.member_id,
        members.c.external_id,
        members.c.phone,
        members.c.name,
        members.c.language,
        members.c.birthday,
        standings.c.tier,
        func.coalesce(accounts.c.balance, 0).label("points"),
        func.coalesce(accounts.c.debt, 0).label("debt"),
        members.c.marketing,
        members.c.created_at,
    )
    .select_from(
        members.outerjoin(standings, standings.c.member_id == members.c.member_id).outerjoin(accounts, _POINTS)
    )
    .where(members.c.erased_at.is_(None))
    .order_by(members.c.member_id),
    "purchases": select(
        purchases.c.purchase_id,
        purchases.c.member_id,
        purchases.c.at,
        purchases.c.gross_minor,
        purchases.c.discount_minor,
        purchases.c.points_spent,
        purchases.c.points_minor.label("paid_with_points_minor"),
        purchases.c.net_minor,
        purchases.c.points_earned,
        purchases.c.returned_minor,
        purchases.c.refunded_minor,
        purchases.c.points_clawed,
        purchases.c.points_restored,
        purchases.c.location,
        purchases.c.partner,
        purchases.c.cashier,
        purchases.c.receipt,
        purchases.c.client,
        purchases.c.program_version,
    ).order_by(purchases.c.member_id, purchases.c.purchase_id),
    "entries": select(
        transactions.c.tx_id,
        transactions.c.member_id,
        transactions.c.asset,
        transactions.c.seq,
        transactions.c.at,
        transactions.c.kind,
        transactions.c.amount,
        transactions.c.reason,
        transactions.c.source_id,
        transactions.c.reverses,
        transactions.c.location,
        transactions.c.partner,
        transactions.c.client,
        transactions.c.program_version,
        transactions.c.hash,
    ).order_by(transactions.c.member_id, transactions.c.asset, transactions.c.seq),
}
_COUNTED = {"members": members, "purchases": purchases, "entries": transactions}


def count(work: Work, kind: str) -> int:
    """About how many rows there will be."""
    return int(work.value(select(func.count()).select_from(_COUNTED[kind])))


def columns(kind: str) -> tuple[str, ...]:
    return tuple(column.name for column in _STATEMENTS[kind].selected_columns)


def rows(work: Work, kind: str) -> Iterator[Row]:
    return work.stream(_STATEMENTS[kind])
