"""Whoever types codes that are none is locked out for a while, so that no code is found by trying."""

from __future__ import annotations

from datetime import datetime, timedelta

from rules.refusal import Refused
from storage import guesses as rows
from storage.work import Work

MISSES_MAX = 5  # of one member, in their chat or at one till
KEY_MISSES_MAX = 500  # of all members at one till: a web shop has one key, and its visitors mistype
WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


class CodesLocked(Refused):
    code = "codes_locked"
    sentence = "Too many of these codes were wrong; minutes until codes are taken again: {minutes}."

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(minutes=minutes)


class Missed:
    """Beside Refused, a code that is none; its fact `who`: whom the miss is counted against; empty for nobody.

    Its unit undoes what was done and then counts it (`remember`): every edge that takes codes calls that.
    """


def member(member_id: str) -> str:
    """Who guesses, in a member's own chat."""
    return f"member:{member_id}"


def at_till(client: str, member_id: str = "") -> str:
    """Who guesses at a till: a member, who locks nobody else out; without one, whoever asks there for nobody."""
    return f"{member_id}@{client}"


def lock(work: Work, who: str) -> None:
    """Let one guess at a time pass to the end of the unit; called outside of what a refusal undoes."""
    rows.lock(work, who)


def check(work: Work, who: str) -> None:
    """Raises CodesLocked after the most misses within the window, whatever the next code is."""
    for counter, most in _counters(who):
        recent = _recent(work, counter)
        if len(recent) >= most:
            free_at = recent[-most] + WINDOW
            raise CodesLocked(minutes=-(-(free_at - work.now) // timedelta(minutes=1)))


def remember(work: Work, refused: Refused) -> None:
    """Count a miss, after what it did was undone; any other refusal is none."""
    if not isinstance(refused, Missed) or not refused.facts["who"]:
        return
    # The till's own counter is locked by a miss alone, and last: sales with right codes never wait for it.
    for counter, most in _counters(str(refused.facts["who"])):
        rows.lock(work, counter)
        rows.put(work, counter, [*_recent(work, counter), work.now][-most:])


def purge(work: Work, limit: int) -> int:
    """Forget those who have not guessed for a day."""
    return rows.purge(work, work.now - KEPT, limit)


def _counters(who: str) -> tuple[tuple[str, int], ...]:
    """(what counts, the most misses): of the one who guesses, and at a till of all who do there."""
    _, at, client = who.partition("@")
    return ((who, MISSES_MAX), (f"*@{client}", KEY_MISSES_MAX)) if at else ((who, MISSES_MAX),)


def _recent(work: Work, who: str) -> list[datetime]:
    return [at for at in rows.misses(work, who) if at > work.now - WINDOW]
