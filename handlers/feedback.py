"""A member rates a purchase and adds words; a member of staff answers a low mark."""

from __future__ import annotations

from actions import feedback, member
from actions.feedback import Rating, RatingUnknown
from actions.staff import MARKETING, Staff
from handlers import till, till_card
from handlers.route import Answer, Id, on
from handlers.visit import NotStaff, Stale, Visit
from rules.feedback import SCORES, said
from rules.feedback_notice import NpsAsked, RatingAsked
from screens import feedback as screens
from screens.feedback import LowMark
from screens.screen import Screen

WORDS, REPLY = "rating_words", "rating_answer"


@on.pressed("rate")
def rate(visit: Visit, rating_id: Id, score: str = "") -> Answer:
    """Ask once more, ask which of the lowest marks, or take the mark. Raises Stale for a question to another."""
    try:
        found = feedback.question(visit.work, visit.me, rating_id)
        if not score:
            return _asked(visit, found)
        if score == "few" and found.survey == "nps":
            return screens.nps_few(visit.texts, rating_id)
        given = next((one for one in SCORES[found.survey] if str(one) == score), None)
        if given is None:
            raise Stale
        feedback.rate(visit.work, visit.me, rating_id, given)
    except RatingUnknown as error:
        raise Stale from error
    if visit.address.awaiting in till.AWAITED | till_card.AWAITED:
        return screens.thanks(visit.texts)  # a cashier's sale under way goes before their own words
    visit.await_(WORDS, rating_id=rating_id)
    return screens.ask_words(visit.texts, rating_id, found.survey, given)


def _asked(visit: Visit, found: Rating) -> Screen:
    if found.survey == "nps":
        return screens.nps_asked(visit.texts, NpsAsked(rating_id=found.rating_id))
    at = found.bought_at or found.asked_at
    asked = RatingAsked(rating_id=found.rating_id, sum_minor=found.sum_minor, at=at, place=found.place)
    return screens.rating_asked(visit.texts, asked)


@on.awaited(WORDS)
def words_typed(visit: Visit, words: str) -> Answer:
    rating_id = visit.address.dialogue["rating_id"]
    visit.await_()
    try:
        feedback.say(visit.work, visit.me, rating_id, words)
    except RatingUnknown as error:
        raise Stale from error
    return screens.thanks(visit.texts)


@on.pressed("rated")
def without_words(visit: Visit) -> Answer:
    _ = visit.me
    if visit.address.awaiting == WORDS:
        visit.await_()
    return screens.thanks(visit.texts)


@on.pressed("no_surveys")
def no_surveys(visit: Visit) -> Answer:
    """One press, at once, however often it is pressed."""
    if "surveys" not in visit.me.muted:
        member.toggle_mute(visit.work, visit.me, "surveys")
    return screens.no_more(visit.texts)


@on.pressed("answer_low")
def answer(visit: Visit, rating_id: str) -> Answer:
    """Wait for the words that go to the member; `no` waits no more. Raises NotStaff, Stale, RatingAnswered."""
    _ = _speaker(visit)
    if rating_id == "no":
        if visit.address.awaiting != REPLY:
            raise Stale
        visit.await_()
        return screens.answer_dropped(visit.texts)
    try:
        found = feedback.unanswered(visit.work, Id(rating_id))
    except (RatingUnknown, ValueError) as error:
        raise Stale from error
    visit.await_(REPLY, rating_id=found.rating_id)
    return screens.ask_answer(visit.texts, _low(found))


@on.awaited(REPLY)
def answer_typed(visit: Visit, words: str) -> Answer:
    who, rating_id = _speaker(visit), visit.address.dialogue["rating_id"]
    if not said(words):
        return answer(visit, rating_id)
    visit.await_()
    try:
        feedback.answer(visit.work, who, rating_id, words)
    except RatingUnknown as error:
        raise Stale from error
    return screens.answer_sent(visit.texts, said(words))


def _speaker(visit: Visit) -> Staff:
    """Who may speak for the shop. Raises NotStaff, and waits for nothing more from who may not any more."""
    staff = visit.staff
    if staff is None or staff.role not in MARKETING:
        raise NotStaff
    return staff


def _low(found: Rating) -> LowMark:
    assert found.score is not None
    return LowMark(
        rating_id=found.rating_id, survey=found.survey, score=found.score, words=found.words, name=found.name
    )
