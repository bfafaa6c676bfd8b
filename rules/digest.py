"""What an owner reads every morning: yesterday in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """liability_points: what members may still spend, pending included; liability_minor: its worth in money."""

    day: date
    new_members: int = 0
    members: int = 0
    purchases: int = 0
    turnover_minor: int = 0
    issued: int = 0
    spent: int = 0
    burned: int = 0
    clawed: int = 0
    liability_points: int = 0
    liability_minor: int = 0
    undelivered: int = 0
