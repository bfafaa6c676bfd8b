"""Each member's tier and its term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.tier import Standing
from storage.tables import members, standings
from storage.work import Row, Work

_GET = select(standings.c.tier, standings.c.since, standings.c.until, standings.c.floor).where(
    standings.c.member_id == bindparam("member_id")
)
# With the member, who may be no more; one question for a purchase, which needs both.
_OF_LIVING = (
    select(standings.c.tier, standings.c.since, standings.c.until, standings.c.floor)
    .select_from(members.outerjoin(standings, standings.c.member_id == members.c.member_id))
    .where(members.c.member_id == bindparam("member_id"), members.c.erased_at.is_(None))
)
_INSERT = insert(standings)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["member_id"],
    set_={name: _INSERT.excluded[name] for name in ("tier", "since", "until", "floor", "due_at")},
)
# A standing in its grace is looked at once a day, not at every tick.
_DUE = (
    select(standings.c.member_id)
    .where(standings.c.due_at <= bindparam("now"))
    .order_by(standings.c.due_at)
    .limit(bindparam("limit"))
)


def get(work: Work, member_id: str) -> Standing | None:
    return _standing(work.one(_GET, member_id=member_id))


def of_living(work: Work, member_id: str) -> tuple[bool, Standing | None]:
    """(whether this is a member still, their standing if they have one)"""
    row = work.one(_OF_LIVING, member_id=member_id)
    return (False, None) if row is None else (True, None if row.tier is None else _standing(row))


def _standing(row: Row | None) -> Standing | None:
    return None if row is None else Standing(row.tier, row.since, row.until, row.floor or "")


def put(work: Work, member_id: str, standing: Standing) -> None:
    work.run(
        _PUT,
        member_id=member_id,
        tier=standing.tier,
        since=standing.since,
        until=standing.until,
        floor=standing.floor or None,
        due_at=standing.until,
    )


def due(work: Work, limit: int) -> list[str]:
    """Members whose standing is to be looked at by now."""
    return [row.member_id for row in work.all(_DUE, now=work.now, limit=limit)]


def look_again(work: Work, member_ids: Sequence[str], at: datetime) -> None:
    """Look at those that did not change again at this instant."""
    work.run(
        standings.update()
        .where(standings.c.member_id.in_(member_ids), standings.c.due_at <= work.now)
        .values(due_at=at)
    )
