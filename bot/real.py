"""The one door to the real clock and the real dice."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    return datetime.now(UTC)


def dice(count: int, /) -> bytes:
    return os.urandom(count)


class TravellingClock:
    """The real clock with a shift that the demo's clock control adds to."""

    def __init__(self) -> None:
        self._shift = timedelta()

    def __call__(self) -> datetime:
        return now() + self._shift

    def travel(self, by: timedelta) -> None:
        self._shift += by
