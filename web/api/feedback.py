"""GET /v1/feedback, /v1/feedback/figures: what members say of their purchases and of the shop."""

from __future__ import annotations

from decimal import Decimal

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from actions import feedback, takings
from actions.key import Client
from actions.takings import SpanInvalid
from rules.feedback import Marks
from storage.work import Row, Work
from web.api.fields import ANSWER, Body, instant
from web.api.pages import PageIn, SpanInstant, place_after, place_cursor
from web.operation import Operation, never

ANSWERS = "feedback"  # the list's name in its cursors


class AnswersIn(PageIn):
    since: SpanInstant
    """The first instant of an answer, with its offset from UTC."""
    until: SpanInstant
    """The first instant that is not meant any more; at most 92 days later."""


class FiguresIn(Body):
    model_config = ConfigDict(strict=False)

    since: SpanInstant
    """The first instant of an answer, with its offset from UTC."""
    until: SpanInstant
    """The first instant that is not meant any more; at most 92 days later."""


@with_config(ANSWER)
class AnswerOut(TypedDict):
    id: str
    kind: str
    """purchase: 1 to 5 for a purchase; nps: 0 to 10, whether they would recommend the shop."""
    member_id: str
    purchase_id: str | None
    """After which it was asked."""
    location: str
    asked_at: str
    at: str
    """When it was answered first; a mark may change within a day of that."""
    score: int
    words: str
    """What the member wrote, or empty; empty as well once the member was erased."""
    answer: str
    """What the shop wrote to the member, or empty."""
    answered_at: str | None


@with_config(ANSWER)
class AnswersOut(TypedDict):
    answers: list[AnswerOut]
    next_cursor: str | None
    """For the next page; null on the last one."""


@with_config(ANSWER)
class MarksOut(TypedDict):
    location: str
    """Empty for all of them together."""
    rated: int
    """Purchases that got a mark."""
    scores: list[int]
    """How often 1, 2, 3, 4 and 5."""
    average: str | None
    """Of those, with two digits, as text; null where there is none."""
    recommended: int
    """Answers from 0 to 10."""
    promoters: int
    """9 and 10."""
    passives: int
    detractors: int
    """0 to 6."""
    nps: int | None
    """The share of promoters less that of detractors, -100 to 100; null where nobody answered."""


@with_config(ANSWER)
class FiguresOut(TypedDict):
    asked: int
    """Questions put within the time, of both kinds."""
    all: MarksOut
    locations: list[MarksOut]


def answers(work: Work, till: Client, wish: AnswersIn) -> AnswersOut:
    found, last = feedback.page(work, wish.since, wish.until, place_after(ANSWERS, wish), wish.limit, till.partner)
    return {"answers": [_answer(row) for row in found], "next_cursor": place_cursor(ANSWERS, last)}


def figures(work: Work, till: Client, wish: FiguresIn) -> FiguresOut:
    takings.check(wish.since, wish.until)
    found = feedback.figures(work, wish.since, wish.until, till.partner)
    return {"asked": found.asked, "all": _marks(found.all), "locations": [_marks(one) for one in found.places]}


def _answer(row: Row) -> AnswerOut:
    return {
        "id": row.rating_id,
        "kind": row.kind,
        "member_id": row.member_id,
        "purchase_id": row.purchase_id,
        "location": row.location,
        "asked_at": instant(row.asked_at),
        "at": instant(row.at),
        "score": row.score,
        "words": row.words,
        "answer": row.answer,
        "answered_at": instant(row.answered_at) if row.answered_at else None,
    }


def _marks(marks: Marks) -> MarksOut:
    return {
        "location": marks.location,
        "rated": marks.rated,
        "scores": list(marks.scores),
        "average": _written(marks.average),
        "recommended": marks.recommended,
        "promoters": marks.promoters,
        "passives": marks.passives,
        "detractors": marks.detractors,
        "nps": marks.nps,
    }


def _written(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/feedback",
        scope="feedback",
        do=answers,
        takes=AnswersIn,
        gives=AnswersOut,
        writes=never,
        summary="List what members answered",
        about="Marks and words, oldest first, a page at a time. A partner's key reads those to its own sales.",
        refusals=(SpanInvalid,),
    ),
    Operation(
        method="GET",
        path="/v1/feedback/figures",
        scope="feedback",
        do=figures,
        takes=FiguresIn,
        gives=FiguresOut,
        writes=never,
        summary="Read what the marks come to",
        about="Of all and by location: the stars, and the Net Promoter Score. A partner's key reads its own.",
        refusals=(SpanInvalid,),
    ),
)
