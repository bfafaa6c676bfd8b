"""Badges: given once, when what they are for has happened; one for purchases goes when a return undoes these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from actions import ledger, notice, program, webhook
from actions.ledger import Cause
from actions.program import InForce
from rules.game_notice import BadgeEarned
from rules.games import BADGE, BadgeFacts, By, badge_way
from rules.lifetime import expires_at, last_usable_day
from rules.program import Program
from rules.program_games import Badge
from storage import games as rows
from storage.work import Row, Work

SOURCE = "badge"  # of the lots that came with one
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(9999, 1, 1, tzinfo=UTC)


def bought(work: Work, member_id: str, in_force: InForce, cause: Cause) -> None:
    """After a purchase; friends too, for their reward may be of no points, and arrives unheard then."""
    _check(work, member_id, in_force, [one for one in in_force.program.badges if not one.action], cause)


def befriended(work: Work, member_id: str) -> None:
    """After the reward for an invited friend has arrived."""
    in_force = program.serving(work, member_id)
    due = [one for one in in_force.program.badges if one.friends]
    _check(work, member_id, in_force, due, Cause(client="kopilka", program_version=in_force.version))


def acted(work: Work, member_id: str, action: str, in_force: InForce, cause: Cause) -> None:
    """After an action was rewarded."""
    due = [one for one in in_force.program.badges if one.action == action]
    _check(work, member_id, in_force, due, cause)


def returned(work: Work, bought: Row, cause: Cause) -> None:
    """After a return, which is kept: a badge for purchases that what stays bought does not carry goes, with its points.

    By the terms that it was given by.
    """
    seen: dict[str, int] = {}
    for held in rows.badges_of(work, bought.member_id).values():
        badge = program.of_version(work, held.program_version).badge(held.badge)
        assert badge is not None, "it was given by this programme"
        by, needed = badge_way(badge)
        if by not in ("purchases", "spend") or _done(work, bought.member_id, badge, by, seen) >= needed:
            continue
        rows.take_badge(work, bought.member_id, badge.name)
        if held.points:
            ledger.cancel(work, bought.member_id, SOURCE, held.points, replace(cause, source_id=held.source_id))


def facts(work: Work, member_id: str, in_force: Program) -> tuple[BadgeFacts, ...]:
    """Every badge of the programme, in its order, with how far this member has come."""
    if not in_force.badges:
        return ()
    held, seen = rows.badges_of(work, member_id), dict[str, int]()
    since = {name: row.at for name, row in held.items()}
    return tuple(_facts(work, member_id, one, since.get(one.name), seen) for one in in_force.badges)


def _facts(work: Work, member_id: str, badge: Badge, at: datetime | None, seen: dict[str, int]) -> BadgeFacts:
    by, needed = badge_way(badge)
    done = needed if at else min(needed, _done(work, member_id, badge, by, seen))
    return BadgeFacts(
        badge=badge.name,
        icon=badge.icon,
        by=by,
        done=done,
        needed=needed,
        at=at,
        action=badge.action or "",
        points=badge.points or 0,
    )


def _check(work: Work, member_id: str, in_force: InForce, badges: Sequence[Badge], cause: Cause) -> None:
    if not badges:
        return
    held, seen = rows.badges_of(work, member_id), dict[str, int]()
    for badge in badges:
        if badge.name in held:
            continue
        by, needed = badge_way(badge)
        if _done(work, member_id, badge, by, seen) >= needed:
            _give(work, member_id, badge, in_force, cause)


def _give(work: Work, member_id: str, badge: Badge, in_force: InForce, cause: Cause) -> None:
    points, version = badge.points or 0, in_force.version
    if not rows.give_badge(
        work, member_id, badge.name, points=points, source_id=cause.source_id, program_version=version
    ):
        return
    zone = in_force.program.zone
    until = expires_at(badge.life, work.now, zone) if badge.points else None
    if badge.points:
        why = Cause(
            client=cause.client,
            reason=BADGE + badge.name,
            source_id=cause.source_id,
            location=cause.location,
            program_version=in_force.version,
        )
        ledger.earn(work, member_id, badge.points, why, source=SOURCE, expires_at=until)
    said = BadgeEarned(
        badge=badge.name,
        icon=badge.icon,
        points=badge.points or 0,
        available=ledger.available(work, member_id),
        last_day=last_usable_day(until, zone) if until else None,
    )
    notice.announce(work, member_id, said, key=f"badge:{member_id}:{badge.name}:{cause.source_id}")
    webhook.emit(work, "badge.earned", {"member_id": member_id, "badge": badge.name, "points": said.points})


def _done(work: Work, member_id: str, badge: Badge, by: By, seen: dict[str, int]) -> int:
    """How far the member has come. seen: what was counted before, for several badges count the same."""
    key = f"{by}:{badge.action or ''}"
    if key not in seen:
        if by in ("purchases", "spend"):
            purchases, spend = rows.sums_between(work, member_id, _EVER, _END)
            seen |= {"purchases:": purchases, "spend:": spend}
        elif by == "friends":
            seen[key] = rows.friends(work, member_id)
        else:
            seen[key] = rows.deeds_of(work, member_id, badge.action or "")
    return seen[key]
