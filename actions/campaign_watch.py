"""What befalls campaigns by themselves: they begin, reach their audience, are stopped by their limits, and end."""

from __future__ import annotations

from collections.abc import Mapping

from actions import campaign, campaign_offers, campaign_reach, program
from actions.campaign_reach import NOBODY
from rules.campaign import campaign_of
from rules.campaign_progress import OVER
from rules.schedule import local_day
from rules.segment import SegmentInvalid
from storage import campaign_deliveries as deliveries
from storage import campaigns as rows
from storage.work import Row, Work

TRIED_MIN = 50  # before a share of failures says anything
SKIPPED_MAX = 2_000  # in one unit
FAILING, BUDGET, EXPRESSION = "failures", "budget", "expression"


def any_open(work: Work) -> bool:
    """Whether `step` may find something; a look that spares an idle program its empty commits."""
    return rows.any_open(work)


def step(work: Work) -> Mapping[str, int]:
    """Do the next piece of work of the first campaign that has some; nothing when none has."""
    for row in rows.open_ones(work):
        done = _of(work, row)
        if done:
            return done
    return {}


def _of(work: Work, row: Row) -> Mapping[str, int]:
    if row.state == "scheduled" and row.starts_at <= work.now:
        return _changed(work, row) or _begun(work, row)
    if row.state in OVER:
        return _left_out(work, row)
    if row.state in ("running", "paused"):
        if _is_failing(row):
            return _changed(work, row) or _failed(work, row, FAILING)
        if _is_spent(work, row):
            return _changed(work, row) or _spent(work, row)
    if row.state != "running":
        return {}
    if campaign_of(row.document).is_standing:
        # Of those that go on a schedule a pass is open; whoever else is meant is found by what befell them.
        under_way = row.starts_at is not None and row.reached_at is None
        return (_changed(work, row) or _reached(work, row)) if under_way else {}
    if row.reached_at is None:
        return _changed(work, row) or _reached(work, row)
    if not deliveries.any_left(work, row.campaign):
        return _changed(work, row) or _ended(work, row)
    return {}


def _changed(work: Work, row: Row) -> Mapping[str, int]:
    """Lock the campaign; what to say when somebody changed it since it was looked at."""
    locked = rows.lock(work, row.campaign)
    same = locked is not None and (locked.state, locked.reached_to) == (row.state, row.reached_to)
    return {} if same else {"again": 1}


def _begun(work: Work, row: Row) -> Mapping[str, int]:
    campaign.begin(work, row.campaign)
    return {"begun": 1}


def _reached(work: Work, row: Row) -> Mapping[str, int]:
    in_force = program.current(work)
    day = local_day(row.starts_at, in_force.program.zone) if row.starts_at is not None else None
    try:
        return {"looked": campaign_reach.reach(work, in_force, row, day) or 1}
    except SegmentInvalid:  # what it names is gone since it was written
        return _failed(work, row, EXPRESSION)


def _ended(work: Work, row: Row) -> Mapping[str, int]:
    _close(work, row)
    rows.update(work, row.campaign, state="done", reason="" if row.audience else NOBODY)
    return {"done": 1}


def _close(work: Work, row: Row) -> None:
    """Nothing is to come; whoever was erased meanwhile is among those who got nothing."""
    done = row.sent + row.failed + row.blocked + row.unknown + row.skipped
    rows.add(work, row.campaign, {"skipped": max(0, row.audience - row.controls - done)})
    rows.update(work, row.campaign, ended_at=work.now)


def _is_failing(row: Row) -> bool:
    """Whoever blocked us for it counts as a failure."""
    tried = row.sent + row.failed + row.blocked + row.unknown
    percent = campaign_of(row.document).stop_failed_percent
    return bool(tried >= TRIED_MIN and (row.failed + row.blocked) * 100 >= percent * tried)


def _is_spent(work: Work, row: Row) -> bool:
    budget = campaign_of(row.document).budget_points
    return budget is not None and rows.points_given(work, row.campaign) >= budget


def _spent(work: Work, row: Row) -> Mapping[str, int]:
    campaign.stop(work, row.campaign, BUDGET)
    return {"stopped": 1}


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
    taken_back = row.recalled_at is None or not deliveries.any_to_recall(work, row.campaign)
    if not skipped and taken_back and not deliveries.any_left(work, row.campaign):
        _close(work, row)
    return {"skipped": len(skipped)} if skipped else {}
