"""Questions about a purchase and about the shop, low marks for its staff, and what the shop answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.feedback import SCORES, Survey
from rules.feedback_notice import LowRating, NpsAsked, RatingAsked, ShopAnswered
from screens.layout import Row, blocks, heading, home, lines
from screens.routes import ANSWER_LOW, CARD, NO_SURVEYS, RATE, RATED, action
from screens.screen import Button, Screen
from screens.texts import Texts

FEW = (0, 1, 2)  # on one button of the first screen, so that no screen has more than ten
STARS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LowMark:
    """What a member of staff is to answer. name: the first name, may be empty."""

    rating_id: str
    survey: Survey
    score: int
    words: str = ""
    name: str = ""


# ------------------------------------------------------------------ the member


def rating_asked(texts: Texts, notice: RatingAsked) -> Screen:
    html = blocks(
        heading("⭐", texts.gettext("How was your purchase?")),
        lines(
            texts.gettext("🛍 %(sum)s on %(day)s", sum=texts.money(notice.sum_minor), day=texts.local_day(notice.at)),
            texts.gettext("📍 %(place)s", place=notice.place) if notice.place else "",
        ),
        texts.gettext("One press is enough: 1 is bad, 5 is excellent."),
    )
    stars = tuple(
        Button.action(f"{score} ⭐", action(RATE, notice.rating_id, score), "primary" if score == STARS else "plain")
        for score in SCORES["purchase"]
    )
    return Screen(html, (stars, _no_more(texts)))


def nps_asked(texts: Texts, notice: NpsAsked) -> Screen:
    """Ten buttons: the lowest three marks share one, which asks once more."""
    html = blocks(
        heading("💬", texts.gettext("Would you recommend %(brand)s to a friend?", brand=texts.brand.name)),
        texts.gettext("From 0, by no means, to 10, surely. We ask this twice a year at most."),
    )
    few = Button.action(f"{FEW[0]}–{FEW[-1]}", action(RATE, notice.rating_id, "few"))
    marks = (few, *(_mark(notice.rating_id, score) for score in SCORES["nps"] if score not in FEW))
    return Screen(html, (marks[:5], marks[5:], _no_more(texts)))


def nps_few(texts: Texts, rating_id: str) -> Screen:
    html = blocks(
        heading("💬", texts.gettext("Would you recommend %(brand)s to a friend?", brand=texts.brand.name)),
        texts.gettext("So rather not. Which mark is it?"),
    )
    again = (Button.action(texts.gettext("‹ Back"), action(RATE, rating_id)),)
    return Screen(html, (tuple(_mark(rating_id, score) for score in FEW), again))


def ask_words(texts: Texts, rating_id: str, survey: Survey, score: int) -> Screen:
    html = blocks(
        heading("🙏", texts.gettext("Thank you! Your mark: %(mark)s", mark=mark(texts, survey, score))),
        texts.gettext("Would you add a few words? Just write them here: what was good, what should be better."),
        texts.gettext("<i>The mark can be changed within a day.</i>"),
    )
    rows = (
        (Button.action(texts.gettext("No words"), RATED),),
        (Button.action(texts.gettext("✏️ Another mark"), action(RATE, rating_id)),),
    )
    return Screen(html, rows)


def thanks(texts: Texts) -> Screen:
    html = blocks(
        heading("🙏", texts.gettext("Thank you!")),
        texts.gettext("We read every answer, and your mark helps us to become better."),
    )
    return Screen(html, ((Button.action(texts.gettext("💳 My card"), CARD, style="primary"),), home(texts)))


def no_more(texts: Texts) -> Screen:
    html = blocks(
        texts.gettext("🔕 Good, we shall not ask any more."),
        texts.gettext("If you change your mind: 🔔 Messages in the settings."),
    )
    return Screen(html, (home(texts),))


def answered(texts: Texts, notice: ShopAnswered) -> Screen:
    """The shop's own words to the member."""
    html = blocks(
        heading("💬", texts.gettext("%(brand)s answers you", brand=texts.brand.name)),
        texts.prose(notice.words),
        texts.gettext("Your mark: %(mark)s", mark=mark(texts, notice.survey, notice.score)),
    )
    return Screen(html, (home(texts),))


# ------------------------------------------------------------------ the staff


def low(texts: Texts, notice: LowRating) -> Screen:
    if notice.survey == "nps":
        title = texts.gettext("Would not recommend us: %(mark)s", mark=mark(texts, notice.survey, notice.score))
    else:
        title = texts.gettext("A low mark: %(mark)s", mark=mark(texts, notice.survey, notice.score))
    html = blocks(
        heading("⚠️", title),
        lines(
            texts.gettext("👤 <b>%(name)s</b>", name=texts.person(notice.name)) if notice.name else "",
            texts.gettext("🛍 %(sum)s on %(day)s", sum=texts.money(notice.sum_minor), day=texts.local_day(notice.at))
            if notice.at is not None
            else "",
            texts.gettext("📍 %(place)s", place=notice.place) if notice.place else "",
        ),
        _quoted(texts, notice.words),
    )
    reply = Button.action(texts.gettext("✍️ Answer"), action(ANSWER_LOW, notice.rating_id), style="primary")
    return Screen(html, ((reply,),))


def ask_answer(texts: Texts, facts: LowMark) -> Screen:
    html = blocks(
        heading("✍️", texts.gettext("Your answer to the member")),
        lines(
            texts.gettext("👤 <b>%(name)s</b>", name=texts.person(facts.name)) if facts.name else "",
            texts.gettext("Mark: %(mark)s", mark=mark(texts, facts.survey, facts.score)),
        ),
        _quoted(texts, facts.words),
        texts.gettext("Write it as one message: it goes to the member in the shop's name, once, as you wrote it."),
    )
    return Screen(html, ((Button.action(texts.gettext("✖️ Do not answer"), action(ANSWER_LOW, "no")),),))


def answer_sent(texts: Texts, words: str) -> Screen:
    html = blocks(
        heading("✅", texts.gettext("The answer is on its way")),
        texts.prose(words),
        texts.gettext("In the member's quiet hours it waits for the morning."),
    )
    return Screen(html, (home(texts),))


def answer_dropped(texts: Texts) -> Screen:
    return Screen(texts.gettext("Nothing was sent. The mark still waits for an answer."), (home(texts),))


def mark(texts: Texts, survey: Survey, score: int) -> str:
    """`★★☆☆☆`, or `4 of 10`."""
    if survey == "nps":
        return texts.gettext("%(score)s of 10", score=score)
    return "★" * score + "☆" * (STARS - score)


def _quoted(texts: Texts, words: str) -> str:
    return texts.gettext("“%(words)s”", words=texts.prose(words)) if words else ""


def _mark(rating_id: str, score: int) -> Button:
    return Button.action(str(score), action(RATE, rating_id, score))


def _no_more(texts: Texts) -> Row:
    return (Button.action(texts.gettext("🔕 Do not ask me"), NO_SURVEYS),)


FEEDBACK: dict[str, Callable[[Texts, Any], Screen]] = {
    "rating_asked": rating_asked,
    "nps_asked": nps_asked,
    "low_rating": low,
    "shop_answered": answered,
}


def _answered_already(texts: Texts, facts: Mapping[str, Any]) -> str:
    if not facts["who"]:
        return texts.gettext("A colleague has answered this already.")
    return texts.gettext("This was answered already, by %(who)s.", who=texts.person(str(facts["who"])))


FEEDBACK_REFUSALS: dict[str, Callable[[Texts, Mapping[str, Any]], str]] = {
    "rating_unknown": lambda texts, _: texts.gettext("This question is asked no more."),
    "rating_closed": lambda texts, _: texts.gettext("This question is closed; what you answered is kept. Thank you!"),
    "rating_answered": _answered_already,
}
