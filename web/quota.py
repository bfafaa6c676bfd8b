"""How often one key may ask: a bucket for each key, in the memory of this process, that never makes another key wait.

Leaky by the generic cell rate algorithm (ITU-T I.371): one instant kept for each key, no timers and no locks.
"""

from __future__ import annotations

import time
from collections.abc import Callable

BURST_SECONDS = 2  # what a key may ask at once after a pause, as so many seconds of its rate
KEYS_MAX = 10_000  # that are remembered; a shop has far fewer
_SECOND_NS = 1_000_000_000


class Quotas:
    """per_second: of each key; 0 limits nobody. clock_ns: monotonic nanoseconds, whole, so that nothing drifts."""

    def __init__(self, per_second: int = 0, clock_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self.per_second = per_second
        self._cost_ns = _SECOND_NS // per_second if per_second else 0
        self._clock_ns = clock_ns
        # By key: when all that it has asked for would have flowed off at its rate.
        self._busy_until: dict[str, int] = {}

    def knows(self, key: str) -> bool:
        return key in self._busy_until

    def learn(self, key: str) -> None:
        """Remember a key that works; a stranger's guesses take no room."""
        if len(self._busy_until) >= KEYS_MAX:
            self._busy_until.pop(next(iter(self._busy_until)))
        self._busy_until.setdefault(key, 0)

    def take(self, key: str) -> int:
        """Count one request of a known key; 0 when it may pass, else in how many whole seconds it may ask again."""
        if not self.per_second:
            return 0
        now = self._clock_ns()
        after = max(self._busy_until[key], now) + self._cost_ns
        too_early = after - now - BURST_SECONDS * _SECOND_NS
        if too_early > 0:
            return -(-too_early // _SECOND_NS)
        self._busy_until[key] = after
        return 0
