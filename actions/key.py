"""Keys of tills: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from rules.refusal import Refused
from storage import staff as rows
from storage.work import Work

PREFIX = "kpl_"
LETTERS = 32  # of 30 kinds: 157 bits, so a plain hash is enough
NAME_MAX = 64
# Entries name who asked for them: no till may pass for the program, nor for a cashier (`staff:`) by a colon.
OUR_OWN = frozenset({"import", "schedule", "merge", "member", "owner", "telegram", "max", "vk"})
_NAME = re.compile(rf"[A-Za-z0-9._-]{{1,{NAME_MAX}}}", re.ASCII)


class KeyNameTaken(Refused):
    code = "key_name_taken"
    sentence = "There is a key named {name} already; choose another name, or revoke it and take a new name."


class KeyNameInvalid(Refused):
    code = "key_name_invalid"
    sentence = (
        "A key's name has 1 to {most} Latin letters, digits, dots, dashes and low lines, "
        "and is not one that the program itself uses; choose another one."
    )


class KeyUnknown(Refused):
    code = "key_unknown"
    sentence = "There is no working key named {name}."


@dataclass(frozen=True, slots=True)
class Client:
    """Who calls the API. name: what the ledger keeps as the transaction's client."""

    key_id: str
    name: str
    location: str


def create(work: Work, name: str, location: str = "") -> str:
    """Make a key and return it; it is never shown again. Raises KeyNameTaken, KeyNameInvalid."""
    if not _NAME.fullmatch(name) or name.casefold() in OUR_OWN:
        raise KeyNameInvalid(most=NAME_MAX)
    if rows.has_key_named(work, name):
        raise KeyNameTaken(name=name)
    key = PREFIX + work.fresh_code(LETTERS)
    rows.insert_key(
        work,
        {
            "key_id": work.fresh_id(),
            "name": name,
            "key_hash": _hash(key),
            "location": location,
            "created_at": work.now,
        },
    )
    return key


def client(work: Work, key: str) -> Client | None:
    """Who this key belongs to. It is looked up by its hash, so no comparison leaks a letter of it."""
    row = rows.key(work, _hash(key))
    return None if row is None else Client(row.key_id, row.name, row.location)


def revoke(work: Work, name: str) -> None:
    """Raises KeyUnknown."""
    if not rows.revoke_key(work, name, work.now):
        raise KeyUnknown(name=name)


def names(work: Work) -> list[tuple[str, bool]]:
    """(name, still working) of every key."""
    return [(row.name, row.revoked_at is None) for row in rows.keys(work)]


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
