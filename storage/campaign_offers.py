"""Offers that campaigns set aside for their members, until the message goes that brings them, or surely never will."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage.tables import offers
from storage.work import Row, Work

_O = offers.c
_COLUMNS = (_O.member_id, _O.offer_id, _O.campaign, _O.occasion, _O.offer, _O.program_version, _O.state)
_UNUSED = (_O.state.in_(("waiting", "given", "on")), _O.progress == 0)
_THESE = (
    _O.campaign.in_(bindparam("campaigns", expanding=True)),
    _O.member_id.in_(bindparam("members", expanding=True)),
)
_WAITING = select(*_COLUMNS).where(*_THESE, _O.state == "waiting")
_UNUSED_ONES = select(*_COLUMNS).where(*_THESE, *_UNUSED)
_WAITING_OF = select(*_COLUMNS).where(_O.member_id == bindparam("member_id"), _O.state == "waiting")
_BY_ID = (
    _O.member_id.in_(bindparam("of_members", expanding=True)),
    _O.offer_id.in_(bindparam("of_offers", expanding=True)),
)
_BEGIN = (
    offers.update()
    .where(*_BY_ID, _O.state == "waiting")
    .values({name: bindparam(name, type_=_O[name].type) for name in ("state", "granted_at", "expires_at")})
)
_DROP = offers.delete().where(*_BY_ID, *_UNUSED).returning(_O.offer, _O.program_version)


def waiting(work: Work, campaigns: Sequence[int], member_ids: Sequence[str]) -> Sequence[Row]:
    """What is set aside for these members by these campaigns."""
    return work.all(_WAITING, campaigns=list(campaigns), members=list(member_ids))


def unused(work: Work, campaigns: Sequence[int], member_ids: Sequence[str]) -> Sequence[Row]:
    """What is set aside, or can be used, and of which nothing was used yet."""
    return work.all(_UNUSED_ONES, campaigns=list(campaigns), members=list(member_ids))


def waiting_of(work: Work, member_id: str) -> Sequence[Row]:
    return work.all(_WAITING_OF, member_id=member_id)


def begin(work: Work, rows: Sequence[Row], state: str, expires_at: datetime) -> None:
    """Let these be the members' from now on."""
    work.run(_BEGIN, **_ids(rows), state=state, granted_at=work.now, expires_at=expires_at)


def drop(work: Work, rows: Sequence[Row]) -> Sequence[Row]:
    """Let go of these; (offer, program_version) of each that was still unused."""
    return work.all(_DROP, **_ids(rows))


def _ids(rows: Sequence[Row]) -> dict[str, Any]:
    return {"of_members": sorted({row.member_id for row in rows}), "of_offers": [row.offer_id for row in rows]}
