"""Gift cards, by their id, their code or their holder."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from storage.tables import gift_cards, lots
from storage.work import Row, Work

_BY_ID = select(gift_cards).where(gift_cards.c.card_id == bindparam("card_id"))
_BY_CODE = select(gift_cards).where(gift_cards.c.code_hash == bindparam("code_hash"))
_OF_MEMBER = (
    select(gift_cards)
    .where(gift_cards.c.member_id == bindparam("member_id"), gift_cards.c.state != "void")
    .order_by(gift_cards.c.card_id.desc())
    .limit(bindparam("limit"))
)
_ENDING = (
    select(gift_cards)
    .where(gift_cards.c.last4 == bindparam("last4"))
    .order_by(gift_cards.c.card_id.desc())
    .limit(bindparam("limit"))
)
_INSERT = gift_cards.insert()
# Whatever burns first, of what is left and is not past its life.
_BURNING = (
    select(lots.c.expires_at, lots.c.remaining)
    .where(
        lots.c.member_id == bindparam("card_id"),
        lots.c.asset == bindparam("asset"),
        lots.c.remaining > 0,
        lots.c.expires_at > bindparam("now"),
    )
    .order_by(lots.c.expires_at)
)
# Each card's, of those with something on them.
_MONEY = (
    select(sa.func.sum(lots.c.remaining).label("minor"))
    .join(gift_cards, gift_cards.c.card_id == lots.c.member_id)
    .where(
        gift_cards.c.member_id == bindparam("member_id"),
        lots.c.asset == bindparam("asset"),
        lots.c.remaining > 0,
        sa.or_(lots.c.expires_at.is_(None), lots.c.expires_at > bindparam("now")),
    )
    .group_by(gift_cards.c.card_id)
)


def insert(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT, **values)


def get(work: Work, card_id: str) -> Row | None:
    return work.one(_BY_ID, card_id=card_id)


def by_code(work: Work, code_hash: str) -> Row | None:
    return work.one(_BY_CODE, code_hash=code_hash)


def of_member(work: Work, member_id: str, limit: int) -> list[Row]:
    """Newest first, without those whose money was given back."""
    return list(work.all(_OF_MEMBER, member_id=member_id, limit=limit))


def ending(work: Work, last4: str, limit: int) -> list[Row]:
    """Newest first; a person asks for it now and then, so it goes through all cards."""
    return list(work.all(_ENDING, last4=last4, limit=limit))


def update(work: Work, card_id: str, **values: Any) -> None:
    work.run(gift_cards.update().where(gift_cards.c.card_id == card_id).values(values))


def burning(work: Work, card_id: str, asset: str) -> list[Row]:
    """(expires_at, remaining) of the lots that have an end, the first to burn first."""
    return list(work.all(_BURNING, card_id=card_id, asset=asset, now=work.now))


def money(work: Work, member_id: str, asset: str) -> list[int]:
    """What can still be spent of each of the member's cards that has anything, in minor units."""
    return [int(row.minor) for row in work.all(_MONEY, member_id=member_id, asset=asset, now=work.now)]


def move(work: Work, from_member: str, to_member: str) -> None:
    """Let the one's cards be the other's."""
    mine = gift_cards.c.member_id == from_member
    work.run(gift_cards.update().where(mine).values(member_id=to_member))


def let_go(work: Work, member_id: str) -> None:
    """Let the member's cards be nobody's; whoever has a code can use its card."""
    work.run(gift_cards.update().where(gift_cards.c.member_id == member_id).values(member_id=None))
