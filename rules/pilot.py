"""A pilot: a programme that serves some locations, tags or a share of the members, beside the main one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from rules.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom a pilot serves: those for whom everything here holds.

    locations, tags: any one of them is enough, none limits nothing. share_percent: 1 to 100, of all members.
    """

    locations: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    share_percent: int = 100

    @property
    def is_everybody(self) -> bool:
        return not self.locations and not self.tags and self.share_percent == 100

    def dump(self) -> dict[str, Any]:
        """Return it as plain JSON values, for `scope_of`."""
        return {"locations": sorted(self.locations), "tags": sorted(self.tags), "share_percent": self.share_percent}


def scope_of(kept: Mapping[str, Any]) -> Scope:
    """Return the scope that `Scope.dump` gave."""
    return Scope(
        locations=frozenset(kept["locations"]), tags=frozenset(kept["tags"]), share_percent=kept["share_percent"]
    )


def holds_at(scope: Scope, location: str) -> bool:
    """Whether it may serve a purchase at this location; an unknown (empty) one is no location of any pilot."""
    return not scope.locations or location in scope.locations


def holds_for(scope: Scope, tags: Collection[str]) -> bool:
    """Whether it may serve a member with these tags."""
    return not scope.tags or not scope.tags.isdisjoint(tags)


def in_share(scope: Scope, pilot: str, member_id: str) -> bool:
    """Whether the member is of the pilot's share: the same answer for ever, and another draw for each pilot's name."""
    if scope.share_percent == 100:
        return True
    drawn = hashlib.sha256(f"{pilot}:{member_id}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") % 100 < scope.share_percent


def may_meet(one: Scope, other: Scope) -> bool:
    """Whether somebody could be served by both: two pilots are surely apart only by their locations.

    Tags are given to a member at any time, and each pilot draws its own share.
    """
    return not one.locations or not other.locations or not one.locations.isdisjoint(other.locations)


def disagreement(main: Program, pilot: Program) -> str:
    """What a pilot has otherwise than the main programme and may not have, as one word, or empty.

    Points are one currency, days begin at one hour and a tier that is given must be known by both, so that a member may
    pass from one to the other, and a pilot may end, with nothing lost.
    """
    if pilot.currency != main.currency:
        return "currency"
    if pilot.zone != main.zone:
        return "zone"
    if pilot.redemption.point_value_minor != main.redemption.point_value_minor:
        return "point_value"
    if [tier.name for tier in pilot.tiers] != [tier.name for tier in main.tiers]:
        return "names of tiers"
    return ""
