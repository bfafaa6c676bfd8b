"""How fast we may send: tokens that flow a little under the limit, slower after a 429, and back again."""

from __future__ import annotations

from collections.abc import Callable

SHARE = 0.985  # of the limit; the rest is for clocks that differ
LATE_SECONDS = 0.1  # tokens kept for one who comes late, so that a busy moment costs nothing
SLOWEST_SHARE = 1 / 8
RECOVERY_SECONDS = 30  # from the slowest back to full speed


class Bucket:
    """per_second: the messenger's limit. clock: monotonic seconds."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self._full = per_second * SHARE
        self._size = max(2.0, self._full * LATE_SECONDS)
        self._clock = clock
        self._share = 1.0
        self._tokens = 1.0
        self._filled_at = clock()
        self._closed_until = self._filled_at

    @property
    def per_second(self) -> float:
        """The rate of this moment."""
        self._fill()
        return self._full * self._share

    @property
    def closed(self) -> bool:
        return self._clock() < self._closed_until

    def take(self, most: int) -> int:
        """Take as many tokens as there are, at most so many; how many."""
        self._fill()
        if self.closed:
            return 0
        taken = min(most, int(self._tokens))
        self._tokens -= taken
        return taken

    def wait_seconds(self, tokens: int = 1) -> float:
        """How long until there are so many tokens; 0 when there are."""
        self._fill()
        closed = max(0.0, self._closed_until - self._clock())
        lacking = max(0.0, min(tokens, self._size) - self._tokens) / (self._full * self._share)
        return max(closed, lacking)

    def slow(self, seconds: float) -> None:
        """The messenger said 429: nothing for so long, then at half the rate.

        What was under way together is told together, and halves the rate only once.
        """
        self._fill()
        if not self.closed:
            self._share = max(SLOWEST_SHARE, self._share / 2)
        self.close(seconds)

    def close(self, seconds: float) -> None:
        """Nothing for so long."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)
        self._tokens = 0.0

    def _fill(self) -> None:
        now = self._clock()
        # While it is closed nothing flows in: a storm must not end in a burst.
        seconds = max(0.0, now - max(self._filled_at, self._closed_until))
        self._tokens = min(self._size, self._tokens + seconds * self._full * self._share)
        self._share = min(1.0, self._share + seconds * (1 - SLOWEST_SHARE) / RECOVERY_SECONDS)
        self._filled_at = now
