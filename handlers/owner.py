"""What the owner asks for between the daily digests."""

from __future__ import annotations

from actions import digest
from handlers.route import on
from handlers.visit import NotStaff, Visit
from screens import owner
from screens.screen import Screen


@on.pressed("digest", looks_only=True)
def show(visit: Visit) -> Screen:
    if visit.staff is None or visit.staff.role != "owner":
        raise NotStaff
    return owner.digest(visit.texts, digest.of_day_before(visit.work, visit.work.now))
