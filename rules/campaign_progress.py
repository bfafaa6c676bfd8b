"""A campaign as it is kept, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from rules.campaign import Campaign, State

OPEN: frozenset[State] = frozenset({"scheduled", "running", "paused"})
OVER: frozenset[State] = frozenset({"done", "stopped", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """audience: all whom it meant so far, with the controls, who get nothing. blocked: who had left us meanwhile.

    unknown: nobody knows whether it arrived. skipped: whose wishes or whose stop left them out. queued: who wait.
    reached: all of the audience are found, so that nobody is added. per_second, seconds_left: None until it is known.
    """

    state: State
    audience: int = 0
    controls: int = 0
    queued: int = 0
    sent: int = 0
    failed: int = 0
    blocked: int = 0
    unknown: int = 0
    skipped: int = 0
    recalled: int = 0
    reached: bool = False
    per_second: float | None = None
    seconds_left: int | None = None

    @property
    def done(self) -> int:
        """Of whom it is known what became."""
        return self.sent + self.failed + self.blocked + self.unknown + self.skipped

    @property
    def percent(self) -> int:
        """Of those who are to get it; 100 only when nobody is left."""
        meant = self.audience - self.controls
        return self.done * 100 // meant if meant else 100 if self.reached else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """staff_id: who is told of it. reason: why it stopped, failed, or was done at once."""

    number: int
    name: str
    source: str
    state: State
    document: Campaign
    staff_id: str | None = None
    created_at: datetime | None = None
    starts_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    recalled_at: datetime | None = None
    progress: Progress = field(default_factory=lambda: Progress(state="draft"))


@dataclass(frozen=True, slots=True)
class Page:
    """page, pages: from 0; how many there are."""

    campaigns: tuple[Kept, ...]
    page: int
    pages: int


def measured(progress: Progress, done_before: int, seconds: float) -> Progress:
    """With the rate of the last so many seconds, and the time that the rest takes at it."""
    rate = (progress.done - done_before) / seconds if seconds > 0 else 0.0
    if rate <= 0 or progress.state != "running":
        return progress
    return replace(progress, per_second=rate, seconds_left=round(progress.queued / rate))
