"""What members do besides buying, and the points that the programme gives for it: once, and within its limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions import badge, ledger, notice, program, webhook
from actions.ledger import Cause
from actions.program import InForce
from rules.deed import BY_ITSELF, PREFIX, ProfileFacts, limit_of, missing
from rules.ledger import POINTS
from rules.lifetime import activates_at, expires_at, last_usable_day
from rules.member import Member
from rules.program_formats import Action
from rules.refusal import Refused
from rules.reward_notice import ActionRewarded
from rules.schedule import local_day
from rules.webhook import instant
from storage import deeds as rows
from storage import ledger as accounts
from storage import uses
from storage.work import Row, Work

SOURCE = "action"  # of the lots that these rewards are


class ActionUnknown(Refused):
    code = "action_unknown"
    sentence = "There is no action {name} that can be reported; the programme has {known}."


class ActionLimitReached(Refused):
    code = "action_limit_reached"
    sentence = "Rewards that the member got for {name}: {times}; the programme gives no more for now."


class BudgetSpent(Refused):
    code = "budget_spent"
    sentence = "Points left of the budget of {name}: {left}; a reward takes {points}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """available: points that may be spent now. repeated: this very event was rewarded before, and nothing was done."""

    deed_id: str
    action: str
    points: int
    active_at: datetime
    expires_at: datetime | None
    available: int
    repeated: bool = False


def done(work: Work, member_id: str, name: str, client: str, reference: str, location: str = "") -> Done:
    """Reward a member, whom the caller found, for what was reported; the same reference again does nothing more.

    Raises ActionUnknown, ActionLimitReached, BudgetSpent.
    """
    in_force = program.serving(work, member_id, location)
    action = in_force.program.action(name)
    if action is None or action.on in BY_ITSELF:
        known = [each.name for each in in_force.program.actions if each.on not in BY_ITSELF]
        raise ActionUnknown(name=name, known=", ".join(known) or "none")
    accounts.lock_account(work, member_id, POINTS)
    before = rows.get(work, member_id, name, reference)
    if before is not None:
        return _done(work, before, repeated=True)
    return _reward(work, member_id, action, in_force, client, reference, location)


def registered(work: Work, member_id: str, client: str) -> None:
    """Reward whoever joined just now, where the programme does."""
    _by_itself(work, member_id, "registration", client)


def profile_changed(work: Work, member: Member) -> None:
    """Reward a profile that is whole now, where the programme does."""
    if not missing(member):
        _by_itself(work, member.member_id, "profile_completed", "member")


def profile(work: Work, member: Member) -> ProfileFacts | None:
    """What a whole profile would earn this member and what it lacks; None when nothing is to be had for it."""
    in_force = program.serving(work, member.member_id).program
    due = [
        action.points
        for action in in_force.actions
        if action.on == "profile_completed" and rows.get(work, member.member_id, action.name, "") is None
    ]
    lacking = missing(member)
    return ProfileFacts(missing=lacking, points=sum(due)) if due and lacking else None


def _by_itself(work: Work, member_id: str, on: str, client: str) -> None:
    """What the programme knows by itself is rewarded once, or not at all: nobody is there to be refused."""
    in_force = program.serving(work, member_id)
    due = [action for action in in_force.program.actions if action.on == on]
    if not due:
        return
    accounts.lock_account(work, member_id, POINTS)
    for action in due:
        try:
            _reward(work, member_id, action, in_force, client, "", "")
        except (ActionLimitReached, BudgetSpent):
            continue


def _reward(
    work: Work, member_id: str, action: Action, in_force: InForce, client: str, reference: str, location: str
) -> Done:
    zone = in_force.program.zone
    day, key = local_day(work.now, zone), PREFIX + action.name
    _check(work, member_id, action, key, in_force)
    active_at = activates_at(action.pending_days, work.now, zone)
    values = {
        "member_id": member_id,
        "deed_id": work.fresh_id(),
        "action": action.name,
        "reference": reference,
        "points": action.points,
        "active_at": active_at,
        "expires_at": expires_at(action.life, active_at, zone),
        "client": client,
        "at": work.now,
    }
    cause = Cause(
        client=client,
        reason=key,
        source_id=str(values["deed_id"]),
        location=location,
        program_version=in_force.version,
    )
    ledger.earn(
        work,
        member_id,
        action.points,
        cause,
        source=SOURCE,
        active_at=active_at if active_at > work.now else None,
        expires_at=expires_at(action.life, active_at, zone),
    )
    rows.insert_one(work, values)
    uses.note(work, member_id, key, day, action.points)
    if action.budget is not None:
        uses.spend(work, key, action.points)
    kept = rows.get(work, member_id, action.name, reference)
    assert kept is not None, "it was put there just now"
    rewarded = _done(work, kept)
    _announce(work, member_id, rewarded, in_force)
    _tell(work, member_id, rewarded, client, location)
    badge.acted(work, member_id, action.name, in_force, cause)
    return rewarded


def _check(work: Work, member_id: str, action: Action, key: str, in_force: InForce) -> None:
    """Raises ActionLimitReached, BudgetSpent. The budget is locked by it."""
    limit = limit_of(action, local_day(work.now, in_force.program.zone))
    if limit is not None:
        times = uses.times(work, member_id, key, limit[1])
        if times >= limit[0]:
            raise ActionLimitReached(name=action.name, times=times)
    if action.budget is None:
        return
    left = action.budget - uses.lock_budgets(work, [key])[key]
    if left < action.points:
        raise BudgetSpent(name=action.name, left=max(0, left), points=action.points)


def _done(work: Work, row: Row, *, repeated: bool = False) -> Done:
    return Done(
        deed_id=row.deed_id,
        action=row.action,
        points=row.points,
        active_at=row.active_at,
        expires_at=row.expires_at,
        available=ledger.available(work, row.member_id),
        repeated=repeated,
    )


def _announce(work: Work, member_id: str, rewarded: Done, in_force: InForce) -> None:
    ends = rewarded.expires_at
    said = ActionRewarded(
        action=PREFIX + rewarded.action,
        points=rewarded.points,
        available=rewarded.available,
        last_day=last_usable_day(ends, in_force.program.zone) if ends else None,
        active_at=rewarded.active_at if rewarded.active_at > work.now else None,
    )
    notice.announce(work, member_id, said, key=f"deed:{rewarded.deed_id}")


def _tell(work: Work, member_id: str, rewarded: Done, client: str, location: str) -> None:
    facts = {
        "member_id": member_id,
        "deed_id": rewarded.deed_id,
        "action": rewarded.action,
        "points": rewarded.points,
        "active_at": instant(rewarded.active_at) if rewarded.active_at > work.now else None,
        "expires_at": instant(rewarded.expires_at) if rewarded.expires_at else None,
        "client": client,
        "location": location,
    }
    webhook.emit(work, "deed.rewarded", facts)
