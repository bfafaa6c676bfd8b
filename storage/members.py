"""Members, their addresses in messengers, and their consents."""

from __future__ import annotations

import hashlib
from datetime import time
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.member import Member
from storage.tables import addresses, consents, members, standings
from storage.work import Row, Work

_MEMBER = select(
    members.c.member_id,
    members.c.name,
    members.c.language,
    members.c.phone,
    members.c.phone_verified_at,
    members.c.birthday,
    members.c.zone,
    standings.c.tier,
    members.c.referral_code,
    members.c.marketing,
    members.c.muted,
    members.c.snoozed_until,
    members.c.quiet_start,
    members.c.quiet_end,
    members.c.created_at,
    members.c.erased_at,
    members.c.external_id,
).select_from(members.outerjoin(standings, standings.c.member_id == members.c.member_id))
_BY_ID = _MEMBER.where(members.c.member_id == bindparam("member_id"))
_BY_PHONE = _MEMBER.where(members.c.phone == bindparam("phone"))
_BY_EXTERNAL_ID = _MEMBER.where(members.c.external_id == bindparam("external_id"))
_BY_REFERRAL_CODE = _MEMBER.where(members.c.referral_code == bindparam("referral_code"))
_BY_ADDRESS = _MEMBER.join(addresses, addresses.c.member_id == members.c.member_id).where(
    addresses.c.channel == bindparam("channel"), addresses.c.user_id == bindparam("user_id")
)
_INSERT = members.insert()
_INSERT_CONSENT = consents.insert()
_LOCK = select(members.c.member_id).where(members.c.member_id == bindparam("member_id")).with_for_update()

_ADDRESS = select(addresses).where(
    addresses.c.channel == bindparam("channel"), addresses.c.user_id == bindparam("user_id")
)
_LOCK_ADDRESS = _ADDRESS.with_for_update()
_INSERT_ADDRESS = insert(addresses).on_conflict_do_nothing()
_ADDRESSES_OF = select(addresses).where(addresses.c.member_id == bindparam("member_id"))
_COUNT = select(func.count()).select_from(members).where(members.c.erased_at.is_(None))


def _member(row: Row | None) -> Member | None:
    if row is None:
        return None
    quiet = None if row.quiet_start is None else (time(row.quiet_start), time(row.quiet_end))
    return Member(
        member_id=row.member_id,
        name=row.name,
        language=row.language,
        phone=row.phone or "",
        phone_verified=row.phone_verified_at is not None,
        birthday=row.birthday,
        zone=row.zone or "",
        tier=row.tier or "",
        referral_code=row.referral_code,
        marketing=row.marketing,
        muted=frozenset(row.muted),
        quiet=quiet,
        registered_at=row.created_at,
        erased_at=row.erased_at,
        external_id=row.external_id or "",
        snoozed_until=row.snoozed_until,
    )


def get(work: Work, member_id: str) -> Member | None:
    return _member(work.one(_BY_ID, member_id=member_id))


def by_phone(work: Work, phone: str) -> Member | None:
    return _member(work.one(_BY_PHONE, phone=phone))


def by_external_id(work: Work, external_id: str) -> Member | None:
    return _member(work.one(_BY_EXTERNAL_ID, external_id=external_id))


def by_referral_code(work: Work, code: str) -> Member | None:
    return _member(work.one(_BY_REFERRAL_CODE, referral_code=code))


def by_address(work: Work, channel: str, user_id: str) -> Member | None:
    return _member(work.one(_BY_ADDRESS, channel=channel, user_id=user_id))


def insert_member(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT, **values, chance=chance_of(values["member_id"]))


def chance_of(member_id: str) -> int:
    """31 bits that stay with a member for ever: every draw of a share of members is made from them."""
    return int.from_bytes(hashlib.sha256(member_id.encode()).digest()[:4], "big") >> 1


def update(work: Work, member_id: str, **values: Any) -> None:
    work.run(members.update().where(members.c.member_id == member_id).values(values))


def is_erased(work: Work, member_id: str) -> bool:
    """Whether nothing names this member any more."""
    found = get(work, member_id)
    return found is None or found.erased_at is not None


def lock(work: Work, member_id: str) -> None:
    """Make whoever else changes this member wait for the end of the unit."""
    work.one(_LOCK, member_id=member_id)


def insert_consent(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT_CONSENT, **values)


def address(work: Work, channel: str, user_id: str) -> Row | None:
    return work.one(_ADDRESS, channel=channel, user_id=user_id)


def lock_address(work: Work, channel: str, user_id: str) -> Row | None:
    """The address, locked to the end of the unit."""
    return work.one(_LOCK_ADDRESS, channel=channel, user_id=user_id)


def insert_address(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT_ADDRESS, **values)


def update_address(work: Work, channel: str, user_id: str, **values: Any) -> None:
    mine = (addresses.c.channel == channel, addresses.c.user_id == user_id)
    work.run(addresses.update().where(*mine).values(values))


def addresses_of(work: Work, member_id: str) -> list[Row]:
    return list(work.all(_ADDRESSES_OF, member_id=member_id))


def count(work: Work) -> int:
    return int(work.value(_COUNT))
