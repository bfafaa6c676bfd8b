"""Who may invite whom, and who earns points when an invited friend buys. One level only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.invite import InvitedState, InviteReason
from rules.lifetime import activates_at, expires_at
from rules.program import Program
from rules.program_sections import Referral

MAX_CHAIN = 1000


@dataclass(frozen=True, slots=True)
class Invitation:
    """accepted_at: when the friend became a member. state: as it is stored. active_at: of promised rewards."""

    inviter_id: str
    friend_id: str
    accepted_at: datetime
    state: InvitedState = "joined"
    active_at: datetime | None = None

    def pending(self, now: datetime) -> bool:
        """Whether the rewards are still on their way, whether or not a job has looked since they arrived."""
        return self.state == "pending" and self.active_at is not None and now < self.active_at


@dataclass(frozen=True, slots=True)
class Rewards:
    """What a qualifying purchase gives to both. inviter_points is 0, with the reason, if their cap is met or they left.

    Both are pending until active_at, when the return period is over; expires_at: first unusable instant or None.
    """

    inviter_points: int
    friend_points: int
    active_at: datetime
    expires_at: datetime | None
    reason: InviteReason | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """The invitation ends without a reward."""

    reason: InviteReason


def refusal(
    referral: Referral | None, inviter_id: str, friend_id: str, inviters_above: Collection[str], friend_is_new: bool
) -> InviteReason | None:
    """Return why this friend cannot be invited by this inviter, or None when it is accepted.

    inviters_above: who invited the inviter, who invited them, and so on up (at most MAX_CHAIN). friend_is_new: the
    friend was no member before this registration. First touch wins: the caller asks for the first link that was used.
    A phone, a messenger's account and a card belong to one member, so nobody shares one with their inviter.
    """
    if inviter_id == friend_id:
        return "own"
    if friend_id in inviters_above:
        return "loop"
    if not friend_is_new:
        return "not_new"
    return "closed" if referral is None else None


def closes_at(referral: Referral, invitation: Invitation) -> datetime:
    """The first instant at which a purchase is too late."""
    return invitation.accepted_at + timedelta(days=referral.window_days)


def reward(
    program: Program,
    invitation: Invitation,
    purchase_minor: int,
    rewards_in_period: int,
    now: datetime,
    *,
    inviter_left: bool = False,
) -> Rewards | Declined | None:
    """Return what both are due for the friend's purchase, or why nothing ever, or None when nothing is due.

    purchase_minor: net of discounts and points. rewards_in_period: how many the inviter got within the cap's last days,
    pending ones counted, cancelled ones not. The first purchase that reaches the minimum counts, and no other: an
    invitation that is no longer `joined` is due nothing, and a smaller purchase leaves it open for the next one.
    """
    referral = program.referral
    if invitation.state != "joined":
        return None
    if referral is None:
        return Declined("closed")
    # The closing second itself is outside, so that two tills never disagree.
    if now >= closes_at(referral, invitation):
        return Declined("late")
    if purchase_minor < referral.purchase_min_minor:
        return None
    capped = referral.cap is not None and rewards_in_period >= referral.cap.rewards
    why: InviteReason | None = "erased" if inviter_left else "cap" if capped else None
    active_at = activates_at(referral.return_period_days, now, program.zone)
    return Rewards(
        # The friend was promised a gift and is not to blame for the inviter.
        0 if why else referral.inviter_points,
        referral.friend_points,
        active_at,
        expires_at(referral.life, active_at, program.zone),
        why,
    )


def cap_window_start(referral: Referral, now: datetime) -> datetime | None:
    """Since when the inviter's rewards are counted; None when there is no cap."""
    return None if referral.cap is None else now - timedelta(days=referral.cap.days)


def is_cancelled_by_return(invitation: Invitation, purchase_min_minor: int, left_minor: int, now: datetime) -> bool:
    """Whether a return takes the rewards back: while they are pending, and what is left would not have earned them.

    purchase_min_minor: the minimum that was promised. left_minor: what stays bought, net.
    """
    return invitation.pending(now) and (left_minor <= 0 or left_minor < purchase_min_minor)
