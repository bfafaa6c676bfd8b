"""Who brings friends: what one member's invitations came to within a month."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer:
    """joined: friends who came in that month. bought: friends who bought first in it. points: given for those."""

    member_id: str
    name: str
    joined: int
    bought: int
    points: int
