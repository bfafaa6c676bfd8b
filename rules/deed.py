"""What members do besides buying: which of it counts once, and what a profile still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rules.member import Member
from rules.program_formats import Action

PREFIX = "action:"  # before an action's name, wherever rules, stamps and actions are told apart
BY_ITSELF = frozenset({"registration", "profile_completed"})
"""What the programme knows by itself; nobody reports it."""
ONCE = BY_ITSELF | {"channel_joined"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """What a whole profile earns and still lacks. missing: of name, phone, birthday, in this order."""

    missing: tuple[str, ...]
    points: int


def limit_of(action: Action, today: date) -> tuple[int, date] | None:
    """(how often at most, since the start of which day), or None for any number of times."""
    if action.on in ONCE:
        return 1, date.min
    if action.limit is None:
        return None
    return action.limit.times, today - timedelta(days=action.limit.days - 1)


def missing(member: Member) -> tuple[str, ...]:
    """What a profile lacks; a phone counts when the messenger vouched for it."""
    known = {"name": bool(member.name), "phone": member.phone_verified, "birthday": member.birthday is not None}
    return tuple(name for name, is_known in known.items() if not is_known)
