"""Unique promo codes, uses of promos, and what waits for a member's next purchase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import promo_codes, promo_uses, promos_waiting
from storage.work import Row, Work

_CODE = select(promo_codes).where(promo_codes.c.code_hash == bindparam("code_hash"))
_LOCKED = _CODE.with_for_update()
_INSERT_CODE = promo_codes.insert()
_COUNT_CODE = (
    promo_codes.update()
    .where(promo_codes.c.code_hash == bindparam("of_code"))
    .values(used=promo_codes.c.used + bindparam("more", type_=sa.BigInteger))
)
_MADE = select(promo_codes.c.promo, sa.func.count().label("made")).group_by(promo_codes.c.promo)

_INSERT_USE = promo_uses.insert()
_STANDS = promo_uses.c.undone_at.is_(None)
_TIMES = select(sa.func.count()).where(
    promo_uses.c.member_id == bindparam("member_id"), promo_uses.c.promo == bindparam("promo"), _STANDS
)
_OF_PURCHASE = select(promo_uses).where(
    promo_uses.c.member_id == bindparam("member_id"), promo_uses.c.purchase_id == bindparam("purchase_id"), _STANDS
)
_USES = select(promo_uses.c.promo, sa.func.count().label("uses")).where(_STANDS).group_by(promo_uses.c.promo)

_WAITING = select(promos_waiting).where(promos_waiting.c.member_id == bindparam("member_id"))
_INSERT_WAITING = insert(promos_waiting)
_WAIT = _INSERT_WAITING.on_conflict_do_update(
    index_elements=["member_id"],
    set_={name: _INSERT_WAITING.excluded[name] for name in ("promo", "code_hash", "at")},
)
_KEEP_WAITING = _INSERT_WAITING.on_conflict_do_nothing()


# ------------------------------------------------------------------ unique codes


def code(work: Work, code_hash: str, *, lock: bool) -> Row | None:
    return work.one(_LOCKED if lock else _CODE, code_hash=code_hash)


def insert_codes(work: Work, codes: Sequence[dict[str, Any]]) -> None:
    work.run_many(_INSERT_CODE, codes)


def count_code(work: Work, code_hash: str, more: int) -> None:
    work.run(_COUNT_CODE, of_code=code_hash, more=more)


def drop_batch(work: Work, batch_id: str) -> int:
    """Delete the codes of a batch that nobody used; how many."""
    unused = (promo_codes.c.batch_id == batch_id, promo_codes.c.used == 0)
    return work.run(promo_codes.delete().where(*unused))


def made(work: Work) -> dict[str, int]:
    """How many unique codes there are, by promo."""
    return {row.promo: int(row.made) for row in work.all(_MADE)}


# ------------------------------------------------------------------ uses


def insert_use(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT_USE, **values)


def times(work: Work, member_id: str, promo: str) -> int:
    """How often this member used codes of this promo."""
    return int(work.value(_TIMES, member_id=member_id, promo=promo))


def of_purchase(work: Work, member_id: str, purchase_id: str) -> Row | None:
    return work.one(_OF_PURCHASE, member_id=member_id, purchase_id=purchase_id)


def undo(work: Work, member_id: str, use_id: str) -> None:
    mine = (promo_uses.c.member_id == member_id, promo_uses.c.use_id == use_id)
    work.run(promo_uses.update().where(*mine).values(undone_at=work.now))


def uses(work: Work) -> dict[str, int]:
    """How often each promo was used."""
    return {row.promo: int(row.uses) for row in work.all(_USES)}


# ------------------------------------------------------------------ waiting for a purchase


def waiting(work: Work, member_id: str) -> Row | None:
    return work.one(_WAITING, member_id=member_id)


def wait(work: Work, member_id: str, promo: str, code_hash: str | None) -> None:
    """Let this wait for the member's next purchase, in place of what waited before."""
    work.run(_WAIT, member_id=member_id, promo=promo, code_hash=code_hash, at=work.now)


def stop_waiting(work: Work, member_id: str) -> None:
    work.run(promos_waiting.delete().where(promos_waiting.c.member_id == member_id))


# ------------------------------------------------------------------ members who become one, and who go


def move(work: Work, from_member: str, to_member: str) -> None:
    """Let all of the one's be the other's; what waits for the other stays."""
    for table in (promo_codes, promo_uses):
        work.run(table.update().where(table.c.member_id == from_member).values(member_id=to_member))
    found = waiting(work, from_member)
    if found is not None:
        work.run(_KEEP_WAITING, member_id=to_member, promo=found.promo, code_hash=found.code_hash, at=found.at)
        stop_waiting(work, from_member)


def forget(work: Work, member_id: str) -> None:
    """Let go of what waits and of codes that were the member's alone; uses stay, for the budgets count them."""
    stop_waiting(work, member_id)
    work.run(promo_codes.delete().where(promo_codes.c.member_id == member_id))
