"""What a referrer sees: the link, who came by it, what was earned, what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

InvitedState = Literal["joined", "bought", "pending", "rewarded", "refused", "cancelled"]
InviteReason = Literal[
    "own",  # the inviter: their own link, or a second account that turned out to be theirs
    "loop",  # the friend once invited the inviter, directly or round a circle
    "not_new",  # already a member
    "late",  # the window closed before the first qualifying purchase
    "small",  # the first purchase was below the minimum
    "cap",  # the inviter reached the cap of the period
    "returned",  # the friend returned the purchase
    "closed",  # the programme gives no referral rewards now
    "erased",  # the one who would be rewarded erased their data
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """name: already masked, or empty. reason: an InviteReason if refused or cancelled. active_at: of pending points."""

    name: str
    state: InvitedState
    at: datetime
    points: int = 0
    reason: str = ""
    active_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteFacts:
    """code: the payload of the link. link: the whole address, made by the channel.

    inviter_points, friend_points: what each side gets for the friend's first purchase of at least purchase_min_minor
    within window_days after joining. friends: one page, newest first.
    """

    code: str
    link: str
    inviter_points: int
    friend_points: int
    purchase_min_minor: int = 0
    window_days: int = 30
    joined: int = 0
    bought: int = 0
    earned_points: int = 0
    pending_points: int = 0
    refused: int = 0
    friends: tuple[Invited, ...] = ()
    page: int = 0
    pages: int = 1
