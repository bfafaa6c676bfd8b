"""Badges and challenges that members have, and what they count of themselves for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import badges, challenges_done, deeds, purchases, referrals
from storage.work import Row, Work

_BADGES = select(badges.c.badge, badges.c.at).where(badges.c.member_id == bindparam("member_id"))
_CHALLENGES = select(challenges_done.c.challenge, challenges_done.c.at).where(
    challenges_done.c.member_id == bindparam("member_id")
)
_GIVE_BADGE = insert(badges).on_conflict_do_nothing()
_GIVE_CHALLENGE = insert(challenges_done).on_conflict_do_nothing()
_FRIENDS = select(func.count()).where(
    referrals.c.inviter_id == bindparam("member_id"),
    sa.or_(
        referrals.c.state == "rewarded",
        sa.and_(referrals.c.state == "pending", referrals.c.active_at <= bindparam("now")),
    ),
)
_DEEDS = select(func.count()).where(deeds.c.member_id == bindparam("member_id"), deeds.c.action == bindparam("action"))
_WITHIN = (
    purchases.c.member_id == bindparam("member_id"),
    purchases.c.at >= bindparam("since"),
    purchases.c.at < bindparam("until"),
    # A purchase that was taken back whole does not count; a part lowers the sum alone.
    purchases.c.returned_minor < purchases.c.gross_minor - purchases.c.discount_minor,
)
_SUMS = select(func.count(), func.coalesce(func.sum(purchases.c.net_minor - purchases.c.refunded_minor), 0)).where(
    *_WITHIN
)
_BETWEEN = select(purchases).where(*_WITHIN).order_by(purchases.c.at)


def badges_of(work: Work, member_id: str) -> dict[str, datetime]:
    """Since when the member has each badge."""
    return {row.badge: row.at for row in work.all(_BADGES, member_id=member_id)}


def give_badge(work: Work, member_id: str, badge: str) -> bool:
    """Whether it is new to the member."""
    return bool(work.run(_GIVE_BADGE, member_id=member_id, badge=badge, at=work.now))


def challenges_of(work: Work, member_id: str) -> dict[str, datetime]:
    """When the member did each challenge."""
    return {row.challenge: row.at for row in work.all(_CHALLENGES, member_id=member_id)}


def challenge_done(work: Work, member_id: str, challenge: str) -> bool:
    """Whether it was not done before."""
    return bool(work.run(_GIVE_CHALLENGE, member_id=member_id, challenge=challenge, at=work.now))


def friends(work: Work, member_id: str) -> int:
    """How many friends there are whose reward has arrived."""
    return int(work.value(_FRIENDS, member_id=member_id, now=work.now))


def deeds_of(work: Work, member_id: str, action: str) -> int:
    """How often the member was rewarded for this action."""
    return int(work.value(_DEEDS, member_id=member_id, action=action))


def purchases_between(work: Work, member_id: str, since: datetime, until: datetime) -> Sequence[Row]:
    """The member's purchases of [since, until) that are not taken back whole, oldest first."""
    return work.all(_BETWEEN, member_id=member_id, since=since, until=until)


def sums_between(work: Work, member_id: str, since: datetime, until: datetime) -> tuple[int, int]:
    """(purchases, net spend in minor units) of [since, until), returns taken off."""
    row = work.one(_SUMS, member_id=member_id, since=since, until=until)
    assert row is not None
    return int(row[0]), int(row[1])


def move(work: Work, from_member: str, to_member: str) -> None:
    """Let what the one has be the other's too; of what both have, the other's stays."""
    for badge, at in badges_of(work, from_member).items():
        work.run(_GIVE_BADGE, member_id=to_member, badge=badge, at=at)
    for challenge, at in challenges_of(work, from_member).items():
        work.run(_GIVE_CHALLENGE, member_id=to_member, challenge=challenge, at=at)
    clear(work, from_member)


def clear(work: Work, member_id: str) -> None:
    work.run(badges.delete().where(badges.c.member_id == member_id))
    work.run(challenges_done.delete().where(challenges_done.c.member_id == member_id))
