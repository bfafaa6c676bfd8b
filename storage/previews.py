"""What is promised to all members together, counted before a programme changes."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from storage.tables import referrals, standings
from storage.work import Work

_TIERS = select(func.count()).where(standings.c.until > bindparam("now"))
_INVITATIONS = select(func.count()).where(referrals.c.state.in_(("joined", "pending")))


def tiers_within_term(work: Work) -> int:
    """How many members have a tier whose term has not ended."""
    return int(work.value(_TIERS, now=work.now))


def open_invitations(work: Work) -> int:
    """How many friends joined and may yet bring a reward, or brought one that is on its way."""
    return int(work.value(_INVITATIONS))
