"""Burn points whose life has ended, once per lot; and stand still while the clock is not believed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from actions import ledger, program, staff
from actions.ledger import Cause
from actions.notice import announce
from rules.gift_card import GIFT
from rules.ledger import POINTS
from rules.notice import Burned, ClockJumped
from rules.schedule import local_day
from storage import ledger as rows
from storage import marks
from storage.work import Work

LOTS_MAX = 50  # in one unit
NEWS_DAYS = 3  # later it is no news any more
_PAUSED = "expiry_paused"


def sweep(work: Work, limit: int = LOTS_MAX) -> Mapping[str, int]:
    """Burn the free points of the next expired lots, and tell each member once a day."""
    expiring = rows.expiring_members(work, limit)
    if not expiring:
        return {}
    in_force = program.current(work)
    cause = Cause(client="schedule", reason="expired", program_version=in_force.version)
    day = local_day(work.now, in_force.program.zone)
    total = 0
    for member_id, asset in sorted(expiring, key=_place):
        points = ledger.expire(work, member_id, cause, asset=asset)
        if points and asset == POINTS:
            total += points
            burned = Burned(points=points, available=ledger.available(work, member_id))
            stale_at = work.now + timedelta(days=NEWS_DAYS)
            announce(work, member_id, burned, key=f"burned:{member_id}:{day}", stale_at=stale_at)
    return {"accounts": len(expiring), "points": total}


def _place(account: tuple[str, str]) -> tuple[bool, str, str]:
    """In the one order of locks: members before gift cards, each by id."""
    member_id, asset = account
    return asset == GIFT, member_id, asset


def paused(work: Work) -> bool:
    """Whether the clock jumped and nobody has said yet that it is right."""
    return marks.get(work, _PAUSED) is not None


def pause(work: Work, by: timedelta) -> None:
    """Burn nothing, and let nothing else go by dates, until `resume_expiry`. by: how far the clock jumped."""
    if paused(work):
        return
    marks.put(work, _PAUSED, {"at": work.now.isoformat(), "by_seconds": int(by.total_seconds())})
    jumped = ClockJumped(minutes=round(by.total_seconds() / 60))
    for owner in staff.owners(work):
        announce(work, None, jumped, key=f"clock:{work.fresh_id()}", staff_id=owner)


def resume_expiry(work: Work) -> None:
    """The owner says that the clock is right."""
    marks.drop(work, _PAUSED)
