"""What befalls campaigns by themselves: they begin, reach their audience, are stopped by their limits, and end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from actions import campaign, campaign_offers, campaign_reach, program
from actions.campaign_reach import NOBODY
from rules.campaign import Daily, Monthly, Weekly, campaign_of
from rules.campaign_days import latest_day
from rules.campaign_progress import OVER
from rules.program import Program
from rules.recall import YOUNG
from rules.schedule import local_day
from rules.segment import SegmentInvalid
from storage import campaign_deliveries as deliveries
from storage import campaigns as rows
from storage.work import Row, TooSlow, Work

TRIED_MIN = 50  # before a share of failures says anything
SKIPPED_MAX = 2_000  # in one unit
SLOW_MEMBERS_MAX = 200  # looked at in one unit where more take too long
# Why one is over, or of one that goes by itself why its last look found nobody.
FAILING, BUDGET, EXPRESSION, BLOCKED, SLOW = "failures", "budget", "expression", "blocked", "slow"
LEFT, LEFT_PAUSED = "left", "left_paused"  # the programme has it no more, or as another kind
BY_ITSELF = (FAILING, BUDGET, EXPRESSION)  # that which goes by itself ends of
SPENDING = ("running", "paused")

Act = Callable[[Work, Row], Mapping[str, int]]


def any_open(work: Work) -> bool:
    """Whether `step` may find something; a look that spares an idle program its empty commits."""
    return rows.any_open(work)


def step(work: Work) -> Mapping[str, int]:
    """Do the next piece of work of the first campaign that has some; nothing when none has."""
    for row in rows.open_ones(work):
        done = _left_out(work, row) if row.state in OVER else _of(work, row)
        if done:
            return done
    return {}


def _of(work: Work, row: Row) -> Mapping[str, int]:
    if _next(work, row) is None:
        return {}
    # Somebody may have changed it since it was looked at; from here on nobody does.
    locked = rows.lock(work, row.campaign)
    act = _next(work, locked) if locked is not None and locked.state not in OVER else None
    return act(work, locked) if act is not None and locked is not None else {"again": 1}


def _next(work: Work, row: Row) -> Act | None:
    """What is to be done with one that is not over."""
    if row.state == "scheduled":
        return _begun if row.starts_at <= work.now else None
    if _is_failing(row):
        return _failing
    if row.state != "running":
        return None
    if campaign_of(row.document).is_standing:
        # Of those that go on a schedule a pass is open; whoever else is meant is found by what befell them.
        return _reached if row.starts_at is not None and row.reached_at is None else None
    if row.reached_at is None:
        return _reached
    return None if deliveries.any_left(work, row.campaign) else _ended


def _begun(work: Work, row: Row) -> Mapping[str, int]:
    """What has changed since it was scheduled may keep it from starting."""
    try:
        with work.attempt():
            why = campaign.hindrance(work, row.campaign, program.current(work))
    except TooSlow:
        why = ""  # whoever is looked for is found when it is reached
    if why:
        return _failed(work, row, NOBODY if why == NOBODY else BLOCKED)
    campaign.begin(work, row.campaign)
    return {"begun": 1}


def _reached(work: Work, row: Row) -> Mapping[str, int]:
    """By a smaller range where the usual one takes too long."""
    in_force = program.current(work)
    day = local_day(row.starts_at, in_force.program.zone) if row.starts_at is not None else None
    if day is not None and _is_past(work, in_force.program, row, day):
        rows.update(work, row.campaign, reached_at=work.now, reached_to=None)
        return {"past": 1}
    for size in (campaign_reach.MEMBERS_MAX, SLOW_MEMBERS_MAX):
        try:
            with work.attempt():
                return {"looked": campaign_reach.reach(work, in_force, row, day, size) or 1}
        except SegmentInvalid:  # what it names is gone since it was written
            return _failed(work, row, EXPRESSION)
        except TooSlow:
            continue
    if not campaign_of(row.document).is_standing:
        return _failed(work, row, SLOW)
    rows.update(work, row.campaign, reached_at=work.now, reached_to=None, reason=SLOW)  # until its next day
    return {"slow": 1}


def _is_past(work: Work, in_force: Program, row: Row, day: date) -> bool:
    """Whether a pass was held up until the next one is due, which then goes alone."""
    on = campaign_of(row.document).on
    return isinstance(on, Daily | Weekly | Monthly) and day < latest_day(on, local_day(work.now, in_force.zone))


def _ended(work: Work, row: Row) -> Mapping[str, int]:
    _close(work, row)
    rows.update(work, row.campaign, state="done", reason="" if row.audience else NOBODY)
    return {"done": 1}


def _close(work: Work, row: Row) -> None:
    """Nothing is to come; whoever was erased meanwhile is among those who got nothing. row: locked."""
    done = row.sent + row.failed + row.blocked + row.unknown + row.skipped
    rows.add(work, row.campaign, {"skipped": max(0, row.audience - row.controls - done)})
    rows.update(work, row.campaign, ended_at=work.now)


def _is_failing(row: Row) -> bool:
    """Whoever left us long ago says nothing of this campaign, so that a first one is not stopped by them."""
    count, failed = tried(row) - row.tried_before, row.failed - row.failed_before
    percent = campaign_of(row.document).stop_failed_percent
    return bool(count >= TRIED_MIN and failed * 100 >= percent * count)


def tried(row: Row) -> int:
    return int(row.sent + row.failed + row.unknown)


def _failing(work: Work, row: Row) -> Mapping[str, int]:
    return _failed(work, row, FAILING)


def _failed(work: Work, row: Row, reason: str) -> Mapping[str, int]:
    rows.update(work, row.campaign, state="failed", reason=reason)
    return {"failed": 1}


def _left_out(work: Work, row: Row) -> Mapping[str, int]:
    """Whoever still waits of one that is over gets nothing."""
    # Before the campaign's own row, as a sender takes them: else two could wait for each other.
    skipped = deliveries.skip_rest(work, row.campaign, row.state, SKIPPED_MAX)
    unused = campaign_offers.take_back(work, skipped)
    rows.add(work, row.campaign, {"skipped": len(skipped)})
    campaign_offers.put_back(work, unused)
    if skipped:
        return {"skipped": len(skipped)}
    if _is_settled(work, row):
        # A recall may have come meanwhile, and is not to be forgotten.
        locked = rows.lock(work, row.campaign)
        if locked is not None and locked.ended_at is None and _is_settled(work, locked):
            _close(work, locked)
    return {}


def _is_settled(work: Work, row: Row) -> bool:
    taken_back = row.recalled_at is None or not deliveries.any_to_recall(work, row.campaign, work.now - YOUNG)
    return taken_back and not deliveries.any_left(work, row.campaign)


# ------------------------------------------------------------------ budgets


def spent(work: Work) -> list[int]:
    """Those that are open and have given as many points as they may; a read, now and then."""
    limited = [(row, campaign_of(row.document).budget_points) for row in rows.open_ones(work) if row.state in SPENDING]
    return [
        row.campaign
        for row, budget in limited
        if budget is not None and rows.points_given(work, row.campaign) >= budget
    ]


def stop_spent(work: Work, numbers: Iterable[int]) -> None:
    """Stop these, as far as nobody did meanwhile."""
    for number in numbers:
        row = rows.lock(work, number)
        if row is not None and row.state in SPENDING:
            rows.update(work, number, state="stopped", reason=BUDGET)
