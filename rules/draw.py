"""Winners that anybody can check: a secret that was promised before, the list of tickets, and nothing else.

Before the draw the shop publishes `commitment`, the SHA-256 of a secret of 32 random bytes. When it is closed, the
list of entrants is fixed by its `root`. Then the secret is published, and the winners follow from both: the n-th ticket
is HMAC-SHA256(secret, "root:n:try") modulo the tickets that are left, taken again where the modulo would favour the
lower numbers (NIST SP 800-90A, the simple discard method). Whoever has won is out with all their tickets.
"""

from __future__ import annotations

import hashlib
import hmac
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

SECRET_BYTES = 32
_RANGE = 2**256


@dataclass(frozen=True, slots=True)
class Entrant:
    """code: what the list calls the member, and nobody but the shop and they themselves can tell who it is."""

    code: str
    tickets: int


def commitment(secret: bytes) -> str:
    """What is published before anybody has a ticket, hex."""
    return hashlib.sha256(secret).hexdigest()


def code(salt: bytes, member_id: str) -> str:
    """What the list calls a member: a keyed hash, 20 hex digits."""
    return hmac.new(salt, member_id.encode(), hashlib.sha256).hexdigest()[:20]


def root(entrants: Sequence[Entrant]) -> str:
    """The hash that fixes the list: of its lines `code tickets`, in the order of the codes."""
    lines = "".join(f"{one.code} {one.tickets}\n" for one in _ordered(entrants))
    return hashlib.sha256(lines.encode()).hexdigest()


def winners(secret: bytes, entrants: Sequence[Entrant], count: int) -> list[str]:
    """The codes of the winners, in the order of the prizes; fewer than count where fewer have tickets."""
    left, fixed, won = _ordered(entrants), root(entrants), list[str]()
    while left and len(won) < count:
        sums = list(accumulate(one.tickets for one in left))
        ticket = _number(secret, f"{fixed}:{len(won)}", sums[-1])
        won.append(left.pop(bisect_right(sums, ticket)).code)
    return won


def _ordered(entrants: Sequence[Entrant]) -> list[Entrant]:
    return sorted((one for one in entrants if one.tickets > 0), key=lambda one: one.code)


def _number(secret: bytes, label: str, below: int) -> int:
    fair, attempt = _RANGE - _RANGE % below, 0
    while (drawn := _hmac(secret, f"{label}:{attempt}")) >= fair:
        attempt += 1
    return drawn % below


def _hmac(secret: bytes, text: str) -> int:
    return int.from_bytes(hmac.new(secret, text.encode(), hashlib.sha256).digest())
