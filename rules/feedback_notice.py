"""What members are asked about their purchases, what staff hear of low marks, and what the shop answers: facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.feedback import Survey
from rules.member import Mutable


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingAsked:
    """How was this purchase, from one star to five. at: of the purchase."""

    kind: ClassVar[str] = "rating_asked"
    mutes: ClassVar[Mutable | None] = "surveys"
    rating_id: str
    sum_minor: int
    at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NpsAsked:
    kind: ClassVar[str] = "nps_asked"
    mutes: ClassVar[Mutable | None] = "surveys"
    rating_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LowRating:
    """To the owner and the marketers. name: the first name. words: what the member wrote, perhaps a little later.

    Kept without name and words: they are put in when it is sent, so that nothing of somebody who was erased is.
    """

    kind: ClassVar[str] = "low_rating"
    mutes: ClassVar[Mutable | None] = None
    rating_id: str
    survey: Survey
    score: int
    sum_minor: int = 0
    at: datetime | None = None
    place: str = ""
    name: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopAnswered:
    """To the member: what the shop says to their mark."""

    kind: ClassVar[str] = "shop_answered"
    mutes: ClassVar[Mutable | None] = None
    survey: Survey
    score: int
    words: str
