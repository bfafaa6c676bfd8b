"""The proof of a closed draw: what it says in words, and whether everything in it follows from the rest."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from rules.draw import SECRET_BYTES, Entrant, commitment, root, winners

HOW = (
    "commitment is the SHA-256 of the secret's 32 bytes, in hex; it was published when the draw was opened.",
    "The list is one line `code tickets` and a line feed for each entrant, in the order of codes; root is its SHA-256.",
    "The n-th winner (n from 0): number the tickets that are left from 0, entrant by entrant in the order of codes.",
    "Take HMAC-SHA256 with the secret's bytes as key over the text `root:n:try` (try from 0) as a big-endian number.",
    "If it is not below the largest multiple of the count of tickets left up to 2^256, take the next try.",
    "Its remainder by the count is the winning ticket; its entrant wins and is out with all tickets. Then the next n.",
)


def wrong(proof: Mapping[str, Any], promised: str = "") -> list[str]:
    """What does not hold in this proof, a sentence each; nothing when it is right.

    promised: the commitment that was published when the draw was opened, where the reader has it.
    """
    try:
        secret, entrants = bytes.fromhex(proof["secret"]), _entrants(proof["entrants"])
        said, fixed, count = str(proof["commitment"]), str(proof["root"]), int(proof["winners_count"])
        won = [str(one) for one in proof["winners"]]
    except (KeyError, TypeError, ValueError):
        return ["This is not the proof of a draw: something of it is missing, or is not what it should be."]
    found = []
    if promised and not hmac.compare_digest(promised.strip().lower().encode(), said.encode()):
        found.append("The commitment is another one than was published.")
    if len(secret) != SECRET_BYTES or commitment(secret) != said:
        found.append("The secret is not the one that the commitment promised.")
    if len({one.code for one in entrants}) != len(entrants) or any(one.tickets < 1 for one in entrants):
        found.append("The list names an entrant twice, or one without tickets.")
    if root(entrants) != fixed:
        found.append("The list of entrants is not the one that the root fixed.")
    if winners(secret, entrants, count) != won:
        found.append("The winners do not follow from the secret and the list.")
    return found


def _entrants(rows: Any) -> list[Entrant]:
    return [Entrant(str(code), _whole(tickets)) for code, tickets in rows]


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value
