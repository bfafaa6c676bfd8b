"""Keys of tills, shops and other software: shown once, kept as a hash, each with what it may do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from rules.refusal import Refused
from storage import staff as rows
from storage.work import Work

PREFIX = "kpl_"
LETTERS = 32  # of 30 kinds: 157 bits, so a plain hash is enough
NAME_MAX = 64
PLACE_MAX = 64
# Entries name who asked for them: no till may pass for the program, nor for a cashier (`staff:`) by a colon.
OUR_OWN = frozenset({"import", "schedule", "merge", "member", "owner", "telegram", "max", "vk"})
_NAME = re.compile(rf"[A-Za-z0-9._-]{{1,{NAME_MAX}}}", re.ASCII)
_PARTNER = re.compile(r"[a-z0-9_-]{0,64}", re.ASCII)

Scope = Literal[
    "members:read",  # find and read members, their entries and receipts
    "members:write",  # make and change members, their tags
    "members:merge",  # join two members into one
    "sales",  # quotes, holds, purchases
    "returns",  # purchases taken back
    "gifts",  # gift cards sold, topped up, read
    "stamps",  # stamps given by hand
    "promos",  # promo codes made and read; a till redeems them within a sale
    "events",  # custom events that earn points
    "subscriptions",  # granted and ended
    "webhooks",  # where events are sent
    "reports",  # figures and settlements
    "campaigns",  # what campaigns did and sold
    "segments",  # members found by expressions, and lists that become a tag
    "feedback",  # what members say of their purchases, word for word
]
SCOPES: tuple[Scope, ...] = get_args(Scope)
TILL_SCOPES: tuple[Scope, ...] = ("members:read", "members:write", "sales", "returns", "gifts", "stamps")
"""What a key may do when nothing else is said: a cash desk's work."""


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


class KeyTermsInvalid(Refused):
    code = "key_terms_invalid"
    sentence = "{what} of the key is {value}; it must be {right}."


class ScopeMissing(Refused):
    code = "scope_missing"
    sentence = "This key may not do that: it lacks the scope {scope}; kopilka key create --scope {scope} makes another."


@dataclass(frozen=True, slots=True)
class Client:
    """Who calls the API. name: what the ledger keeps as the transaction's client. partner: of a coalition, or empty."""

    key_id: str
    name: str
    location: str
    partner: str = ""
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A key as its owner sees it, without the key itself."""

    name: str
    location: str
    partner: str
    scopes: tuple[str, ...]
    expires_at: datetime | None
    revoked_at: datetime | None

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def create(
    work: Work,
    name: str,
    location: str = "",
    *,
    partner: str = "",
    scopes: Collection[str] = TILL_SCOPES,
    expires_at: datetime | None = None,
) -> str:
    """Make a key and return it; it is never shown again.

    partner: the coalition's partner whose sales these are. expires_at: the first instant at which it does not work.
    Raises KeyNameTaken, KeyNameInvalid, KeyTermsInvalid.
    """
    if not _NAME.fullmatch(name) or name.casefold() in OUR_OWN:
        raise KeyNameInvalid(most=NAME_MAX)
    _check_terms(work, location, partner, scopes, expires_at)
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
            "partner": partner,
            "scopes": " ".join(scope for scope in SCOPES if scope in scopes),
            "created_at": work.now,
            "expires_at": expires_at,
        },
    )
    return key


def client(work: Work, key: str) -> Client | None:
    """Who this key belongs to. It is looked up by its hash, so no comparison leaks a letter of it."""
    row = rows.key(work, _hash(key))
    if row is None or (row.expires_at is not None and row.expires_at <= work.now):
        return None
    return Client(row.key_id, row.name, row.location, row.partner, frozenset(row.scopes.split()))


def require(client: Client, scope: Scope) -> None:
    """Raises ScopeMissing."""
    if scope not in client.scopes:
        raise ScopeMissing(scope=scope)


def revoke(work: Work, name: str) -> None:
    """Raises KeyUnknown."""
    if not rows.revoke_key(work, name, work.now):
        raise KeyUnknown(name=name)


def every(work: Work) -> list[KeyFacts]:
    """Every key by name, those that do not work any more among them."""
    return [
        KeyFacts(row.name, row.location, row.partner, tuple(row.scopes.split()), row.expires_at, row.revoked_at)
        for row in rows.keys(work)
    ]


def _check_terms(work: Work, location: str, partner: str, scopes: Collection[str], expires_at: datetime | None) -> None:
    if len(location) > PLACE_MAX or not location.isprintable():
        raise KeyTermsInvalid(what="The location", value=location, right=f"at most {PLACE_MAX} printable characters")
    if not _PARTNER.fullmatch(partner):
        raise KeyTermsInvalid(what="The partner", value=partner, right="a partner's name as the programme writes it")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        right = f"one of {', '.join(SCOPES)}"
        raise KeyTermsInvalid(what="A scope", value=unknown[0] if unknown else "missing", right=right)
    if expires_at is not None and expires_at <= work.now:
        raise KeyTermsInvalid(what="The end", value=expires_at.isoformat(), right="in the future")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
