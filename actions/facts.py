"""Each member's figures, cell and stage: counted anew when something changed or time changes it, never by a till."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions import facts_kept, program, terciles
from rules.facts import Facts, Tastes, tastes
from rules.program import Program
from rules.rfm import Terms, fingerprint
from storage import facts as rows
from storage import marks
from storage.work import Row, Work

MEMBERS_MAX = 250  # in one unit, so that no purchase waits long for it
MARKS_MAX = 1_000  # read for them; one busy member has several
AFTER_ALL = "ffffffff-ffff-ffff-ffff-ffffffffffff"
WALK_UNITS_MAX = 100  # of the whole base in one run of the job: some ten seconds
UNITS = "units"  # in the state: the run that walked last, and how many units it had
TERMS = "terms"  # in the state: what the programme said when everybody was counted
NOTHING = Tastes()


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of a member's path: from this instant on."""

    at: datetime
    recency: int
    frequency: int
    monetary: int
    cell: str
    stage: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a count of everybody is, in members."""

    done: int
    total: int
    under_way: bool


# ------------------------------------------------------------------ who changed


def changed(work: Work, member_id: str) -> None:
    """Something was bought, returned, invited or joined: count this member soon. One row is added, and nobody waits."""
    rows.mark(work, member_id)


def changed_many(work: Work, member_ids: Iterable[str]) -> None:
    """The same for all of these at once, such as by an import."""
    rows.mark_many(work, sorted(member_ids))


# ------------------------------------------------------------------ counting


def step(work: Work, run_at: datetime | None = None) -> Mapping[str, int]:
    """Count the next members: who changed, else whom time changed, else the next ones of the whole base under way.

    run_at: the run of the job that it is a step of, each of which walks through a part of the base only, so that other
    jobs have their turns; without one, to the end. How many were looked at; nothing when nobody is left to this run.
    Raises NoProgram.
    """
    in_force = program.current(work).program
    state = _noticed(work, in_force, rows.hold(work))
    terms = terciles.terms_of(in_force, state)
    ids = rows.take_marked(work, MEMBERS_MAX, MARKS_MAX) or rows.due(work, MEMBERS_MAX)
    if ids:
        count(work, ids, terms)
        return {"members": len(ids)}
    if rows.AFTER in state:
        return _walk(work, state, terms) if _has_turn(state, run_at) else {}
    return terciles.rescore(work, state, terms)


def _has_turn(state: dict[str, Any], run_at: datetime | None) -> bool:
    """Whether this run may go on with the whole base; counts its units in the state."""
    if run_at is None:
        return True
    name = run_at.isoformat()
    units = state[UNITS][1] if UNITS in state and state[UNITS][0] == name else 0
    state[UNITS] = [name, units + 1]
    return bool(units < WALK_UNITS_MAX)


def count(work: Work, ids: Collection[str], terms: Terms) -> None:
    """Count these members from their purchases: a handful of statements, however many purchases they have."""
    living = rows.living(work, ids)
    gone = [one for one in ids if one not in living]
    if gone:  # erased or joined with another since they were marked, or while they were counted before
        rows.forget(work, gone)
    if not living:
        return
    before = rows.kept(work, living)
    facts = _facts(work, living, terms)
    facts_kept.keep(work, before, facts, terms)


def _facts(work: Work, ids: Collection[str], terms: Terms) -> dict[str, Facts]:
    sums = rows.sums(work, ids, work.now - terms.window)
    friends = rows.friends(work, ids)
    tasted = {member_id: tastes(mine, terms.zone) for member_id, mine in rows.bought(work, sums)}
    return {one: _of(sums.get(one), tasted.get(one, NOTHING), friends.get(one, (0, 0))) for one in sorted(ids)}


def _of(row: Row | None, tasted: Tastes, friends: tuple[int, int]) -> Facts:
    if row is None:
        return Facts(friends_joined=friends[0], friends_bought=friends[1])
    return Facts(
        purchases=row.purchases,
        spend_minor=int(row.spend_minor),
        first_at=row.first_at,
        last_at=row.last_at,
        window_purchases=row.window_purchases,
        window_spend_minor=int(row.window_spend_minor),
        window_first_at=row.window_first_at,
        typical_minor=tasted.typical_minor,
        category=tasted.category,
        place=tasted.place,
        hour=tasted.hour,
        friends_joined=friends[0],
        friends_bought=friends[1],
    )


def _walk(work: Work, state: dict[str, Any], terms: Terms) -> Mapping[str, int]:
    ids = rows.after(work, state[rows.AFTER], MEMBERS_MAX)
    if ids:
        count(work, ids, terms)
    state[rows.AFTER] = ids[-1] if ids else None
    if len(ids) < MEMBERS_MAX:
        del state[rows.AFTER]
    marks.put(work, rows.STATE, state)
    return {"members": len(ids), "walked": len(ids)} if ids else terciles.rescore(work, state, terms)


def _noticed(work: Work, in_force: Program, state: dict[str, Any]) -> dict[str, Any]:
    """Count the whole base when the programme counts otherwise than it did, as on the very first day."""
    now = fingerprint(in_force.rfm, in_force.zone)
    if state.get(TERMS) != now:
        state |= {TERMS: now, rows.AFTER: rows.BEFORE_ALL}
        state.pop(terciles.AT, None)
        marks.put(work, rows.STATE, state)
    return state


# ------------------------------------------------------------------ the whole base


def rebuild(work: Work) -> Progress:
    """Have everybody counted from their purchases again; a count of everybody that is under way goes on."""
    state = rows.hold(work)
    if rows.AFTER not in state:
        marks.put(work, rows.STATE, {**state, rows.AFTER: rows.BEFORE_ALL})
    return progress(work)


def progress(work: Work) -> Progress:
    state = marks.get(work, rows.STATE) or {}
    total = rows.counted_upto(work, AFTER_ALL)
    return Progress(
        total if rows.AFTER not in state else rows.counted_upto(work, state[rows.AFTER]), total, rows.AFTER in state
    )


# ------------------------------------------------------------------ asking and forgetting


def of(work: Work, member_id: str) -> Row | None:
    """The member's row of `member_facts`, or None for one who is not counted yet."""
    return rows.kept(work, [member_id]).get(member_id)


def path(work: Work, member_id: str) -> tuple[Turn, ...]:
    """How the member went through cells and stages, oldest first; a row for each change."""
    return tuple(Turn(*row[1:]) for row in rows.path(work, member_id))


def merged(work: Work, newcomer_id: str, into_id: str) -> None:
    """Two members are one: the newcomer's figures go, and both are looked at again."""
    rows.mark_many(work, (newcomer_id, into_id))
    rows.forget(work, [newcomer_id])


def forget(work: Work, member_id: str) -> None:
    """Take away the figures of who is erased, for good; to be called when all else of the member is gone.

    Waits for a counting under way, which would write them once more.
    """
    rows.hold(work)
    rows.unmark(work, member_id)
    rows.forget(work, [member_id])
