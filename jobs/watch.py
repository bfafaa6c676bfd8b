"""Does the programme's clock walk in step with the machine's own seconds?"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta


def uptime_seconds() -> float:
    """Seconds that no one can set; where the system has it, those in which the machine slept count too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Watch:
    """Believes the first instant that it sees, and from then on counts by itself."""

    def __init__(self, seconds: Callable[[], float] = uptime_seconds) -> None:
        self._seconds = seconds
        self._believed: tuple[datetime, float] | None = None

    def expected(self, now: datetime) -> datetime:
        """Where the clock should be. now: what it says, which is believed when nothing is known yet."""
        if self._believed is None:
            self.believe(now)
        return self.expected_now() or now

    def expected_now(self) -> datetime | None:
        """Where the clock should be, or None when nothing is known yet."""
        if self._believed is None:
            return None
        instant, at = self._believed
        return instant + timedelta(seconds=self._seconds() - at)

    def believe(self, now: datetime) -> None:
        """Count from this instant on."""
        self._believed = (now, self._seconds())

    def travelled(self, by: timedelta) -> None:
        """Somebody moves the clock on purpose: told before, it is no alarm."""
        if self._believed is not None:
            instant, at = self._believed
            self._believed = (instant + by, at)
