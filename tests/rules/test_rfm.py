"""Scores, cells and stages: each combination of scores has one name, and every line is crossed at its own instant."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rules import rfm
from rules.facts import Bought, Facts, Tastes, tastes
from rules.program import ProgramInvalid, parse
from rules.program_rfm import Rfm, Stages
from screens import cells
from screens.speech import texts_for
from tests.make import NOON
from tests.rules.programs import BONUS, BONUS_TEXT

DAY = timedelta(days=1)
CUTS = rfm.Cuts((30, 90), (2, 5), (1_000_00, 5_000_00))


def facts(count: int = 1, days_ago: float = 0, gap_days: float = 10, spend_minor: int = 0) -> Facts:
    last = NOON - days_ago * DAY
    return Facts(
        purchases=count,
        first_at=last - (count - 1) * gap_days * DAY,
        last_at=last,
        window_purchases=count,
        window_spend_minor=spend_minor,
        window_first_at=last,
    )


def test_each_of_the_27_combinations_has_one_name_and_every_name_has_words() -> None:
    assert set(rfm.CELLS) == {"".join(scores) for scores in product("123", repeat=3)}
    said = [
        (cells.cell(texts, name), cells.advice(texts, name))
        for texts in (texts_for(BONUS, "ru"), texts_for(BONUS, "en"))
        for name in rfm.CELL_NAMES
    ]
    assert len(set(said)) == 2 * len(rfm.CELL_NAMES)


def test_the_reference_has_every_combination_under_its_name() -> None:
    page = Path("docs/reference/cells.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([123 ]+) \|", page, re.M)

    assert {code: name for name, codes in rows for code in codes.split()} == rfm.CELLS
    assert re.findall(r"^\| `(\w+)` \| [^|]*\|$", page, re.M) == list(rfm.STAGES)


def test_who_bought_often_or_much_and_went_quiet_is_named_apart() -> None:
    gone = {code for code, name in rfm.CELLS.items() if name in rfm.OFTEN_BEFORE_CELLS}

    assert gone == {code for code in rfm.CELLS if code[0] == "1" and code[1] in "23"}
    assert {rfm.CELLS[code] for code in rfm.CELLS if code[0] == "3" and code[1] == "3"} == rfm.VIP_CELLS


@pytest.mark.parametrize(
    ("given", "scores"),
    [
        (facts(5, days_ago=29.9, spend_minor=5_000_00), (3, 3, 3)),
        (facts(4, days_ago=30, spend_minor=4_999_99), (2, 2, 2)),
        (facts(1, days_ago=90, spend_minor=999_99), (1, 1, 1)),
        (facts(2, days_ago=-0.5, spend_minor=1_000_00), (3, 2, 2)),  # clocks of two machines differ
        (Facts(), (0, 0, 0)),
    ],
)
def test_scores(given: Facts, scores: tuple[int, int, int]) -> None:
    assert rfm.scores(given, CUTS, NOON) == scores


@pytest.mark.parametrize(
    ("given", "stages", "stage"),
    [
        (Facts(), {}, "registered"),
        (facts(1, days_ago=59), {}, "first"),
        (facts(1, days_ago=60), {}, "quiet"),
        (facts(2, days_ago=19), {}, "active"),
        (facts(3, days_ago=19), {}, "regular"),
        (facts(3, days_ago=20), {}, "quiet"),
        (facts(3, days_ago=40), {}, "lapsed"),
        (facts(3, days_ago=365), {}, "lost"),
        (facts(3, days_ago=13, gap_days=0.1), {}, "regular"),  # no gap counts as shorter than a week
        (facts(3, days_ago=14, gap_days=0.1), {}, "quiet"),
        (facts(3, days_ago=25), {"quiet": "2.5 gaps"}, "quiet"),
        (facts(3, days_ago=24), {"quiet": "2.5 gaps"}, "regular"),
        (facts(3, days_ago=400, gap_days=200), {"quiet": "2 gaps", "lapsed": "500 days"}, "lost"),
    ],
)
def test_stages(given: Facts, stages: dict[str, Any], stage: str) -> None:
    assert rfm.stage(given, Rfm(stages=Stages(**stages)), NOON) == stage


def test_time_changes_nothing_before_the_instant_that_is_named_and_something_at_it() -> None:
    terms = rfm.Terms(Rfm(window_days=100), BONUS.zone, CUTS)
    given, now = facts(3), NOON

    seen = []
    while (due := rfm.due_at(given, terms, now)) is not None:
        seen.append(((due - NOON) / DAY, rfm.place(given, terms, due)))
        assert rfm.place(given, terms, due - timedelta(microseconds=1)) == rfm.place(given, terms, now)
        now = due

    assert [days for days, _ in seen] == [20, 30, 40, 90, 100, 365]


def bought(days_ago: int, minor: int, place: str = "", *lines: tuple[str, int]) -> Bought:
    return Bought(NOON - days_ago * DAY, minor, minor, place, [{"category": c, "net_minor": m} for c, m in lines])


def test_a_favourite_is_on_most_cheques_then_the_dearest_then_the_first_by_name() -> None:
    mine = [
        bought(1, 500, "b", ("tea", 100), ("tea", 100), ("cake", 300)),
        bought(2, 700, "a", ("Tea", 100), ("cake", 600)),
        bought(3, 200, "", ("bread", 900)),
    ]

    found = tastes(mine, BONUS.zone)

    assert found == Tastes(typical_minor=500, category="cake", place="a", hour=12)
    assert tastes([], BONUS.zone) == Tastes()


def test_the_typical_cheque_is_the_median_of_the_last_twenty() -> None:
    many = [bought(days, 100 * days) for days in range(1, 31)]

    assert tastes(many, BONUS.zone).typical_minor == 1_050  # of 1 to 20 days ago
    assert tastes(many[:3], BONUS.zone).typical_minor == 200


@pytest.mark.parametrize(
    "wrong",
    [
        "recency_days = [90, 30]",
        "frequency = [2, 2]",
        'monetary = ["500", "100"]',
        'stages = { quiet = "soon" }',
        'stages = { lost = "2.5 days" }',
        'by = "quartiles"',
    ],
)
def test_a_wrong_section_is_refused(wrong: str) -> None:
    with pytest.raises(ProgramInvalid) as refused:
        parse(f"{BONUS_TEXT}\n[rfm]\n{wrong}\n")

    [found] = refused.value.mistakes
    assert found.path.startswith("rfm.")
    assert found.line == len(BONUS_TEXT.splitlines()) + 3


def test_a_value_goes_into_a_mark_and_comes_back() -> None:
    assert rfm.of_value(rfm.as_value(CUTS)) == CUTS
