"""Builders whose defaults fill in everything that a test does not name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from actions.ledger import Cause

NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, noon in Moscow

ANNA = "01920000-0000-7000-8000-00000000000a"
BORIS = "01920000-0000-7000-8000-00000000000b"


@dataclass
class Clock:
    """A clock that a test moves by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **delta: float) -> None:
        self.now += timedelta(**delta)


def cause(client: str = "test", reason: str = "a test", source_id: str = "", program_version: int = 1) -> Cause:
    return Cause(client=client, reason=reason, source_id=source_id, program_version=program_version)
