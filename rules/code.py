"""Codes that people type: of gift cards and of promos, with dashes, blanks and capitals as they please."""

from __future__ import annotations

import re

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # as Work.fresh_code draws them: none is taken for another
DIGITS = "23456789"  # of them
GROUP = 4
PROMO_LETTERS = 12  # of 30 kinds: 58 bits, so a plain hash is enough behind the lock of actions.guess
GIFT_SECRET_LETTERS = 12  # the four digits at a gift card's end are shown to everybody, and are no secret
GIFT_LETTERS = GIFT_SECRET_LETTERS + GROUP

PROMO_PREFIX = "promo_"
GIFT_PREFIX = "g_"
_BETWEEN = re.compile(r"[\s-]+")
_PROMO = re.compile(rf"[{LETTERS}]{{{PROMO_LETTERS}}}")
_GIFT = re.compile(rf"[{LETTERS}]{{{GIFT_LETTERS}}}")


def bare(typed: str) -> str:
    """What was typed, without dashes and blanks, in capitals."""
    return _BETWEEN.sub("", typed).upper()


def grouped(code: str) -> str:
    """`ABCD-EFGH-JKMN`, as a code is shown and printed."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def is_promo(typed: str) -> bool:
    """Whether this has the form of a unique promo code."""
    return _PROMO.fullmatch(bare(typed)) is not None


def is_gift(typed: str) -> bool:
    """Whether this has the form of a gift card's code."""
    return _GIFT.fullmatch(bare(typed)) is not None


def promo_payload(code: str) -> str:
    """What the link of a promo code starts the bot with."""
    return f"{PROMO_PREFIX}{code}"


def gift_payload(code: str) -> str:
    """What the QR of a gift card starts the bot with."""
    return f"{GIFT_PREFIX}{bare(code)}"


def code_in(payload: str) -> str:
    """The code in a start payload, or nothing."""
    for prefix in (PROMO_PREFIX, GIFT_PREFIX):
        if payload.startswith(prefix):
            return payload.removeprefix(prefix)
    return ""
