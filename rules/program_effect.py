"""What a new version of the programme does to one member's tier: lifts it, or lets it stand to the end of its term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from rules.program import Program
from rules.tier import Counters, qualify, window_start

Effect = Literal["rises", "kept", "same"]

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ruler:
    """A programme's tiers at one instant. start: of the usual window; own: of the tiers that have another, by name."""

    program: Program
    start: datetime
    own: Mapping[str, datetime]

    @property
    def starts(self) -> frozenset[datetime]:
        return frozenset((self.start, *self.own.values()))

    def rank_of(self, member: Measured) -> int:
        """The rank that the member's counters, or a hand-given tier, reach."""
        reached = self.program.rank(qualify(self.program, self.counters(member.since)).name)
        return max(reached, self.program.rank(member.floor))

    def counters(self, since: Mapping[datetime, Counters]) -> Counters:
        """What counts for each tier. since: what counts from the start of each window on."""
        usual = since[self.start]
        return replace(usual, own={tier: since[start] for tier, start in self.own.items()}) if self.own else usual


@dataclass(frozen=True, slots=True)
class Measured:
    """A member's tier and what counts for it. since: what counts from the start of each window on.

    tier: its name, empty for a newcomer. floor: a hand-given tier below which they never fall, or empty.
    """

    tier: str
    floor: str
    since: Mapping[datetime, Counters]


def ruler(program: Program, now: datetime) -> Ruler:
    """Work out the windows once for all members."""
    own = {
        tier.name: window_start(program, now, tier.window) or BEGINNING
        for tier in program.tiers
        if tier.window is not None
    }
    return Ruler(program, window_start(program, now) or BEGINNING, own)


def effect(before: Ruler | None, after: Ruler, member: Measured) -> Effect:
    """What becomes of the member when `after` follows `before`.

    rises: at once. kept: the new thresholds would not give the tier that the old ones still give; it stands until its
    term ends all the same.
    """
    mine = after.program.rank(member.tier)
    given = after.rank_of(member)
    if given > mine:
        return "rises"
    if given == mine or before is None:
        return "same"
    return "kept" if before.rank_of(member) >= before.program.rank(member.tier) else "same"
