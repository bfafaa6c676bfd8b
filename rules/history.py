"""One line of a member's history with everything needed to explain it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

EntryKind = Literal[
    "welcome",  # points for joining
    "friend_welcome",  # points for the first purchase of an invited friend, on the friend's side
    "earned",  # points for a purchase
    "spent",  # a purchase paid with points
    "referral",  # points for an invited friend, on the inviter's side
    "clawed",  # a purchase was returned: what it gave is taken back
    "refunded",  # a purchase was returned: what it took is given back
    "burned",  # points expired
    "adjusted",  # by hand, with a reason
    "imported",  # the balance brought from an earlier programme
    "cancelled",  # a pending reward that will not come
    "debt",  # an earlier debt repaid from new points
    "transferred",  # came along when two cards became one
    "promo",  # points by a promo code
    "action",  # points for something besides buying: a review, a quiz, a whole profile
    "badge",  # points that came with a badge
    "challenge",  # points for a challenge that was done
    "gift",  # a gift such as a birthday's
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """points: signed. rule: what gave them: a tier's code, `rule:<name>`, `partner:<name>`, `action:<name>`,
    `promo:<name>`, `badge:<name>`, `challenge:<name>`, or empty.

    titles: by language, how the programme called what gave them when it did; empty for a tier, whose title is today's.
    last_day: the last usable day of the points this entry gave. active_at: given while they are still on their way.
    note: a reason typed by staff, or the name of a friend already masked.
    """

    at: datetime
    kind: EntryKind
    points: int
    purchase_minor: int | None = None
    rule: str = ""
    rate_percent: Decimal | None = None
    last_day: date | None = None
    active_at: datetime | None = None
    note: str = ""
    place: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """page: from 0. pages: at least 1."""

    entries: tuple[Entry, ...]
    page: int = 0
    pages: int = 1
