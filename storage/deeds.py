"""What members were rewarded for besides buying, once for each reference."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import deeds
from storage.work import Row, Work

_GET = select(deeds).where(
    deeds.c.member_id == bindparam("member_id"),
    deeds.c.action == bindparam("action"),
    deeds.c.reference == bindparam("reference"),
)
_INSERT = deeds.insert()
_COLUMNS = [column for column in deeds.c if column.name != "member_id"]
_MOVE = (
    insert(deeds)
    .from_select(
        ["member_id", *(column.name for column in _COLUMNS)],
        select(bindparam("to_member", type_=deeds.c.member_id.type), *_COLUMNS).where(
            deeds.c.member_id == bindparam("from_member")
        ),
    )
    .on_conflict_do_nothing()
)
_CLEAR = deeds.delete().where(deeds.c.member_id == bindparam("of_member"))


def get(work: Work, member_id: str, action: str, reference: str) -> Row | None:
    return work.one(_GET, member_id=member_id, action=action, reference=reference)


def insert_one(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT, **values)


def move(work: Work, from_member: str, to_member: str) -> None:
    """Let what the one did be the other's too; of what both did under one reference, the other's stays."""
    work.run(_MOVE, from_member=from_member, to_member=to_member)
    work.run(_CLEAR, of_member=from_member)


def clear(work: Work, member_id: str) -> None:
    work.run(_CLEAR, of_member=member_id)
