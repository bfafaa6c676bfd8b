"""Where the scores part when each has a third of the buyers: found once a month, and fixed in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions import facts_kept, program
from rules.money import MAX_AMOUNT_MINOR
from rules.program import Program
from rules.rfm import DAY, Cuts, Placed, Terms, as_value, cuts, due_at, needs_terciles, of_value, place
from storage import facts as rows
from storage import marks
from storage.columns import from_micros, micros
from storage.work import Row, Work

PAGE_ROWS = 1_000  # of figures in one unit; no purchase is read for them
AGAIN = timedelta(days=30)
BUYERS_MIN = 30  # thirds of fewer say little
GROWN = 2  # times as many buyers as there were: a new base
# In the state of the counting: where scores part, since when, for how many buyers, how far everybody was scored by it.
CUTS, AT, BUYERS, SCORED = "cuts", "cut_at", "buyers", "scored"


@dataclass(frozen=True, slots=True)
class Thirds:
    """What was found. buyers: who bought within the window."""

    cuts: Cuts
    buyers: int


def terms_of(in_force: Program, state: Mapping[str, Any]) -> Terms:
    """What members are counted and sorted by now. state: of the counting."""
    rfm = in_force.rfm
    found = of_value(state[CUTS]) if CUTS in state else None
    # Until the base has enough buyers, everybody spends neither little nor much.
    beginning = Cuts(rfm.recency_days, rfm.frequency, (0, MAX_AMOUNT_MINOR))
    return Terms(rfm, in_force.zone, cuts(rfm, found or beginning))


def look(work: Work) -> Thirds | None:
    """Where the base's thirds part, if it is time to find out: a month is over, or there are twice as many buyers.

    Reads all figures once, so that it has no place in a unit that writes. Raises NoProgram.
    """
    state, rfm = marks.get(work, rows.STATE) or {}, program.current(work).program.rfm
    if not needs_terciles(rfm) or rows.AFTER in state:
        return None  # while everybody is counted, the figures are of two kinds
    since = work.now - rfm.window_days * DAY
    buyers = rows.buyers(work, since)
    fresh = AT in state and work.now - from_micros(state[AT]) < AGAIN and buyers < GROWN * state[BUYERS]
    if fresh or buyers < BUYERS_MIN:
        return None
    return Thirds(_cuts(work, since, buyers), buyers)


def note(work: Work, found: Thirds | None) -> Mapping[str, int]:
    """Let scores part there from now on; everybody's are looked at again, a page at a time, by the counting."""
    if found is None:
        return {}
    state = rows.hold(work)
    moved = state.get(CUTS) != as_value(found.cuts)
    state |= {CUTS: as_value(found.cuts), AT: micros(work.now), BUYERS: found.buyers}
    marks.put(work, rows.STATE, {**state, SCORED: rows.BEFORE_ALL} if moved else state)
    return {"buyers": found.buyers, "moved": int(moved)}


def _cuts(work: Work, since: datetime, buyers: int) -> Cuts:
    third, two_thirds = -(-buyers // 3), -(-2 * buyers // 3)
    frequency, monetary = (
        (rows.at_rank(work, column, since, third - 1) + 1, rows.at_rank(work, column, since, two_thirds - 1) + 1)
        for column in ("window_purchases", "window_spend_minor")
    )
    recent = rows.at_rank(work, "last_at", since, buyers - third)
    older = rows.at_rank(work, "last_at", since, buyers - two_thirds)
    return Cuts((_days(work, recent), _days(work, older)), frequency, monetary)


def _days(work: Work, at: datetime) -> int:
    """Of so many days and fewer, that this instant is within them."""
    return max((work.now - at) // DAY, 0) + 1


def rescore(work: Work, state: dict[str, Any], terms: Terms) -> Mapping[str, int]:
    """Score the next page of members by cuts that moved, from the figures that are kept; nothing when all are."""
    if SCORED not in state:
        return {}
    page = rows.page(work, state[SCORED], PAGE_ROWS)
    scored = [(row, *_again(row, terms, work.now)) for row in page]
    moved = [(row, now_at, due) for row, now_at, due in scored if (facts_kept.placed(row), row.due_at) != (now_at, due)]
    rows.place(work, [{"of_member": row.member_id, **now_at._asdict(), "due_at": due} for row, now_at, due in moved])
    turned = [(row, now_at) for row, now_at, _ in moved if facts_kept.placed(row) != now_at]
    rows.put_steps(work, [facts_kept.turn(row.member_id, now_at, work.now) for row, now_at in turned])
    if len(page) < PAGE_ROWS:
        del state[SCORED]
    else:
        state[SCORED] = page[-1].member_id
    marks.put(work, rows.STATE, state)
    return {"scored": len(page)}


def _again(row: Row, terms: Terms, now: datetime) -> tuple[Placed, datetime | None]:
    """Where a kept row's figures put the member, and when to count them again: never later than was planned."""
    facts = facts_kept.facts_of(row)
    due = [at for at in (row.due_at, due_at(facts, terms, now)) if at is not None]
    return place(facts, terms, now), min(due, default=None)
