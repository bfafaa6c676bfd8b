"""What a messenger's answer means for the delivery."""

from __future__ import annotations

from actions.delivery import Letter
from channels.channel import Gone, NotSent, Outcome, Rejected, Sent, Unauthorized, Unknown, Wait
from rules.delivery import Result, not_sent, unknown

UNAUTHORIZED = "unauthorized"


def result(letter: Letter, outcome: Outcome) -> Result:
    """Return the row's new state; only an answer that may stand for a try spends an attempt."""
    attempts, unknowns = letter.attempts, letter.unknowns
    match outcome:
        case Sent(message_id):
            return Result(state="sent", message_id=message_id, attempts=attempts + 1, unknowns=unknowns)
        case Unknown(reason):
            return unknown(letter.category, attempts, unknowns, reason)
        case NotSent(reason):
            return not_sent(attempts, unknowns, reason)
        case Wait(seconds):
            return Result(
                state="queued", reason="too many", attempts=attempts, unknowns=unknowns, again_seconds=seconds
            )
        case Gone(reason):
            return Result(state="failed", reason=reason, attempts=attempts + 1, unknowns=unknowns, gone=True)
        case Rejected(reason):
            return Result(state="failed", reason=reason, attempts=attempts + 1, unknowns=unknowns)
        case Unauthorized():
            return Result(state="queued", reason=UNAUTHORIZED, attempts=attempts, unknowns=unknowns, again_seconds=0)
