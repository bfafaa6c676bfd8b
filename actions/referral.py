"""Invitations: accepted once, rewarded after the friend's first qualifying purchase, cancelled by its return."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from actions import badge, ledger, notice, program, webhook
from actions.facts import changed
from actions.ledger import Cause
from rules.invite import Invited, InviteFacts, InviteReason
from rules.ledger import POINTS, Account
from rules.member import Member
from rules.notice import FriendBought, FriendCancelled, FriendJoined, FriendRewarded
from rules.referral import (
    MAX_CHAIN,
    Declined,
    Invitation,
    Rewards,
    cap_window_start,
    closes_at,
    is_cancelled_by_return,
    refusal,
    reward,
)
from rules.webhook import instant
from storage import ledger as accounts
from storage import members
from storage import referrals as rows
from storage.work import Row, Work

SOURCE = "referral"  # of the lots that rewards are
PAGE_ROWS = 8
_UNSETTLED = ("joined", "pending")  # states of an invitation in which points may still move
NAME_SHOWN = 2  # letters of a friend's name that the inviter sees


def accept(work: Work, code: str, friend: Member, *, is_new: bool) -> InviteReason | None:
    """Bind a new member to whoever invited them; the reason when it does not count (stored for the inviter to see).

    A code that nobody has is as no code at all.
    """
    inviter = members.by_referral_code(work, code)
    if inviter is None or inviter.erased_at is not None:
        return None
    in_force = program.current(work)
    plan = in_force.program.referral
    above = _inviters_above(work, inviter.member_id)
    reason = refusal(plan, inviter.member_id, friend.member_id, above, is_new)
    if reason is None and rows.of_friend(work, friend.member_id) is not None:
        reason = "not_new"
    if reason is not None and rows.was_refused(work, inviter.member_id, friend.member_id):
        return reason  # pressing the same link again adds nothing to the inviter's list
    referral_id = work.fresh_id()
    rows.insert(
        work,
        {
            "inviter_id": inviter.member_id,
            "referral_id": referral_id,
            "friend_id": friend.member_id,
            "friend_name": masked(friend.name),
            "state": "refused" if reason else "joined",
            "reason": reason or "",
            "at": work.now,
            "program_version": in_force.version,
            "closes_at": closes_at(plan, Invitation(inviter.member_id, friend.member_id, work.now)) if plan else None,
        },
    )
    if reason is None:
        changed(work, inviter.member_id)
    about = {"referral_id": referral_id, "inviter_id": inviter.member_id, "friend_id": friend.member_id}
    webhook.emit(work, "referral.refused" if reason else "referral.joined", {**about, "reason": reason or ""})
    if reason is None and plan is not None:
        joined = FriendJoined(
            name=masked(friend.name), points=plan.inviter_points, purchase_min_minor=plan.purchase_min_minor
        )
        notice.announce(work, inviter.member_id, joined, key=f"friend_joined:{referral_id}")
    return reason


def lock(work: Work, friend_id: str) -> tuple[Account, Row | None]:
    """Lock a member's points, and in their order whatever of the inviter moves by what the member does now.

    Returns the member's account, and the invitation that may still be rewarded or cancelled, as it is under the locks.
    """
    found = rows.of_friend(work, friend_id)
    if found is None or found.state not in _UNSETTLED:
        return accounts.lock_account(work, friend_id, POINTS), None
    members.lock(work, found.inviter_id)  # so that a cap is counted once at a time
    locked = accounts.lock_points(work, {friend_id, found.inviter_id})
    return locked[friend_id], rows.of_friend(work, friend_id)


def inviter_of(work: Work, friend_id: str) -> set[str]:
    """Who may still gain or lose by what becomes of this member: one id, or none."""
    found = rows.of_friend(work, friend_id)
    return {found.inviter_id} if found is not None and found.state in _UNSETTLED else set()


def bought(work: Work, found: Row | None, purchase_id: str, net_minor: int, cause: Cause) -> None:
    """Reward both sides, as it was promised, if this purchase of an invited friend is the one that counts.

    found: the buyer's invitation, as `lock` gave it.
    """
    if found is None or found.state != "joined":
        return
    promised = program.of_version(work, found.program_version)
    since = cap_window_start(promised.referral, work.now) if promised.referral else None
    counted = rows.rewarded_since(work, found.inviter_id, since) if since else 0
    left = members.is_erased(work, found.inviter_id)
    due = reward(promised, _invitation(found), net_minor, counted, work.now, inviter_left=left)
    if isinstance(due, Declined):
        _refuse(work, found, due.reason)
    elif due is not None:
        _promise(work, found, due, purchase_id, cause)


def returned(work: Work, purchase_id: str, *, friend_id: str, left_minor: int, cause: Cause) -> None:
    """Cancel the rewards of a purchase that was taken back while they were pending."""
    found = rows.of_friend(work, friend_id)
    if found is None or found.purchase_id != purchase_id:
        return
    plan = program.of_version(work, found.program_version).referral
    minimum = plan.purchase_min_minor if plan else 0
    if is_cancelled_by_return(_invitation(found), minimum, left_minor, work.now):
        _cancel(work, found, "returned", cause, friend_id)


def settle(work: Work) -> int:
    """Let invitations whose rewards have arrived be pending no more, whatever became of the points; how many."""
    return rows.settle(work)


def activated(work: Work, member_id: str, referral_id: str, points: int) -> None:
    """Say that a reward is usable now; called for each pending lot of this source when its instant has come."""
    own = rows.get(work, member_id, referral_id)
    said = FriendRewarded(
        points=points,
        available=ledger.available(work, member_id),
        name=own.friend_name if own is not None else "",
        invited=own is None,
    )
    who = "invited" if said.invited else "friend"
    notice.announce(work, member_id, said, key=f"{who}_rewarded:{referral_id}")
    if own is not None:
        badge.befriended(work, member_id)


def befell(work: Work, newcomer_id: str, into_id: str, *, is_new: bool) -> None:
    """The newcomer is the same person as a member of before: their invitation counts only if that one is new too.

    is_new: that one never bought here.
    """
    found = rows.of_friend(work, newcomer_id)
    if found is None:
        return
    taken = rows.of_friend(work, into_id) is not None
    reason: InviteReason | None = "own" if found.inviter_id == into_id else "not_new" if taken or not is_new else None
    if reason is not None:
        _take_back(work, found, reason, into_id)
    if not taken or (found.state == "joined" and reason is not None):  # of refused ones there may be many
        rows.update(work, found.inviter_id, found.referral_id, friend_id=into_id)


def came_back(work: Work, friend_id: str) -> None:
    """This friend turns out to have been a member before, who was erased."""
    _, found = lock(work, friend_id)
    if found is not None:
        _take_back(work, found, "not_new", friend_id)


def facts(work: Work, member: Member, link: str, page: int = 0) -> InviteFacts:
    """What a referrer sees; link: made by the channel from the member's code."""
    in_force = program.current(work).program
    plan = in_force.referral
    totals = rows.totals(work, member.member_id)
    pages = max(1, -(-int(totals.rows) // PAGE_ROWS))
    page = min(max(page, 0), pages - 1)
    friends = rows.page(work, member.member_id, PAGE_ROWS, page * PAGE_ROWS)
    bought = int(totals.bought)
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
        friends=tuple(_invited(row, work.now) for row in friends),
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
    """`An…` for Anna, `J…` for Jo: enough for a friend, too little for a stranger."""
    name = name.strip()
    shown = NAME_SHOWN if len(name) > NAME_SHOWN else 1
    return f"{name[:shown]}…" if name else ""


def _promise(work: Work, found: Row, due: Rewards, purchase_id: str, cause: Cause) -> None:
    still_open = rows.advance(
        work,
        found,
        state="pending" if work.now < due.active_at else "rewarded",
        reason=due.reason or "",
        purchase_id=purchase_id,
        points=due.inviter_points,
        rewarded_at=work.now,
        active_at=due.active_at,
    )
    if not still_open:
        return  # it was refused at this very moment
    changed(work, found.inviter_id)
    webhook.emit(
        work,
        "referral.rewarded",
        {
            **_about(found),
            "purchase_id": purchase_id,
            "inviter_points": due.inviter_points,
            "friend_points": due.friend_points,
            "active_at": instant(due.active_at),
        },
    )
    about = replace(cause, source_id=found.referral_id, reason=SOURCE)
    both = ((found.inviter_id, due.inviter_points), (found.friend_id, due.friend_points))
    promised = [(member_id, points) for member_id, points in both if points]
    for member_id, points in promised:
        ledger.earn(work, member_id, points, about, source=SOURCE, active_at=due.active_at, expires_at=due.expires_at)
    if due.active_at <= work.now:
        for member_id, points in promised:
            activated(work, member_id, found.referral_id, points)
        return
    for member_id, points in promised:
        yours = member_id == found.friend_id
        bought = FriendBought(
            name="" if yours else found.friend_name, points=points, active_at=due.active_at, invited=yours
        )
        who = "invited" if yours else "friend"
        notice.announce(work, member_id, bought, key=f"{who}_bought:{found.referral_id}")


def _take_back(work: Work, found: Row, reason: InviteReason, friend_id: str) -> None:
    """End an invitation that ought not to count, unless its rewards have arrived. friend_id: the friend's by now."""
    if found.state == "joined":
        _refuse(work, found, reason)
    elif _invitation(found).pending(work.now):
        cause = Cause(client="merge", program_version=program.current(work).version)
        _cancel(work, found, reason, cause, friend_id)


def _cancel(work: Work, found: Row, reason: InviteReason, cause: Cause, friend_id: str) -> None:
    if not rows.advance(work, found, state="cancelled", reason=reason):
        return
    changed(work, found.inviter_id)
    webhook.emit(work, "referral.cancelled", {**_about(found), "reason": reason})
    about = replace(cause, source_id=found.referral_id, reason="referral_cancelled")
    promised = program.of_version(work, found.program_version).referral
    friend_points = promised.friend_points if promised else 0
    both = ((found.inviter_id, "friend", int(found.points)), (friend_id, "invited", friend_points))
    for member_id, who, points in both:
        if not points or members.is_erased(work, member_id):
            continue  # who goes leaves everything, and owes nothing
        ledger.cancel(work, member_id, SOURCE, points, about)
        yours = who == "invited"
        cancelled = FriendCancelled(
            name="" if yours else found.friend_name, points=points, reason=reason, invited=yours
        )
        notice.announce(work, member_id, cancelled, key=f"{who}_cancelled:{found.referral_id}")


def _refuse(work: Work, found: Row, reason: InviteReason) -> None:
    if rows.advance(work, found, state="refused", reason=reason):
        changed(work, found.inviter_id)
        webhook.emit(work, "referral.refused", {**_about(found), "reason": reason})


def _about(found: Row) -> dict[str, str]:
    return {"referral_id": found.referral_id, "inviter_id": found.inviter_id, "friend_id": found.friend_id}


def _invitation(row: Row) -> Invitation:
    return Invitation(row.inviter_id, row.friend_id, row.at, row.state, row.active_at)


def _inviters_above(work: Work, member_id: str) -> set[str]:
    above: set[str] = set()
    found = rows.of_friend(work, member_id)
    while found is not None and found.inviter_id not in above and len(above) < MAX_CHAIN:
        above.add(found.inviter_id)
        found = rows.of_friend(work, found.inviter_id)
    return above


def _invited(row: Row, now: datetime) -> Invited:
    """As it is by now, whether or not a job or a purchase has settled it."""
    late = row.state == "joined" and row.closes_at <= now
    arrived = row.state == "pending" and row.active_at <= now
    return Invited(
        name=row.friend_name,
        state="refused" if late else "rewarded" if arrived else row.state,
        at=row.at,
        points=row.points,
        reason="late" if late else row.reason,
        active_at=row.active_at,
    )
