"""A balance corrected by hand, with its reason."""

from __future__ import annotations

from actions import ledger, member, program
from actions.ledger import Cause
from rules.ledger import POINTS_MAX
from rules.lifetime import expires_at
from rules.refusal import Refused
from storage.work import Work

CLIENT = "owner"
REASON_MAX = 200


class ReasonInvalid(Refused):
    code = "reason_invalid"
    sentence = "Say why in 1 to {most} characters: the member reads it in the history."


class AdjustmentInvalid(Refused):
    code = "adjustment_invalid"
    sentence = "A correction by hand gives or takes from 1 to {most} points; this one says {points}."


def adjust(work: Work, phone: str, points: int, reason: str) -> int:
    """Give points, or take them (below 0); what may be spent then. Given ones live as earned ones do.

    Raises MemberUnknown, PhoneInvalid, AdjustmentInvalid, ReasonInvalid, NotEnoughPoints.
    """
    said = reason.strip()
    if not 1 <= len(said) <= REASON_MAX:
        raise ReasonInvalid(most=REASON_MAX)
    if not 1 <= abs(points) <= POINTS_MAX:
        raise AdjustmentInvalid(points=points, most=POINTS_MAX)
    member_id = member.by_phone(work, phone).member_id
    in_force = program.current(work)
    until = expires_at(in_force.program.earning.life, work.now, in_force.program.zone)
    cause = Cause(client=CLIENT, reason=said, program_version=in_force.version)
    ledger.adjust(work, member_id, points, cause, expires_at=until)
    return ledger.available(work, member_id)
