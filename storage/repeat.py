"""What members bought on another day, and who of them has no chat yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.tables import addresses, members, offers, purchases
from storage.work import Row, Work

_SILENT = (
    select(members.c.member_id, members.c.name, members.c.language, members.c.phone)
    .where(
        members.c.erased_at.is_(None),
        ~select(addresses.c.user_id).where(addresses.c.member_id == members.c.member_id).exists(),
    )
    .order_by(members.c.member_id)
)
_BOUGHT = (
    select(purchases.c.member_id, purchases.c.at, purchases.c.lines, purchases.c.location, purchases.c.partner)
    .join(members, members.c.member_id == purchases.c.member_id)
    .where(purchases.c.at >= bindparam("since"), purchases.c.at < bindparam("until"), members.c.erased_at.is_(None))
    .order_by(purchases.c.at, purchases.c.purchase_id)
)
_WITH_OFFERS = select(offers.c.member_id).where(offers.c.state.in_(("given", "on"))).distinct()


def silent(work: Work) -> Sequence[Row]:
    """(member_id, name, language, phone) of those without a chat."""
    return work.all(_SILENT)


def bought(work: Work, since: datetime, until: datetime) -> Sequence[Row]:
    """(member_id, at, lines, location, partner), oldest first; of those who are still members."""
    return work.all(_BOUGHT, since=since, until=until)


def with_offers(work: Work) -> set[str]:
    return {row.member_id for row in work.all(_WITH_OFFERS)}
