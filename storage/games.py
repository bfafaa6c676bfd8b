"""Badges and challenges that members have, and what they count of themselves for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import badges, challenges_done, deeds, purchases, referrals
from storage.work import Row, Work

_BADGES = select(badges).where(badges.c.member_id == bindparam("member_id"))
_CHALLENGES = select(challenges_done).where(challenges_done.c.member_id == bindparam("member_id"))
_INSERT_BADGE, _INSERT_CHALLENGE = insert(badges), insert(challenges_done)
_GIVE_BADGE = _INSERT_BADGE.on_conflict_do_nothing()
_GIVE_CHALLENGE = _INSERT_CHALLENGE.on_conflict_do_nothing()
_MOVE_BADGE = _INSERT_BADGE.on_conflict_do_update(
    index_elements=[badges.c.member_id, badges.c.badge],
    set_={"points": badges.c.points + _INSERT_BADGE.excluded.points},
)
_MOVE_CHALLENGE = _INSERT_CHALLENGE.on_conflict_do_update(
    index_elements=[challenges_done.c.member_id, challenges_done.c.challenge],
    set_={
        "points": challenges_done.c.points + _INSERT_CHALLENGE.excluded.points,
        "tickets": challenges_done.c.tickets + _INSERT_CHALLENGE.excluded.tickets,
    },
)
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


def badges_of(work: Work, member_id: str) -> dict[str, Row]:
    """Each badge that the member has: since when (at), and what it gave (points, source_id, program_version)."""
    return {row.badge: row for row in work.all(_BADGES, member_id=member_id)}


def give_badge(work: Work, member_id: str, badge: str, *, points: int, source_id: str, program_version: int) -> bool:
    """Whether it is new to the member. points: what comes with it."""
    given = {"points": points, "source_id": source_id, "program_version": program_version}
    return bool(work.run(_GIVE_BADGE, member_id=member_id, badge=badge, at=work.now, **given))


def take_badge(work: Work, member_id: str, badge: str) -> None:
    work.run(badges.delete().where(badges.c.member_id == member_id, badges.c.badge == badge))


def challenges_of(work: Work, member_id: str) -> dict[str, Row]:
    """Each challenge that the member did: when (at), and what it gave (points, tickets, source_id, program_version)."""
    return {row.challenge: row for row in work.all(_CHALLENGES, member_id=member_id)}


def challenge_done(
    work: Work, member_id: str, challenge: str, *, points: int, tickets: int, source_id: str, program_version: int
) -> bool:
    """Whether it was not done before. points, tickets: what comes with it."""
    given = {"points": points, "tickets": tickets, "source_id": source_id, "program_version": program_version}
    return bool(work.run(_GIVE_CHALLENGE, member_id=member_id, challenge=challenge, at=work.now, **given))


def challenge_undone(work: Work, member_id: str, challenge: str) -> None:
    mine = (challenges_done.c.member_id == member_id, challenges_done.c.challenge == challenge)
    work.run(challenges_done.delete().where(*mine))


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
    """Let what the one has be the other's too; what both have stays the other's, with all that it gave the two."""
    for badge in badges_of(work, from_member).values():
        work.run(_MOVE_BADGE, **badge._asdict() | {"member_id": to_member})
    for challenge in challenges_of(work, from_member).values():
        work.run(_MOVE_CHALLENGE, **challenge._asdict() | {"member_id": to_member})
    clear(work, from_member)


def clear(work: Work, member_id: str) -> None:
    work.run(badges.delete().where(badges.c.member_id == member_id))
    work.run(challenges_done.delete().where(challenges_done.c.member_id == member_id))
