"""How much of what was sent can still be taken back: a messenger lets what is older than 48 hours stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

YOUNG = timedelta(hours=48)


def too_late(sent: Sequence[tuple[datetime, int]], now: datetime, per_second: float) -> int:
    """How many are too old, or will be before their turn, when the oldest that can be taken back are first.

    sent: how many at each instant, oldest first. per_second: how many are taken back.
    """
    lost, turn = 0, now
    for at, count in sent:
        in_time = int(max(0.0, (at + YOUNG - turn).total_seconds()) * per_second)
        gone = min(count, in_time)
        lost += count - gone
        turn += timedelta(seconds=gone / per_second)
    return lost
