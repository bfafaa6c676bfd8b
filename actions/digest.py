"""Yesterday in figures, for the owner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions import program, staff
from actions.notice import announce
from rules.digest import Digest
from rules.ledger import POINTS
from rules.notice import Digested
from rules.schedule import MIDNIGHT, instant, local_day
from storage import digests as rows
from storage.work import Work

NEWS = timedelta(days=1)


def of_day_before(work: Work, at: datetime) -> Digest:
    """The local day before this instant, by the programme's zone."""
    in_force = program.current(work).program
    day = local_day(at, in_force.zone) - timedelta(days=1)
    since = instant(day, MIDNIGHT, in_force.zone)
    until = instant(day + timedelta(days=1), MIDNIGHT, in_force.zone)
    people, sales = rows.people(work, since, until), rows.sales(work, since, until)
    moved = rows.moved(work, POINTS, since, until)
    liability = rows.liability(work, POINTS)
    return Digest(
        day=day,
        new_members=people.newcomers,
        members=people.everybody,
        purchases=sales.purchases,
        turnover_minor=int(sales.turnover_minor),
        issued=moved.get("issued", 0),
        spent=-moved.get("spent", 0),
        burned=-moved.get("expired", 0),
        clawed=-moved.get("clawed_back", 0),
        liability_points=liability,
        liability_minor=liability * in_force.redemption.point_value_minor,
        undelivered=rows.undelivered(work, since, until),
    )


def tell(work: Work, digest: Digest) -> Mapping[str, int]:
    """Announce it to every owner, once."""
    owners = staff.owners(work)
    for owner in owners:
        key = f"digest:{digest.day}:{owner}"
        announce(work, None, Digested(digest=digest), key=key, staff_id=owner, stale_at=work.now + NEWS)
    return {"owners": len(owners)}
