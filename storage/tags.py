"""The tags of members: short words that the shop puts on them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import member_tags
from storage.work import Work

_OF = select(member_tags.c.tag).where(member_tags.c.member_id == bindparam("member_id"))
_COUNT = select(sa.func.count()).where(member_tags.c.member_id == bindparam("member_id"))
_ADD = insert(member_tags).on_conflict_do_nothing()
_REMOVE = member_tags.delete().where(
    member_tags.c.member_id == bindparam("of_member"), member_tags.c.tag == bindparam("of_tag")
)
_MOVE = (
    insert(member_tags)
    .from_select(
        ["member_id", "tag"],
        select(bindparam("to_member", type_=member_tags.c.member_id.type), member_tags.c.tag).where(
            member_tags.c.member_id == bindparam("from_member")
        ),
    )
    .on_conflict_do_nothing()
)
_CLEAR = member_tags.delete().where(member_tags.c.member_id == bindparam("of_member"))


def of(work: Work, member_id: str) -> frozenset[str]:
    return frozenset(row.tag for row in work.all(_OF, member_id=member_id))


def count(work: Work, member_id: str) -> int:
    return int(work.value(_COUNT, member_id=member_id))


def add(work: Work, member_id: str, tag: str) -> None:
    work.run(_ADD, member_id=member_id, tag=tag)


def remove(work: Work, member_id: str, tag: str) -> None:
    work.run(_REMOVE, of_member=member_id, of_tag=tag)


def move(work: Work, from_member: str, to_member: str) -> None:
    """Let the one's tags be the other's too."""
    work.run(_MOVE, from_member=from_member, to_member=to_member)
    clear(work, from_member)


def clear(work: Work, member_id: str) -> None:
    work.run(_CLEAR, of_member=member_id)
