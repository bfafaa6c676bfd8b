"""Card codes in force, and those that ended a little while ago."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from storage.tables import card_codes
from storage.work import Row, Work

_GET = select(card_codes).where(card_codes.c.code == bindparam("code")).with_for_update()


def get(work: Work, code: str) -> Row | None:
    return work.one(_GET, code=code)


def insert(work: Work, code: str, member_id: str, expires_at: datetime) -> None:
    work.run(card_codes.insert(), code=code, member_id=member_id, expires_at=expires_at)


def use(work: Work, code: str, client: str | None) -> bool:
    """Spend the code; False when somebody was faster."""
    unused = (card_codes.c.code == code, card_codes.c.used_at.is_(None))
    return work.run(card_codes.update().where(*unused).values(used_at=work.now, used_by=client)) == 1


def end_of(work: Work, member_id: str) -> None:
    """End the codes that this member was shown before."""
    mine = (card_codes.c.member_id == member_id, card_codes.c.expires_at > work.now)
    work.run(card_codes.update().where(*mine).values(expires_at=work.now))


def purge(work: Work, before: datetime, limit: int) -> int:
    old = select(card_codes.c.code).where(card_codes.c.expires_at < before).limit(limit)
    return work.run(card_codes.delete().where(card_codes.c.code.in_(old)))
