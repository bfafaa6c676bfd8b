"""What a member hears of badges, challenges and draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rules.member import Mutable


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeEarned:
    """icon: one emoji. points: that came with it, 0 for none. last_day: of theirs."""

    kind: ClassVar[str] = "badge_earned"
    mutes: ClassVar[Mutable | None] = "purchases"
    badge: str
    icon: str
    points: int = 0
    available: int = 0
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeDone:
    """points, tickets: that it gave, 0 for none. draw: of the tickets. last_day: of the points."""

    kind: ClassVar[str] = "challenge_done"
    mutes: ClassVar[Mutable | None] = "purchases"
    challenge: str
    points: int = 0
    tickets: int = 0
    draw: str = ""
    available: int = 0
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawWon:
    """place: among the winners, from 1. code: what the published list calls the member."""

    kind: ClassVar[str] = "draw_won"
    mutes: ClassVar[Mutable | None] = None
    draw: str
    place: int
    code: str
