"""Ask members how they liked it: goes by the purchases that became due since the last look, never by the whole base."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

from actions import program
from actions.notice import announce
from rules.feedback import Habits, Survey, question
from rules.feedback_notice import NpsAsked, RatingAsked
from rules.program_feedback import Feedback
from storage import feedback as rows
from storage import marks
from storage.columns import from_micros, micros
from storage.work import Row, Work

PURCHASES_MAX = 200  # in one unit
NEWS = timedelta(days=2)  # asked later, nobody would know any more which purchase is meant
MARK = "feedback_asked_to"
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"  # after every purchase
_NPS_STALE = timedelta(days=7)


def ask(work: Work, limit: int = PURCHASES_MAX) -> Mapping[str, int]:
    """Put the questions that are due, and go on from there; nothing when all were.

    Whoever muted them, wants silence or cannot be reached is not asked, and may be asked after a later purchase.
    """
    plan = program.current(work).program.feedback
    if not plan.asks:
        return {}
    until = work.now - timedelta(hours=plan.after_hours)
    mark = marks.get(work, MARK)
    if mark is None:
        # The first look: what was bought before anybody was to be asked is not asked about.
        marks.put(work, MARK, [micros(until), _LAST])
        return {}
    # What is too old after a downtime, or after a time without questions, is passed over.
    after = max((from_micros(mark[0]), str(mark[1])), (until - NEWS, _LAST))
    if after >= (until, _LAST):
        return {}
    found = rows.bought(work, after, until, limit)
    asked = _ask(work, plan, found)
    at, last = (found[-1].at, found[-1].purchase_id) if len(found) == limit else (until, _LAST)
    marks.put(work, MARK, [micros(at), last])
    return {"purchases": len(found), "asked": asked} if found else {}


def _ask(work: Work, plan: Feedback, found: Sequence[Row]) -> int:
    # One question to each, after the last of their purchases.
    of_member = {row.member_id: row for row in found if _may_be_asked(work, row)}
    if not of_member:
        return 0
    before, bought = rows.asked_before(work, of_member), rows.purchases_of(work, of_member)
    due: list[tuple[Row, Survey]] = []
    for member_id, row in of_member.items():
        last = before.get(member_id)
        habits = Habits(
            purchases=bought.get(member_id, 0),
            asked_at=last.asked_at if last else None,
            nps_asked_at=last.nps_asked_at if last else None,
            chance=_chance(row.purchase_id),
        )
        survey = question(plan, habits, work.now)
        if survey is not None:
            due.append((row, survey))
    rows.insert(work, [_put(work, row, survey) for row, survey in due])
    return len(due)


def _may_be_asked(work: Work, row: Row) -> bool:
    silent = row.snoozed_until is not None and row.snoozed_until > work.now
    return not silent and "surveys" not in row.muted


def _put(work: Work, row: Row, survey: Survey) -> dict[str, object]:
    """Announce the question; its row."""
    rating_id = work.fresh_id()
    if survey == "nps":
        asked: NpsAsked | RatingAsked = NpsAsked(rating_id=rating_id)
    else:
        asked = RatingAsked(rating_id=rating_id, sum_minor=row.sum_minor, at=row.at, place=row.location)
    stale_at = work.now + (_NPS_STALE if survey == "nps" else NEWS)
    announce(work, row.member_id, asked, key=f"rating_asked:{rating_id}", stale_at=stale_at)
    return {
        "member_id": row.member_id,
        "rating_id": rating_id,
        "kind": survey,
        "purchase_id": row.purchase_id,
        "location": row.location,
        "partner": row.partner,
        "asked_at": work.now,
    }


def _chance(purchase_id: str) -> int:
    """0 to 99, the same for a purchase whenever it is looked at."""
    return int.from_bytes(hashlib.sha256(purchase_id.encode()).digest()[:4], "big") % 100
