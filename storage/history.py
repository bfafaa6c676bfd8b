"""A member's entries, newest first, each with the purchase it is about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, func, select

from storage.tables import lots, purchases, referrals, transactions
from storage.work import Row, Work

SHOWN = ("earn", "spend", "capture", "refund", "clawback", "expire", "adjust", "transfer")  # holds come and go unseen

_L = lots.alias()

_MINE = (
    transactions.c.member_id == bindparam("member_id"),
    transactions.c.asset == bindparam("asset"),
    transactions.c.kind.in_(SHOWN),
)
_COUNT = select(func.count()).where(*_MINE)
# What a refund puts into lots of their own, one for each partner who gave it, lives equally long: one lot tells of all.
_FIRST_LOT = (
    select(_L.c.lot_id)
    .where(_L.c.member_id == transactions.c.member_id, _L.c.tx_id == transactions.c.tx_id)
    .order_by(_L.c.lot_id)
    .limit(1)
    .correlate(transactions)
    .scalar_subquery()
)
_ENTRIES = (
    select(
        transactions.c.tx_id,
        transactions.c.seq,
        transactions.c.at,
        transactions.c.kind,
        transactions.c.amount,
        transactions.c.reason,
        transactions.c.source_id,
        transactions.c.location,
        lots.c.partner,
        transactions.c.program_version,
        lots.c.source,
        lots.c.active_at,
        lots.c.expires_at,
    )
    .select_from(
        transactions.outerjoin(lots, and_(lots.c.member_id == transactions.c.member_id, lots.c.lot_id == _FIRST_LOT))
    )
    .where(*_MINE)
    .order_by(transactions.c.seq.desc())
    .limit(bindparam("limit"))
)
_PAGE = _ENTRIES.offset(bindparam("offset"))
_BEFORE = _ENTRIES.where(transactions.c.seq < bindparam("before"))
_SUMS = select(
    purchases.c.purchase_id, (purchases.c.gross_minor - purchases.c.discount_minor).label("value_minor")
).where(
    purchases.c.member_id == bindparam("member_id"),
    purchases.c.purchase_id.in_(bindparam("ids", expanding=True)),
)
_FRIENDS = select(referrals.c.referral_id, referrals.c.friend_name).where(
    referrals.c.inviter_id == bindparam("member_id"),
    referrals.c.referral_id.in_(bindparam("ids", expanding=True)),
)


def count(work: Work, member_id: str, asset: str) -> int:
    return int(work.value(_COUNT, member_id=member_id, asset=asset))


def page(work: Work, member_id: str, asset: str, limit: int, offset: int) -> Sequence[Row]:
    return work.all(_PAGE, member_id=member_id, asset=asset, limit=limit, offset=offset)


def before(work: Work, member_id: str, asset: str, limit: int, seq: int) -> Sequence[Row]:
    """Entries older than the one of this number, newest first."""
    return work.all(_BEFORE, member_id=member_id, asset=asset, limit=limit, before=seq)


def sums(work: Work, member_id: str, purchase_ids: Sequence[str]) -> dict[str, int]:
    """What each of these purchases came to, after discounts, in minor units."""
    rows = work.all(_SUMS, member_id=member_id, ids=list(purchase_ids))
    return {row.purchase_id: row.value_minor for row in rows}


def friends(work: Work, member_id: str, referral_ids: Sequence[str]) -> dict[str, str]:
    """The masked names of the friends of these invitations."""
    rows = work.all(_FRIENDS, member_id=member_id, ids=list(referral_ids))
    return {row.referral_id: row.friend_name for row in rows}
