"""All that makes collecting a game, at once: after a purchase, and as a member sees it."""

from __future__ import annotations

from datetime import datetime

from actions import badge, challenge, draw
from actions.ledger import Cause
from actions.program import InForce
from rules.games import GamesFacts
from rules.program import Program
from rules.schedule import local_day
from storage.work import Row, Work


def bought(work: Work, member_id: str, net_minor: int, at: datetime, in_force: InForce, cause: Cause) -> None:
    """Give what a purchase of this instant, which is recorded, reached; it costs nothing where there are no games."""
    if not has(in_force.program):
        return
    day = local_day(at, in_force.program.zone)
    draw.bought(work, member_id, net_minor, day, in_force, cause)
    challenge.bought(work, member_id, day, in_force, cause)
    badge.bought(work, member_id, in_force, cause)


def returned(work: Work, bought: Row, cause: Cause) -> None:
    """Take back what is not reached any more, now that this return is kept; tickets of the purchase itself aside."""
    challenge.returned(work, bought, cause)
    badge.returned(work, bought, cause)


def facts(work: Work, member_id: str, in_force: Program) -> GamesFacts:
    """Everything there is to win, with how far this member has come."""
    return GamesFacts(
        badges=badge.facts(work, member_id, in_force),
        challenges=challenge.facts(work, member_id, in_force),
        draws=tuple(draw.facts(work, member_id, one, in_force) for one in in_force.draws),
    )


def has(in_force: Program) -> bool:
    return bool(in_force.badges or in_force.challenges or in_force.draws)
