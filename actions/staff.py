"""Who works here: known by phone or invited by a one-time link, each with one role."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from actions.member import PhoneInvalid, e164
from rules.member import Member, tidy
from rules.refusal import Refused
from storage import staff as rows
from storage.work import Row, Work

Role = Literal["cashier", "marketer", "owner"]
ROLES: tuple[Role, ...] = get_args(Role)
AT_TILL: frozenset[Role] = frozenset({"cashier", "owner"})
MARKETING: frozenset[Role] = frozenset({"marketer", "owner"})
LINK_LETTERS = 24
LINK_HOURS = 48


class LinkInvalid(Refused):
    code = "staff_link_invalid"
    sentence = "This invitation is used or too old: ask the owner for a new one."


class StaffUnknown(Refused):
    code = "staff_unknown"
    sentence = "There is nobody on the staff with the phone or the name {who}."


class StaffNamesakes(Refused):
    code = "staff_namesakes"
    sentence = (
        "{count} people on the staff are named {who}; name one by phone or by id, as `kopilka staff list` shows it."
    )


class OwnerInvalid(Refused):
    code = "owner_invalid"
    sentence = "KOPILKA_OWNER is {owner}; it is a phone like +79123456789, or the digits of a Telegram id."


@dataclass(frozen=True, slots=True)
class Staff:
    staff_id: str
    role: Role
    name: str
    location: str

    @property
    def client(self) -> str:
        """What the ledger keeps as the client of this person's transactions."""
        return f"staff:{self.staff_id}"


def at_address(work: Work, channel: str, user_id: str) -> Staff | None:
    row = rows.by_address(work, channel, user_id)
    return None if row is None else _staff(row)


def add(work: Work, role: Role, phone: str, name: str = "", location: str = "") -> None:
    """Know somebody by phone: they have the role as soon as they share it. Raises PhoneInvalid."""
    number = e164(phone)
    found = rows.by_phone(work, number)
    if found is not None:
        rows.update(work, found.staff_id, role=role, name=name or found.name, location=location, removed_at=None)
        return
    values = {"staff_id": work.fresh_id(), "role": role, "name": name, "phone": number, "location": location}
    rows.insert(work, {**values, "created_at": work.now})


def add_owner(work: Work, owner: str, channel: str) -> None:
    """KOPILKA_OWNER: a phone with its plus, or the messenger's user id. Asked at every start, done once.

    Raises OwnerInvalid.
    """
    if not owner.startswith("+") and not owner.isdecimal():
        raise OwnerInvalid(owner=owner)
    if owner.startswith("+"):
        found = rows.by_phone(work, _phone_of(owner))
        if found is None or found.role != "owner" or found.removed_at is not None:
            add(work, "owner", owner)
        return
    found = rows.by_address(work, channel, owner)
    if found is not None:
        rows.update(work, found.staff_id, role="owner")
        return
    rows.forget_address(work, channel, owner)
    values = {"staff_id": work.fresh_id(), "role": "owner", "name": "", "created_at": work.now}
    rows.insert(work, {**values, "channel": channel, "user_id": owner})


def remove(work: Work, who: str) -> None:
    """who: a phone, a name, or the id of `everyone`. Raises StaffUnknown, StaffNamesakes."""
    number = _phone_or_nothing(who)
    here = [row for row in rows.everyone(work) if row.removed_at is None]
    found = [row for row in here if row.staff_id == who or (number and row.phone == number) or row.name == who]
    if not found or not who:
        raise StaffUnknown(who=who)
    if len(found) > 1:
        raise StaffNamesakes(who=who, count=len(found))
    rows.update(work, found[0].staff_id, removed_at=work.now)
    if found[0].channel is not None:
        rows.forget_address(work, found[0].channel, found[0].user_id)


def _phone_of(owner: str) -> str:
    try:
        return e164(owner)
    except PhoneInvalid as error:
        raise OwnerInvalid(owner=owner) from error


def _phone_or_nothing(words: str) -> str:
    try:
        return e164(words)
    except PhoneInvalid:
        return ""


def recognise(work: Work, member: Member, channel: str, user_id: str) -> Staff | None:
    """Bind this address to the member of staff who has the phone that was just verified."""
    if not member.phone_verified:
        return None
    row = rows.by_phone(work, member.phone)
    if row is None or row.removed_at is not None:
        return None
    rows.forget_address(work, channel, user_id)
    rows.update(work, row.staff_id, channel=channel, user_id=user_id, name=row.name or member.name)
    return at_address(work, channel, user_id)


def invite(work: Work, role: Role, name: str = "", location: str = "") -> str:
    """Make the payload of a one-time link that is good for two days; only its hash is kept."""
    code = work.fresh_code(LINK_LETTERS)
    rows.insert_link(
        work,
        {
            "code_hash": _hash(code),
            "role": role,
            "name": name,
            "location": location,
            "expires_at": work.now + timedelta(hours=LINK_HOURS),
        },
    )
    return f"s_{code}"


def code_in(payload: str) -> str:
    """The code of a staff invitation in a start payload, or nothing."""
    return payload.removeprefix("s_") if payload.startswith("s_") else ""


def accept(work: Work, code: str, channel: str, user_id: str, name: str) -> Staff:
    """Let whoever opened the link work here; an owner who tries it out stays the owner. Raises LinkInvalid."""
    found = rows.link(work, _hash(code))
    if found is None or found.used_at is not None or found.expires_at <= work.now:
        raise LinkInvalid
    now = at_address(work, channel, user_id)
    if now is not None and now.role == "owner":
        return now
    rows.use_link(work, found.code_hash, work.now)
    if now is not None:
        # The same person goes on selling, at another place or in another role: their purchases stay theirs.
        rows.update(work, now.staff_id, role=found.role, location=found.location, name=found.name or now.name)
    else:
        rows.forget_address(work, channel, user_id)
        values = {"staff_id": work.fresh_id(), "role": found.role, "name": found.name or tidy(name)}
        where = {"channel": channel, "user_id": user_id, "location": found.location}
        rows.insert(work, {**values, **where, "created_at": work.now})
    staff = at_address(work, channel, user_id)
    assert staff is not None
    return staff


def owners(work: Work) -> list[str]:
    """The ids of those who read the figures."""
    return [row.staff_id for row in rows.everyone(work) if row.role == "owner" and row.removed_at is None]


def marketers(work: Work) -> list[str]:
    """The ids of those who speak for the shop: marketers and owners."""
    return [row.staff_id for row in rows.everyone(work) if row.role in MARKETING and row.removed_at is None]


def everyone(work: Work) -> list[tuple[str, str, str, str, str, bool]]:
    """(id, role, name, phone, location, still here) of everybody."""
    return [
        (row.staff_id, row.role, row.name, row.phone or "", row.location, row.removed_at is None)
        for row in rows.everyone(work)
    ]


def _staff(row: Row) -> Staff:
    return Staff(row.staff_id, row.role, row.name, row.location)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
