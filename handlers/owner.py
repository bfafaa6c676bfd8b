"""What the owner asks for between the daily digests."""

from __future__ import annotations

from actions import digest, expiry
from handlers.route import on
from handlers.visit import NotStaff, Stale, Visit
from screens import owner
from screens.screen import Screen


@on.pressed("digest", looks_only=True)
def show(visit: Visit) -> Screen:
    _only_owner(visit)
    return owner.digest(visit.texts, digest.of_day_before(visit.work, visit.work.now))


@on.pressed("clock")
def clock(visit: Visit, word: str) -> Screen:
    """After a jump the owner says that the clock is right."""
    _only_owner(visit)
    if word != "right":
        raise Stale
    expiry.resume_expiry(visit.work)
    return owner.clock_right(visit.texts)


def _only_owner(visit: Visit) -> None:
    if visit.staff is None or visit.staff.role != "owner":
        raise NotStaff
