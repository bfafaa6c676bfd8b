"""The gallery's screens of marks, answers and the board of those who invite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rules.board import BoardFacts, Placed
from screens import board, feedback
from screens.feedback import LowMark
from screens.screen import Screen
from screens.texts import Texts
from tests.screens.facts import AN_ID


def feedback_screens(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    yield "nps few", feedback.nps_few(texts, AN_ID)
    yield "rating words", feedback.ask_words(texts, AN_ID, "purchase", 4)
    yield "nps words", feedback.ask_words(texts, AN_ID, "nps", 10)
    yield "rating thanks", feedback.thanks(texts)
    yield "no more questions", feedback.no_more(texts)
    low = LowMark(rating_id=AN_ID, survey="purchase", score=1, words=name, name=name)
    yield "answer to a mark", feedback.ask_answer(texts, low)
    yield "answer to a bare mark", feedback.ask_answer(texts, LowMark(rating_id=AN_ID, survey="nps", score=3))
    yield "answer sent", feedback.answer_sent(texts, name or "ок")
    yield "answer dropped", feedback.answer_dropped(texts)
    rows = tuple(Placed(place=place, name=name if place % 3 else "", friends=30 - place) for place in range(1, 11))
    mine = Placed(place=27, name=name, friends=1, is_mine=True)
    yield "board", board.show(texts, BoardFacts(month=date(2026, 11, 1), rows=rows, mine=mine))
    among = (*rows[:2], Placed(place=3, name=name, friends=2, is_mine=True))
    facts = BoardFacts(month=date(2025, 11, 1), ago=12, rows=among, mine=among[2], hidden=True)
    yield "board where one is hidden", board.show(texts, facts)
    yield "board empty", board.show(texts, BoardFacts(month=date(2026, 11, 1)))
