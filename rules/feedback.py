"""Which question a member is asked after a purchase, which marks are low, and what all the marks come to."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from rules.program_feedback import Feedback

Survey = Literal["purchase", "nps"]
SCORES: Mapping[Survey, range] = {"purchase": range(1, 6), "nps": range(11)}
PROMOTERS, DETRACTORS = range(9, 11), range(7)  # of the Net Promoter Score: Reichheld, HBR 12/2003
BETWEEN = timedelta(days=7)  # two questions to one member, of whatever kind
OPEN = timedelta(days=30)  # a question can be answered
CHANGES = timedelta(days=1)  # an answer can be changed, and words be added
WORDS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What is known of whom we might ask. purchases: those that were not taken back whole. chance: 0 to 99."""

    purchases: int
    asked_at: datetime | None = None
    nps_asked_at: datetime | None = None
    chance: int = 0


def question(plan: Feedback, habits: Habits, now: datetime) -> Survey | None:
    """What to ask after this purchase: the rarer question first, and None when it would be too often."""
    if habits.asked_at is not None and now - habits.asked_at < BETWEEN:
        return None
    nps, rating = plan.nps, plan.rating
    if nps is not None and habits.purchases >= nps.purchases and _over(habits.nps_asked_at, nps.every_days, now):
        return "nps"
    if rating is None or not _over(habits.asked_at, rating.every_days, now):
        return None
    return "purchase" if habits.chance < rating.share_percent else None


def _over(asked_at: datetime | None, days: int, now: datetime) -> bool:
    return asked_at is None or now - asked_at >= timedelta(days=days)


def is_low(plan: Feedback, survey: Survey, score: int) -> bool:
    """Whether staff hear of it; no mark is low when the programme does not ask any more."""
    asked = plan.rating if survey == "purchase" else plan.nps
    return asked is not None and score <= asked.low


def takes(survey: Survey, given_at: datetime | None, asked_at: datetime, now: datetime) -> bool:
    """Whether the question can be answered, or its answer be changed, at this instant."""
    if given_at is not None:
        return now - given_at < CHANGES
    return now - asked_at < OPEN


def said(words: str) -> str:
    """Words as they can be kept: lines stay, what no database takes goes."""
    kept = "".join(one for one in words if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))
    return kept.strip()[:WORDS_MAX]


# ------------------------------------------------------------------ all the marks together


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """location: empty for all of them. scores: how often 1, 2, 3, 4, 5. average: of those, with two digits.

    nps: the share of promoters less that of detractors, -100 to 100; None where nobody answered.
    """

    location: str = ""
    scores: tuple[int, ...] = (0, 0, 0, 0, 0)
    average: Decimal | None = None
    promoters: int = 0
    passives: int = 0
    detractors: int = 0
    nps: int | None = None

    @property
    def rated(self) -> int:
        return sum(self.scores)

    @property
    def recommended(self) -> int:
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """asked: questions put within the time, of both kinds. places: those that have any mark, by name."""

    asked: int
    all: Marks
    places: tuple[Marks, ...] = ()


def figures(asked: int, counts: Iterable[tuple[Survey, str, int, int]]) -> Figures:
    """counts: (survey, location, score, how often)."""
    known = list(counts)
    places = sorted({location for _, location, _, _ in known if location})
    return Figures(
        asked=asked,
        all=_marks("", known),
        places=tuple(_marks(place, [one for one in known if one[1] == place]) for place in places),
    )


def _marks(location: str, counts: Iterable[tuple[Survey, str, int, int]]) -> Marks:
    by_score: dict[Survey, Counter[int]] = {"purchase": Counter(), "nps": Counter()}
    for survey, _, score, times in counts:
        by_score[survey][score] += times
    stars, recommends = by_score["purchase"], by_score["nps"]
    promoters = sum(recommends[score] for score in PROMOTERS)
    detractors = sum(recommends[score] for score in DETRACTORS)
    rated, recommended = stars.total(), recommends.total()
    points = sum(score * times for score, times in stars.items())
    return Marks(
        location=location,
        scores=tuple(stars[score] for score in SCORES["purchase"]),
        average=_rounded(points, rated, "0.01") if rated else None,
        promoters=promoters,
        passives=recommended - promoters - detractors,
        detractors=detractors,
        nps=int(_rounded(100 * (promoters - detractors), recommended, "1")) if recommended else None,
    )


def _rounded(whole: int, parts: int, step: str) -> Decimal:
    return (Decimal(whole) / parts).quantize(Decimal(step), ROUND_HALF_UP)
