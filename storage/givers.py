"""Who of a coalition gave the points that were spent by an account before it was joined with another."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from rules.ledger import POINTS
from storage.tables import lot_moves, lots, members, transactions
from storage.work import Work

_FIRST = select(members.c.member_id).where(members.c.merged_into == bindparam("member_id")).cte("gone", recursive=True)
_GONE = _FIRST.union(select(members.c.member_id).where(members.c.merged_into == _FIRST.c.member_id))
_SPENT_BEFORE_MERGE = (
    select(lots.c.partner, -lot_moves.c.d_remaining)
    .select_from(
        _GONE.join(transactions, transactions.c.member_id == _GONE.c.member_id)
        .join(
            lot_moves,
            sa.and_(lot_moves.c.member_id == transactions.c.member_id, lot_moves.c.tx_id == transactions.c.tx_id),
        )
        .join(lots, sa.and_(lots.c.member_id == lot_moves.c.member_id, lots.c.lot_id == lot_moves.c.lot_id))
    )
    .where(
        transactions.c.asset == POINTS,
        transactions.c.source_id == bindparam("source_id"),
        transactions.c.kind.in_(("spend", "capture")),
        lot_moves.c.d_remaining < 0,
    )
    .order_by(lot_moves.c.line)
)


def spent_before_merge(work: Work, member_id: str, source_id: str) -> list[tuple[str, int]]:
    """(who gave them, points) spent on this purchase by accounts that became this member's, in their order."""
    return [(row[0], row[1]) for row in work.all(_SPENT_BEFORE_MERGE, member_id=member_id, source_id=source_id)]
