"""Whether somebody new is somebody who was erased, by keyed hashes.

So a gift for newcomers is given once, and nobody else agrees to advertising for whoever wanted to be forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from storage import erased as rows
from storage import marks
from storage.work import Work

KEY = "erased_key"  # of the hashes, without which a phone could be guessed back out of its hash
KEY_LETTERS = 52  # 255 bits of chance


def remember(work: Work, identities: Iterable[str]) -> None:
    """Keep the hashes of who goes. identities: what `chat` and `phone` give."""
    if marks.get(work, KEY) is None:
        # Whoever is first makes it; another process that came at the same time takes the same one.
        marks.put_new(work, KEY, work.fresh_code(KEY_LETTERS))
    key = marks.get(work, KEY)
    rows.insert_marks(work, {_mark(key, identity) for identity in identities})


def was_here(work: Work, identity: str) -> bool:
    """identity: what `chat` or `phone` gives."""
    key = marks.get(work, KEY)
    return key is not None and rows.known(work, _mark(key, identity))


def chat(channel: str, user_id: str) -> str:
    return f"{channel}:{user_id}"


def phone(number: str) -> str:
    """number: E.164."""
    return f"phone:{number}"


def _mark(key: str, identity: str) -> str:
    return hmac.new(key.encode(), identity.encode(), hashlib.sha256).hexdigest()
