"""How many messages the local Telegram takes: real buckets, their rates set by whoever starts it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.refusal import too_many_requests

CHATS_REMEMBERED_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """New messages a second (edits and answers are not counted); 0 lifts a limit.

    chat_burst: how many pass at once in a chat that was quiet. Telegram does not publish its own.
    """

    per_second: float = 30
    per_chat_per_second: float = 1
    chat_burst: int = 5
    paid_per_second: float = 1000

    @classmethod
    def lifted(cls) -> Limits:
        return cls(per_second=0, per_chat_per_second=0, paid_per_second=0)


@dataclass(slots=True)
class Bucket:
    """Tokens flow in at a rate up to a size; a call takes one."""

    rate_per_second: float
    size: float
    tokens: float
    filled_at_seconds: float

    def wait_seconds(self, now_seconds: float) -> float:
        """Refill, and return how long until one token is there: 0 when it is."""
        self.tokens = min(self.size, self.tokens + (now_seconds - self.filled_at_seconds) * self.rate_per_second)
        self.filled_at_seconds = now_seconds
        # Sums of fractions fall a hair short of one.
        return 0.0 if self.tokens >= 1 - 1e-9 else (1 - self.tokens) / self.rate_per_second


class Gate:
    """Every message passes here; a refused one costs nothing."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.set(limits)

    def set(self, limits: Limits) -> None:
        self.limits = limits
        self._all = self._bucket(limits.per_second, limits.per_second)
        self._paid = self._bucket(limits.paid_per_second, limits.paid_per_second)
        self._chats: dict[int, Bucket] = {}

    def _bucket(self, rate_per_second: float, size: float) -> Bucket | None:
        if not rate_per_second:
            return None
        return Bucket(rate_per_second, size, size, self._clock())

    def _chat(self, chat_id: int) -> Bucket | None:
        if not self.limits.per_chat_per_second:
            return None
        bucket = self._chats.get(chat_id)
        if bucket is None:
            if len(self._chats) >= CHATS_REMEMBERED_MAX:
                del self._chats[next(iter(self._chats))]
            bucket = self._bucket(self.limits.per_chat_per_second, self.limits.chat_burst)
            assert bucket is not None
            self._chats[chat_id] = bucket
        return bucket

    def pass_one(self, chat_id: int, paid: bool) -> None:
        """Take one message's place, or raise 429 with whole seconds to wait."""
        now = self._clock()
        buckets = [bucket for bucket in (self._paid if paid else self._all, self._chat(chat_id)) if bucket is not None]
        wait = max((bucket.wait_seconds(now) for bucket in buckets), default=0.0)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for bucket in buckets:
            bucket.tokens -= 1
