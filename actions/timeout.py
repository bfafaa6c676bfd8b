"""Let go of what waited too long: holds at a till, questions to a member."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from actions import ledger, program
from actions.ledger import Cause, HoldClosed
from actions.notice import announce
from rules.ledger import POINTS
from rules.notice import HoldReleased
from storage import ledger as rows
from storage import till
from storage.work import Work

BATCH_MAX = 25  # in one unit
NEWS_DAYS = 1


def holds(work: Work, limit: int = BATCH_MAX) -> Mapping[str, int]:
    """Void the next holds whose time is out; what their lots lost meanwhile burns."""
    due = rows.holds_due(work, limit)
    if not due:
        return {}
    cause = Cause(client="schedule", reason="timeout", program_version=program.current(work).version)
    for member_id, hold_id in sorted(due):
        hold = rows.hold(work, hold_id)
        assert hold is not None, "a hold is never deleted"
        try:
            points = ledger.void(work, hold_id, cause, state="expired")
        except HoldClosed:  # captured or let go at this very moment
            continue
        if hold.asset == POINTS:
            available = ledger.available(work, member_id)
            released = HoldReleased(points=points, available=available, burned=hold.amount - points)
            stale_at = work.now + timedelta(days=NEWS_DAYS)
            announce(work, member_id, released, key=f"hold_released:{hold_id}", stale_at=stale_at)
    return {"holds": len(due)}


def questions(work: Work, limit: int = BATCH_MAX) -> Mapping[str, int]:
    """Close the next questions that a member did not answer."""
    overdue = till.overdue(work, limit)
    till.withdraw(work, [question.request_id for question in overdue])
    return {"questions": len(overdue)} if overdue else {}
