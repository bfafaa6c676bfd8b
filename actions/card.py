"""A member's card at the till: a code that works once, for a minute."""

from __future__ import annotations

import re
from datetime import timedelta

from actions import ledger, program, tier
from rules.card import CardFacts
from rules.member import Member
from rules.refusal import Refused
from storage import cards as rows
from storage.work import Work

DIGITS = "0123456789"
CODE_DIGITS = 6
LIFE_SECONDS = 60
_TYPED = re.compile(r"(?:^|c_)((?:\d[\s-]?){6})$", re.ASCII)
TRIES = 20  # of a million codes few are in force at once


class CodeInvalid(Refused):
    """One and the same answer for a code that never was, was used, or is too old to be told apart."""

    code = "card_code_invalid"
    sentence = "This code is not valid: ask the member to renew the card."


class CodeExpired(Refused):
    code = "card_code_expired"
    sentence = "This code is older than a minute: ask the member to renew the card."


class CodeUsed(Refused):
    code = "card_code_used"
    sentence = "This code was used already: ask the member to renew the card."


def show(work: Work, member: Member) -> CardFacts:
    """Make a fresh code; the member's earlier ones end with it."""
    rows.end_of(work, member.member_id)
    expires_at = work.now + timedelta(seconds=LIFE_SECONDS)
    code = _free_code(work)
    rows.insert(work, code, member.member_id, expires_at)
    in_force = program.serving(work, member.member_id).program
    _, _, way = tier.way(work, member.member_id, in_force)
    return CardFacts(
        code=code,
        content=code,
        expires_at=expires_at,
        seconds=LIFE_SECONDS,
        available=ledger.available(work, member.member_id),
        tier=member.tier,
        progress_percent=way.percent if way else None,
    )


def use(work: Work, code: str, client: str | None = None) -> str:
    """The member behind a code, which is spent by it. Raises CodeInvalid, CodeExpired, CodeUsed.

    code: the digits as typed, spaces and all, or the whole link that the card's QR holds. client: who asks; within the
    code's minute the same one may ask again, because an answer may be lost on its way; None for a chat,
    where no answer is lost.
    """
    typed = _TYPED.search(code)
    found = rows.get(work, re.sub(r"\D", "", typed[1])) if typed else None
    if found is None:
        raise CodeInvalid
    if found.used_at is not None:
        if client is None or found.used_by != client or found.expires_at <= work.now:
            raise CodeUsed
        return str(found.member_id)
    if found.expires_at <= work.now:
        raise CodeExpired
    if not rows.use(work, found.code, client):
        raise CodeUsed
    return str(found.member_id)


def purge(work: Work, limit: int) -> int:
    """Delete codes that ended an hour ago; a while longer than needed, so that an old one is named as old."""
    return rows.purge(work, work.now - timedelta(hours=1), limit)


def _free_code(work: Work) -> str:
    for _ in range(TRIES):
        code = work.fresh_code(CODE_DIGITS, DIGITS)
        if rows.get(work, code) is None:
            return code
    raise AssertionError("a free card code is found at once")
