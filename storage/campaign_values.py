"""What messages tell of the members themselves, for a claim's members at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from rules.ledger import POINTS, Lot
from storage.tables import lots, member_facts, members, offers, standings
from storage.work import Row, Work

_IDS: sa.BindParameter[Any] = bindparam("members", expanding=True)
_MEMBERS = (
    select(
        members.c.member_id,
        members.c.name,
        standings.c.tier,
        member_facts.c.typical_minor,
        member_facts.c.category,
        member_facts.c.last_at,
    )
    .select_from(
        members.outerjoin(standings, standings.c.member_id == members.c.member_id).outerjoin(
            member_facts, member_facts.c.member_id == members.c.member_id
        )
    )
    .where(members.c.member_id.in_(_IDS))
)
_LOT = ("lot_id", "source", "source_id", "amount", "remaining", "held", "active_at", "expires_at", "partner")
_LOTS = select(lots.c.member_id, *(lots.c[name] for name in _LOT)).where(
    lots.c.member_id.in_(_IDS), lots.c.asset == POINTS, lots.c.remaining > 0
)
_BROUGHT = (offers.c.member_id.in_(_IDS), offers.c.campaign.in_(bindparam("campaigns", expanding=True)))
_USABLE = sa.and_(offers.c.state.in_(("given", "on")), offers.c.expires_at > bindparam("now"))
_OFFERS = select(offers).where(*_BROUGHT, _USABLE)
_OFFERS_TO_TELL = select(offers).where(*_BROUGHT, sa.or_(_USABLE, offers.c.state == "waiting"))


def of_members(work: Work, member_ids: Sequence[str]) -> dict[str, Row]:
    """name, tier, typical_minor, category, last_at of each."""
    return {row.member_id: row for row in work.all(_MEMBERS, members=list(member_ids))}


def lots_of(work: Work, member_ids: Sequence[str]) -> dict[str, list[Lot]]:
    """Every lot of points with something in it."""
    found: dict[str, list[Lot]] = {}
    for row in work.all(_LOTS, members=list(member_ids)):
        found.setdefault(row.member_id, []).append(Lot(*row[1:]))
    return found


def offers_of(work: Work, member_ids: Sequence[str], campaigns: Sequence[int]) -> dict[tuple[str, int, str], Row]:
    """What of these campaigns' offers can still be used, by member, campaign and occasion."""
    return _by_touch(work.all(_OFFERS, members=list(member_ids), campaigns=list(campaigns), now=work.now))


def offers_to_tell(work: Work, member_ids: Sequence[str], campaigns: Sequence[int]) -> dict[tuple[str, int, str], Row]:
    """Also what is set aside till its message goes, whose term is yet to begin."""
    return _by_touch(work.all(_OFFERS_TO_TELL, members=list(member_ids), campaigns=list(campaigns), now=work.now))


def _by_touch(found: Sequence[Row]) -> dict[tuple[str, int, str], Row]:
    return {(row.member_id, row.campaign, row.occasion): row for row in found}
