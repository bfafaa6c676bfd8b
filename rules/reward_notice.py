"""What a member hears of stamps, gifts and rewards that no purchase of theirs told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from rules.member import Mutable
from rules.stamp import StampGain


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewarded:
    """action: the code of its title. active_at: given while the points are on their way."""

    kind: ClassVar[str] = "action_rewarded"
    mutes: ClassVar[Mutable | None] = "purchases"
    action: str
    points: int
    available: int
    last_day: date | None = None
    active_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """Stamps that were given by hand."""

    kind: ClassVar[str] = "stamped"
    mutes: ClassVar[Mutable | None] = "purchases"
    gain: StampGain


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftHanded:
    """card: whose gift was handed over. stamps: left on it."""

    kind: ClassVar[str] = "gift_handed"
    mutes: ClassVar[Mutable | None] = None
    card: str
    stamps: int
    needed: int
