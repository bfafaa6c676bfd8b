"""What a newcomer is promised, and by whom they were invited."""

from __future__ import annotations

from dataclasses import dataclass

WELCOME = "welcome"  # the source of the newcomer's gift


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeFacts:
    """greeting: the programme's first words, or empty.

    points, life_days: the welcome gift or 0. inviter: a masked name. friend_points: for the first purchase,
    of at least purchase_min_minor within window_days of joining.
    """

    greeting: str = ""
    points: int = 0
    life_days: int = 0
    inviter: str = ""
    friend_points: int = 0
    purchase_min_minor: int = 0
    window_days: int = 30
