"""A request is done once, however often it is sent: the answer is remembered in the same transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions import guess
from rules.refusal import Refused
from storage import requests as rows
from storage.work import Work


class KeyReused(Refused):
    code = "idempotency_key_reused"
    sentence = "This Idempotency-Key was used with another request; send a new key for a new request."


@dataclass(frozen=True, slots=True)
class Answer:
    """status: of HTTP. body: plain JSON values. member_id: whose name and phone are in it, to be taken out one day."""

    status: int
    body: dict[str, Any]
    member_id: str | None = None


def fingerprint(route: str, body: object) -> str:
    """SHA-256 of the route and the canonical JSON of the body."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{route}\n{canonical}".encode()).hexdigest()


def once(
    work: Work,
    client: str,
    key: str,
    fingerprint: str,
    do: Callable[[Work], Answer],
    refusal: Callable[[Refused], Answer],
) -> Answer:
    """Do it and remember the answer, refusals included; the same key and body get that answer again.

    Raises KeyReused for the same key with another body. A failure that is no refusal is remembered by nobody.
    """
    if not rows.claim(work, client, key, fingerprint):
        before = rows.found(work, client, key)
        assert before is not None, "a claimed key is committed with its answer"
        if before.fingerprint != fingerprint:
            raise KeyReused
        return Answer(before.status, before.response)
    try:
        with work.savepoint():
            answer = do(work)
    except Refused as refused:
        answer = refusal(refused)
        guess.remember(work, refused)
    rows.answer(work, client, key, answer.status, answer.body, answer.member_id)
    return answer
