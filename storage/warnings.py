"""Whose points burn soon, zone by zone, in the order in which they burn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from storage.tables import lots, members
from storage.work import Row, Work

_ZONES = select(members.c.zone).where(members.c.zone.is_not(None)).distinct()
_AT = bindparam("after", type_=lots.c.expires_at.type)
_BURNING = (
    select(
        lots.c.member_id,
        lots.c.expires_at,
        members.c.quiet_start,
        members.c.quiet_end,
    )
    .join(members, members.c.member_id == lots.c.member_id)
    .where(
        lots.c.remaining > lots.c.held,
        lots.c.asset == bindparam("asset"),
        lots.c.expires_at >= _AT,
        sa.or_(lots.c.expires_at > _AT, lots.c.member_id > bindparam("after_member")),
        lots.c.expires_at <= bindparam("until"),
        # Put so that no index of zones may be taken for it: by it all members of a zone would be read, not those due.
        sa.func.coalesce(members.c.zone, "") == bindparam("zone"),
    )
    .order_by(lots.c.expires_at, lots.c.member_id)
    .limit(bindparam("limit"))
)


def zones(work: Work) -> list[str]:
    """The zones that members chose themselves."""
    return [row.zone for row in work.all(_ZONES)]


def burning(
    work: Work, asset: str, zone: str | None, after: tuple[datetime, str], until: datetime, limit: int
) -> Sequence[Row]:
    """Lots with something free that burn after this place, up to and with this instant, of members of one zone.

    zone: None for those who chose none. A place is (expires_at, member).
    """
    place = {"after": after[0], "after_member": after[1]}
    return work.all(_BURNING, asset=asset, zone=zone or "", until=until, limit=limit, **place)
