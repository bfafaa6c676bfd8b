"""Whoever types codes that are none is locked out for a while, so that no code is found by trying."""

from __future__ import annotations

from datetime import datetime, timedelta

from rules.refusal import Refused
from storage import guesses as rows
from storage.work import Work

MISSES_MAX = 5
WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


class CodesLocked(Refused):
    code = "codes_locked"
    sentence = "Too many of these codes were wrong; no code is taken for {minutes} minutes more."

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(minutes=minutes)


class Missed:
    """Beside Refused, a code that is none; its fact `who`: whom the miss is counted against.

    Its unit undoes what was done and then counts it (`remember`): every edge that takes codes calls that.
    """


def member(member_id: str) -> str:
    """Who guesses, in a member's own chat. At a till it is the client's name."""
    return f"member:{member_id}"


def lock(work: Work, who: str) -> None:
    """Let one guess at a time pass to the end of the unit; called outside of what a refusal undoes."""
    rows.lock(work, who)


def check(work: Work, who: str) -> None:
    """Raises CodesLocked after MISSES_MAX misses within the window, whatever the next code is."""
    recent = _recent(work, who)
    if len(recent) >= MISSES_MAX:
        free_at = recent[-MISSES_MAX] + WINDOW
        raise CodesLocked(minutes=-(-(free_at - work.now) // timedelta(minutes=1)))


def remember(work: Work, refused: Refused) -> None:
    """Count a miss, after what it did was undone; any other refusal is none."""
    if not isinstance(refused, Missed):
        return
    who = str(refused.facts["who"])
    rows.lock(work, who)
    rows.put(work, who, [*_recent(work, who), work.now][-MISSES_MAX:])


def purge(work: Work, limit: int) -> int:
    """Forget those who have not guessed for a day."""
    return rows.purge(work, work.now - KEPT, limit)


def _recent(work: Work, who: str) -> list[datetime]:
    return [at for at in rows.misses(work, who) if at > work.now - WINDOW]
