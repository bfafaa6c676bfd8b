"""A member's mark and words for a purchase or for the shop, and the shop's answer to a low one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions import program, staff, takings
from actions.notice import announce
from actions.staff import Staff
from actions.takings import Place
from rules import feedback as rules
from rules.feedback import SCORES, Figures, Survey
from rules.feedback_notice import LowRating, ShopAnswered
from rules.member import Member
from rules.refusal import Refused
from storage import feedback as rows
from storage.work import Row, Work

NIL_ID = "00000000-0000-0000-0000-000000000000"
PAGE_ROWS = 1_000


class RatingUnknown(Refused):
    code = "rating_unknown"
    sentence = "There is no such question."


class RatingClosed(Refused):
    code = "rating_closed"
    sentence = "This question is closed."


class RatingAnswered(Refused):
    """who: a colleague's name, may be empty."""

    code = "rating_answered"
    sentence = "This mark was answered already, by {who}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One question and what came of it. score: None until it is given. name: the member's first name."""

    rating_id: str
    member_id: str
    survey: Survey
    place: str
    asked_at: datetime
    score: int | None
    words: str
    answer: str
    name: str = ""
    sum_minor: int = 0
    bought_at: datetime | None = None


# ------------------------------------------------------------------ the member


def question(work: Work, member: Member, rating_id: str) -> Rating:
    """The question as it was put. Raises RatingUnknown, also for somebody else's, and RatingClosed."""
    _own(work, member, rating_id)
    found = rows.get(work, rating_id)
    assert found is not None, "it was locked just now, and so was not erased"
    return _rating(found)


def rate(work: Work, member: Member, rating_id: str, score: int) -> None:
    """Keep the mark; a low one is told to staff at once. Raises RatingUnknown and RatingClosed.

    Within a day it may be changed; the instant of the first answer stays.
    """
    row = _own(work, member, rating_id)
    if score not in SCORES[row.kind]:
        raise RatingUnknown
    rows.update(work, member.member_id, rating_id, score=score, at=row.at or work.now)
    if _is_low(work, row.kind, score):
        _tell_staff(work, rating_id, "low_rating")


def say(work: Work, member: Member, rating_id: str, words: str) -> None:
    """Keep the words to a mark that was given; to a low one they are told to staff. Raises as `rate`."""
    row = _own(work, member, rating_id)
    if row.score is None:
        raise RatingUnknown
    kept = rules.said(words)
    rows.update(work, member.member_id, rating_id, words=kept)
    if kept and _is_low(work, row.kind, row.score):
        _tell_staff(work, rating_id, "low_words")


def _own(work: Work, member: Member, rating_id: str) -> Row:
    row = rows.own(work, member.member_id, rating_id)
    if row is None:
        raise RatingUnknown
    if not rules.takes(row.kind, row.at, row.asked_at, work.now):
        raise RatingClosed
    return row


def _is_low(work: Work, survey: Survey, score: int) -> bool:
    return rules.is_low(program.current(work).program.feedback, survey, score)


def _tell_staff(work: Work, rating_id: str, about: str) -> None:
    found = get(work, rating_id)
    assert found.score is not None
    low = LowRating(
        rating_id=rating_id,
        survey=found.survey,
        score=found.score,
        sum_minor=found.sum_minor,
        at=found.bought_at,
        place=found.place,
    )
    for staff_id in staff.marketers(work):
        announce(work, None, low, key=f"{about}:{rating_id}:{staff_id}", staff_id=staff_id)


def filled(work: Work, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a LowRating with the mark, name and words of now; without them for a member who was erased."""
    found = rows.get(work, facts["rating_id"])
    if found is None:
        return dict(facts)
    rating = _rating(found)
    return {**facts, "score": rating.score, "name": rating.name, "words": rating.words}


# ------------------------------------------------------------------ the shop


def get(work: Work, rating_id: str) -> Rating:
    """Raises RatingUnknown, also when the member was erased."""
    found = rows.get(work, rating_id)
    if found is None or found.score is None:
        raise RatingUnknown
    return _rating(found)


def unanswered(work: Work, rating_id: str) -> Rating:
    """A mark that nobody has answered. Raises RatingUnknown, RatingAnswered."""
    found = get(work, rating_id)
    if found.answer:
        raise RatingAnswered(who=_who_answered(work, rating_id))
    return found


def answer(work: Work, who: Staff, rating_id: str, words: str) -> Rating:
    """Send the member one answer, and keep who gave it; of two at once the first counts.

    Raises RatingUnknown, RatingAnswered. words: not blank.
    """
    found, kept = get(work, rating_id), rules.said(words)
    assert kept, "the edge asks again for words that are none"
    if not rows.answer(work, rating_id, kept, who.staff_id):
        raise RatingAnswered(who=_who_answered(work, rating_id))
    assert found.score is not None
    told = ShopAnswered(survey=found.survey, score=found.score, words=kept)
    announce(work, found.member_id, told, key=f"shop_answered:{rating_id}")
    return found


def _who_answered(work: Work, rating_id: str) -> str:
    row = rows.get(work, rating_id)
    by = row.answered_by if row is not None else None
    return next((one[2] for one in staff.everyone(work) if one[0] == by), "")


# ------------------------------------------------------------------ results


def figures(work: Work, since: datetime, until: datetime, partner: str = "") -> Figures:
    """What was answered at since <= at < until: the average, how often each mark, NPS; of all and by location.

    partner: of a coalition, whose sales alone; empty for all. Every answer of the time is read: whoever lets others
    choose the time calls `takings.check` before.
    """
    counts = [(row.kind, row.location, row.score, row.times) for row in rows.counts(work, since, until, partner)]
    return rules.figures(rows.questions(work, since, until, partner), counts)


def page(
    work: Work, since: datetime, until: datetime, after: Place | None, limit: int, partner: str = ""
) -> tuple[Sequence[Row], Place | None]:
    """One page of answers, oldest first, and where it ended if there are more. Raises SpanInvalid."""
    takings.check(since, until)
    begins = Place(since, NIL_ID) if after is None or after.at < since else after
    found = rows.page(work, begins.at, until, partner, begins.row_id, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], Place(last.at, last.rating_id) if last is not None else None


def answers(work: Work, since: datetime, until: datetime) -> Iterator[Row]:
    """Every answer of the time, oldest first, a page at a time."""
    at, after = since, NIL_ID
    while found := rows.page(work, at, until, "", after, PAGE_ROWS):
        yield from found
        at, after = found[-1].at, found[-1].rating_id


def _rating(row: Row) -> Rating:
    return Rating(
        rating_id=row.rating_id,
        member_id=row.member_id,
        survey=row.kind,
        place=row.location,
        asked_at=row.asked_at,
        score=row.score,
        words=row.words,
        answer=row.answer,
        name=row.name.split()[0] if row.name.split() else "",
        sum_minor=row.sum_minor or 0,
        bought_at=row.bought_at,
    )
