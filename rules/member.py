"""Who a member is: their words, their wishes, their place in the programme."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, get_args

Category = Literal["service", "marketing"]
"""Of a message: what follows from membership, or advertising, which has its own consent."""
Mutable = Literal["purchases", "warnings", "tiers", "friends", "offers", "news", "reminders", "surveys"]
MUTABLE: tuple[Mutable, ...] = get_args(Mutable)
"""Kinds of messages that a member may mute one by one."""

ADVERTISING: frozenset[Mutable] = frozenset({"offers", "news", "reminders"})
"""Of these: what comes only to those who also consented to marketing."""

OFF_BOARD = "board"
"""Beside MUTABLE in a member's `muted`: their name is not shown on the board of those who invite."""

SNOOZES_DAYS = (7, 30, 90)
"""For how long a member may want no advertising."""


NAME_MAX = 128


def tidy(name: str) -> str:
    """A name as it can be kept: without what no database takes, and no longer than NAME_MAX."""
    return "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cs")).strip()[:NAME_MAX]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """phone: E.164 or empty. zone: IANA. tier: a code. muted: of MUTABLE and OFF_BOARD. quiet: local (start, end), or
    None. external_id: the number in the shop's own books, or empty. snoozed_until: no advertising and no questions
    before; None once it is past.

    An erased member keeps only `member_id`, `tier` and the instants.
    """

    member_id: str
    name: str = ""
    language: str = "en"
    phone: str = ""
    phone_verified: bool = False
    birthday: date | None = None
    zone: str = "UTC"
    tier: str = ""
    referral_code: str = ""
    marketing: bool = False
    muted: frozenset[str] = frozenset()
    quiet: tuple[time, time] | None = None
    registered_at: datetime | None = None
    erased_at: datetime | None = None
    external_id: str = ""
    snoozed_until: datetime | None = None
