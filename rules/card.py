"""A member's card as shown at the till: one code, once, for about a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """code: typed by the cashier. content: what the QR says. expires_at: the first instant of its refusal.

    progress_percent: 0 to 100 on the way to the next tier, None at the top.
    """

    code: str
    content: str
    expires_at: datetime
    seconds: int
    available: int = 0
    tier: str = ""
    progress_percent: int | None = None
