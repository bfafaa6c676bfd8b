"""Invitations: accepted once, rewarded after the friend's first qualifying purchase, cancelled by its return."""

from __future__ import annotations

from dataclasses import replace

from actions import ledger, notice, program
from actions.ledger import Cause
from rules.invite import Invited, InviteFacts, InviteReason
from rules.member import Member
from rules.notice import FriendBought, FriendCancelled, FriendJoined, FriendRewarded
from rules.referral import (
    MAX_CHAIN,
    Declined,
    Invitation,
    Rewards,
    cap_window_start,
    is_cancelled_by_return,
    refusal,
    reward,
)
from rules.refusal import Refused
from storage import members
from storage import referrals as rows
from storage.work import Row, Work

SOURCE = "referral"  # of the lots that rewards are
PAGE_ROWS = 8
NAME_SHOWN = 2  # letters of a friend's name that the inviter sees


class ReferralRefused(Refused):
    """reason: one of rules.invite.InviteReason."""

    code = "referral_refused"
    sentence = "This invitation does not count: {reason}."


def accept(work: Work, code: str, friend: Member, *, is_new: bool) -> InviteReason | None:
    """Bind a new member to whoever invited them; the reason when it does not count (stored for the inviter to see).

    A code that nobody has is as no code at all.
    """
    inviter = members.by_referral_code(work, code)
    if inviter is None or inviter.erased_at is not None:
        return None
    in_force = program.current(work).program
    above = _inviters_above(work, inviter.member_id)
    reason = refusal(in_force.referral, inviter.member_id, friend.member_id, above, is_new)
    if reason is None and rows.of_friend(work, friend.member_id) is not None:
        reason = "not_new"
    if reason is not None and rows.was_refused(work, inviter.member_id, friend.member_id):
        return reason  # pressing the same link again adds nothing to the inviter's list
    rows.insert(
        work,
        {
            "inviter_id": inviter.member_id,
            "referral_id": work.fresh_id(),
            "friend_id": friend.member_id,
            "friend_name": masked(friend.name),
            "state": "refused" if reason else "joined",
            "reason": reason or "",
            "at": work.now,
        },
    )
    if reason is None and in_force.referral is not None:
        joined = FriendJoined(
            name=masked(friend.name),
            points=in_force.referral.inviter_points,
            purchase_min_minor=in_force.referral.purchase_min_minor,
        )
        notice.announce(work, inviter.member_id, joined, key=f"friend_joined:{friend.member_id}")
    return reason


def bought(work: Work, friend_id: str, purchase_id: str, net_minor: int, cause: Cause) -> None:
    """Reward both sides if this purchase of an invited friend is the one that counts."""
    found = rows.of_friend(work, friend_id)
    if found is None or found.state != "joined":
        return
    members.lock(work, found.inviter_id)  # so that a cap is counted once at a time
    in_force = program.current(work).program
    invitation = Invitation(found.inviter_id, friend_id, found.at)
    since = cap_window_start(in_force.referral, work.now) if in_force.referral else None
    counted = rows.rewarded_since(work, found.inviter_id, since) if since else 0
    due = reward(in_force, invitation, net_minor, counted, work.now)
    if isinstance(due, Declined):
        rows.update(work, found.inviter_id, found.referral_id, state="refused", reason=due.reason)
    elif due is not None:
        _promise(work, found, due, purchase_id, cause)


def returned(work: Work, purchase_id: str, *, friend_id: str, left_minor: int, cause: Cause) -> None:
    """Cancel the rewards of a purchase that was taken back while they were pending."""
    found = rows.of_friend(work, friend_id)
    if found is None or found.purchase_id != purchase_id:
        return
    invitation = Invitation(found.inviter_id, friend_id, found.at, found.state)
    # What was demanded then, as it was written down then.
    if not is_cancelled_by_return(invitation, found.purchase_min_minor, left_minor):
        return
    about = replace(cause, source_id=found.referral_id, reason="referral_cancelled")
    for member_id in (found.inviter_id, friend_id):
        ledger.cancel(work, member_id, SOURCE, about)
    rows.update(work, found.inviter_id, found.referral_id, state="cancelled", reason="returned")
    cancelled = FriendCancelled(name=found.friend_name, points=found.points)
    notice.announce(work, found.inviter_id, cancelled, key=f"friend_cancelled:{found.referral_id}")


def activated(work: Work, member_id: str, referral_id: str, points: int) -> None:
    """Say that a reward is usable now; called for each pending lot of this source when its instant has come."""
    own = rows.get(work, member_id, referral_id)
    if own is not None:
        rows.update(work, member_id, referral_id, state="rewarded")
    said = FriendRewarded(
        points=points,
        available=ledger.available(work, member_id),
        name=own.friend_name if own is not None else "",
        invited=own is None,
    )
    notice.announce(work, member_id, said, key=f"friend_rewarded:{member_id}:{referral_id}")


def befell(work: Work, newcomer_id: str, into_id: str, *, is_new: bool) -> None:
    """The newcomer is the same person as a member of before: their invitation counts only if that one is new too.

    is_new: that one never bought here.
    """
    found = rows.of_friend(work, newcomer_id)
    if found is None:
        return
    taken = rows.of_friend(work, into_id) is not None
    reason: InviteReason | None = "own" if found.inviter_id == into_id else "not_new" if taken or not is_new else None
    if found.state == "joined" and reason is not None:
        values = {"state": "refused", "reason": reason}
    elif taken:
        return  # it was rewarded already, and the other one's invitation stands too
    else:
        values = {}
    rows.update(work, found.inviter_id, found.referral_id, friend_id=into_id, **values)


def facts(work: Work, member: Member, link: str, page: int = 0) -> InviteFacts:
    """What a referrer sees; link: made by the channel from the member's code."""
    in_force = program.current(work).program
    plan = in_force.referral
    totals = rows.totals(work, member.member_id)
    pages = max(1, -(-int(totals.rows) // PAGE_ROWS))
    page = min(max(page, 0), pages - 1)
    friends = rows.page(work, member.member_id, PAGE_ROWS, page * PAGE_ROWS)
    bought = int(totals.pending) + int(totals.rewarded) + int(totals.cancelled)
    return InviteFacts(
        code=payload(member),
        link=link,
        inviter_points=plan.inviter_points if plan else 0,
        friend_points=plan.friend_points if plan else 0,
        purchase_min_minor=plan.purchase_min_minor if plan else 0,
        window_days=plan.window_days if plan else 0,
        joined=int(totals.joined) + bought,
        bought=bought,
        earned_points=int(totals.earned_points),
        pending_points=int(totals.pending_points),
        refused=int(totals.refused),
        friends=tuple(_invited(row) for row in friends),
        page=page,
        pages=pages,
    )


def inviter_name(work: Work, code: str) -> str | None:
    """The masked name behind a code, which may be empty; None for a code that nobody has."""
    inviter = members.by_referral_code(work, code)
    return None if inviter is None or inviter.erased_at is not None else masked(inviter.name)


def payload(member: Member) -> str:
    """What the member's link starts the bot with."""
    return f"r_{member.referral_code}"


def code_in(payload: str) -> str:
    """The referral code in a start payload, or nothing."""
    return payload.removeprefix("r_") if payload.startswith("r_") else ""


def masked(name: str) -> str:
    """`An…` for Anna: enough for a friend, too little for a stranger."""
    name = name.strip()
    return name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN]}…"


def _promise(work: Work, found: Row, due: Rewards, purchase_id: str, cause: Cause) -> None:
    about = replace(cause, source_id=found.referral_id, reason=SOURCE)
    for member_id, points in ((found.inviter_id, due.inviter_points), (found.friend_id, due.friend_points)):
        if points:
            ledger.earn(
                work,
                member_id,
                points,
                about,
                source=SOURCE,
                active_at=due.active_at,
                expires_at=due.expires_at,
            )
    minimum = program.current(work).program.referral
    rows.update(
        work,
        found.inviter_id,
        found.referral_id,
        state="pending",
        reason=due.reason or "",
        purchase_id=purchase_id,
        purchase_min_minor=minimum.purchase_min_minor if minimum else 0,
        points=due.inviter_points,
        rewarded_at=work.now,
        active_at=due.active_at,
    )
    bought = FriendBought(name=found.friend_name, points=due.inviter_points, active_at=due.active_at)
    notice.announce(work, found.inviter_id, bought, key=f"friend_bought:{found.referral_id}")


def _inviters_above(work: Work, member_id: str) -> set[str]:
    above: set[str] = set()
    found = rows.of_friend(work, member_id)
    while found is not None and found.inviter_id not in above and len(above) < MAX_CHAIN:
        above.add(found.inviter_id)
        found = rows.of_friend(work, found.inviter_id)
    return above


def _invited(row: Row) -> Invited:
    return Invited(
        name=row.friend_name,
        state=row.state,
        at=row.at,
        points=row.points,
        reason=row.reason,
        active_at=row.active_at,
    )
