"""What a member has now, what is on its way, what burns when."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from actions import program
from rules.balance import Balance, Burning, Gift, Pending
from rules.ledger import POINTS
from rules.ledger import available as usable
from rules.lifetime import last_usable_day
from rules.welcome import WELCOME
from storage import ledger as rows
from storage.work import Work

GROUPS_MAX = 12  # dates shown; the rest burns later still


def of(work: Work, member_id: str) -> Balance:
    """Read from the lots themselves, so it is true whether or not any job has run."""
    zone = program.current(work).program.zone
    account = rows.account(work, member_id, POINTS)
    lots = rows.lots_left(work, member_id, POINTS)
    pending: dict[datetime, int] = defaultdict(int)
    burning: dict[datetime, int] = defaultdict(int)
    for lot in lots:
        if lot.active_at > work.now:
            pending[lot.active_at] += lot.remaining
        elif lot.expires_at is not None and lot.usable(work.now) and lot.free:
            burning[lot.expires_at] += lot.free
    return Balance(
        available=usable(lots, work.now),
        pending=tuple(Pending(points, at) for at, points in sorted(pending.items())[:GROUPS_MAX]),
        held=account.held if account else 0,
        debt=account.debt if account else 0,
        burning=tuple(
            Burning(points, last_usable_day(at, zone), at) for at, points in sorted(burning.items())[:GROUPS_MAX]
        ),
    )


def gift(work: Work, member_id: str) -> Gift:
    """What is left of the newcomer's gift."""
    zone = program.current(work).program.zone
    lots = [lot for lot in rows.lots_left(work, member_id, POINTS) if lot.source == WELCOME and lot.usable(work.now)]
    ends = [lot.expires_at for lot in lots if lot.expires_at is not None]
    return Gift(sum(lot.free for lot in lots), last_usable_day(min(ends), zone) if ends else None)
