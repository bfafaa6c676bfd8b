"""Whether it is still so with members what a campaign found of them hours ago."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from rules.ledger import POINTS
from storage.tables import lots, member_facts, members
from storage.touches import Audience
from storage.work import Work

Condition = sa.ColumnElement[bool]
ANYHOW: Condition = sa.true()
_M = members.c


def quiet(before: datetime) -> Condition:
    """Their last purchase is older than this instant."""
    known = member_facts.alias("known")
    return select(known.c.member_id).where(known.c.member_id == _M.member_id, known.c.last_at < before).exists()


def burning(first: datetime, last: datetime, now: datetime, source: str) -> Condition:
    """They still have points that burn after this instant, up to and with that one. source: empty for any."""
    mine = lots.alias("mine")
    o = mine.c
    of_source = [o.source == source] if source else []
    return (
        select(o.lot_id)
        .where(
            o.member_id == _M.member_id,
            o.asset == POINTS,
            o.expires_at > first,
            o.expires_at <= last,
            o.expires_at > now,
            o.remaining > o.held,
            *of_source,
        )
        .exists()
    )


def those(work: Work, audience: Audience, condition: Condition, member_ids: Sequence[str]) -> set[str]:
    """Of these members, those of the audience with whom it is so."""
    found = select(_M.member_id).select_from(audience.source)
    return {row.member_id for row in work.all(found.where(_M.member_id.in_(member_ids), audience.where, condition))}
