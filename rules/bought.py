"""A purchase as it stands now, and what a receipt says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules.returns import Sold


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtLine:
    """A line as it was sold. amount_minor: before discounts. sold: what it came to, and what came back of it."""

    amount_minor: int
    category: str = ""
    sku: str = ""
    brand: str = ""
    name: str = ""
    gift_minor: int = 0
    sold: Sold


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """sold: what all of it came to, and what came back. discount_minor: the till's and the programme's together."""

    purchase_id: str
    member_id: str
    at: datetime
    location: str
    partner: str
    receipt: str
    gross_minor: int
    discount_minor: int
    sold: Sold
    lines: tuple[BoughtLine, ...]

    @property
    def due_minor(self) -> int:
        """What was paid in money."""
        return self.sold.net_minor - self.sold.gift_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the programme has to say under a till's own receipt; nobody's name, as paper is left lying about.

    off_minor: what the programme took off. spent_minor: what the spent points paid for. earned: without what returns
    took back. active_at: of earned points that are on their way. last_day: the last usable day of the earned points.
    stamps: (card, how many).
    """

    place: str
    tier: str
    off_minor: int
    spent: int
    spent_minor: int
    gift_minor: int
    due_minor: int
    earned: int
    active_at: datetime | None
    last_day: date | None
    stamps: tuple[tuple[str, int], ...]
    returned_minor: int
    available: int
    debt: int
