"""Who is asked what and how often, and what all the marks come to."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from rules.feedback import Habits, Survey, figures, is_low, question, said, takes
from rules.mistake import ProgramInvalid
from rules.program_feedback import Feedback, Nps, Rating
from tests.make import NOON
from tests.rules.programs import a_program

BOTH = Feedback(rating=Rating(), nps=Nps())


def ago(**time: float) -> datetime:
    return NOON - timedelta(**time)


@pytest.mark.parametrize(
    "plan, habits, asked",
    [
        (Feedback(), Habits(purchases=9), None),
        (BOTH, Habits(purchases=1), "purchase"),
        (BOTH, Habits(purchases=3), "nps"),
        (Feedback(rating=Rating()), Habits(purchases=9), "purchase"),
        (Feedback(nps=Nps()), Habits(purchases=2), None),
        (BOTH, Habits(purchases=9, asked_at=ago(days=6.9)), None),
        (BOTH, Habits(purchases=9, asked_at=ago(days=7)), "nps"),
        (BOTH, Habits(purchases=9, asked_at=ago(days=13), nps_asked_at=ago(days=181)), None),
        (BOTH, Habits(purchases=9, asked_at=ago(days=14), nps_asked_at=ago(days=181)), "purchase"),
        (BOTH, Habits(purchases=9, asked_at=ago(days=20), nps_asked_at=ago(days=182)), "nps"),
        (Feedback(rating=Rating(share_percent=10)), Habits(purchases=1, chance=9), "purchase"),
        (Feedback(rating=Rating(share_percent=10)), Habits(purchases=1, chance=10), None),
    ],
)
def test_one_question_at_a_time_and_none_too_often(plan: Feedback, habits: Habits, asked: Survey | None) -> None:
    assert question(plan, habits, NOON) == asked


def test_what_is_low_is_the_programmes_word() -> None:
    assert [score for score in range(1, 6) if is_low(BOTH, "purchase", score)] == [1, 2, 3]
    assert [score for score in range(11) if is_low(BOTH, "nps", score)] == [0, 1, 2, 3, 4, 5, 6]
    assert not is_low(Feedback(), "purchase", 1)


def test_an_answer_is_taken_for_a_month_and_changed_for_a_day() -> None:
    assert takes("purchase", None, ago(days=29), NOON)
    assert not takes("purchase", None, ago(days=30), NOON)
    assert takes("nps", ago(hours=23), ago(days=31), NOON)
    assert not takes("nps", ago(days=1), ago(days=2), NOON)


def test_words_keep_their_lines_and_lose_what_no_database_takes() -> None:
    assert said(" Да\x00!\nОчень\x07 ") == "Да!\nОчень"
    assert len(said("я" * 5_000)) == 1_000


def test_the_net_promoter_score_is_promoters_less_detractors_rounded_once() -> None:
    counts: list[tuple[Survey, str, int, int]] = [
        ("nps", "Арбат", 10, 3),
        ("nps", "Арбат", 8, 2),
        ("nps", "", 6, 1),
        ("nps", "", 0, 2),
        ("purchase", "Арбат", 5, 2),
        ("purchase", "Тверская", 4, 1),
    ]

    found = figures(20, counts)

    assert (found.all.promoters, found.all.passives, found.all.detractors, found.all.nps) == (3, 2, 3, 0)
    assert (found.all.rated, found.all.average) == (3, Decimal("4.67"))
    assert [(one.location, one.average, one.nps) for one in found.places] == [
        ("Арбат", Decimal("5.00"), 60),
        ("Тверская", Decimal("4.00"), None),
    ]
    assert figures(0, []).all.average is None
    assert figures(0, [("nps", "", 0, 2), ("nps", "", 9, 1)]).all.nps == -33


def test_a_programme_asks_for_nothing_unless_it_says_so_and_never_more_than_twice_a_year() -> None:
    assert not a_program().feedback.asks
    assert a_program(("[warnings]", "[feedback]\nnps = {}\n\n[warnings]")).feedback.nps == Nps()
    with pytest.raises(ProgramInvalid, match="182"):
        a_program(("[warnings]", "[feedback]\nnps = { every_days = 90 }\n\n[warnings]"))
