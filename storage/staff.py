"""Staff, the one-time links that invite them, and the keys of tills."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage.tables import api_keys, staff, staff_links
from storage.work import Row, Work

_ACTIVE = staff.c.removed_at.is_(None)
_BY_ADDRESS = select(staff).where(
    _ACTIVE, staff.c.channel == bindparam("channel"), staff.c.user_id == bindparam("user_id")
)
_BY_PHONE = select(staff).where(staff.c.phone == bindparam("phone"))
_ALL = select(staff).order_by(staff.c.role, staff.c.name)
_LINK = select(staff_links).where(staff_links.c.code_hash == bindparam("code_hash")).with_for_update()
_KEY = select(
    api_keys.c.key_id,
    api_keys.c.name,
    api_keys.c.location,
    api_keys.c.partner,
    api_keys.c.scopes,
    api_keys.c.expires_at,
).where(api_keys.c.key_hash == bindparam("key_hash"), api_keys.c.revoked_at.is_(None))
_KEYS = select(api_keys).order_by(api_keys.c.name)
_KEY_NAMED = select(api_keys.c.key_id).where(api_keys.c.name == bindparam("name"))


def by_address(work: Work, channel: str, user_id: str) -> Row | None:
    return work.one(_BY_ADDRESS, channel=channel, user_id=user_id)


def by_phone(work: Work, phone: str) -> Row | None:
    return work.one(_BY_PHONE, phone=phone)


def everyone(work: Work) -> list[Row]:
    return list(work.all(_ALL))


def insert(work: Work, values: dict[str, Any]) -> None:
    work.run(staff.insert(), **values)


def update(work: Work, staff_id: str, **values: Any) -> None:
    work.run(staff.update().where(staff.c.staff_id == staff_id).values(values))


def forget_address(work: Work, channel: str, user_id: str) -> None:
    work.run(
        staff.update().where(staff.c.channel == channel, staff.c.user_id == user_id).values(channel=None, user_id=None)
    )


def insert_link(work: Work, values: dict[str, Any]) -> None:
    work.run(staff_links.insert(), **values)


def link(work: Work, code_hash: str) -> Row | None:
    return work.one(_LINK, code_hash=code_hash)


def use_link(work: Work, code_hash: str, at: datetime) -> None:
    work.run(staff_links.update().where(staff_links.c.code_hash == code_hash).values(used_at=at))


def key(work: Work, key_hash: str) -> Row | None:
    return work.one(_KEY, key_hash=key_hash)


def keys(work: Work) -> list[Row]:
    return list(work.all(_KEYS))


def has_key_named(work: Work, name: str) -> bool:
    return work.one(_KEY_NAMED, name=name) is not None


def insert_key(work: Work, values: dict[str, Any]) -> None:
    work.run(api_keys.insert(), **values)


def revoke_key(work: Work, name: str, at: datetime) -> bool:
    return (
        work.run(
            api_keys.update().where(api_keys.c.name == name, api_keys.c.revoked_at.is_(None)).values(revoked_at=at)
        )
        == 1
    )


def purge_links(work: Work, before: datetime, limit: int) -> int:
    """Invitations of staff that ended long ago, used or not."""
    old = select(staff_links.c.code_hash).where(staff_links.c.expires_at < before).limit(limit)
    return work.run(staff_links.delete().where(staff_links.c.code_hash.in_(old)))
