"""Cells of tables, as people and their spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from rules import cell
from rules.cell import CellInvalid

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("said", "minor"),
    [("1250.50", 125050), ("1250,50", 125050), ("1 250,5", 125050), ("1 250,50", 125050), ("7", 700)],
)
def test_a_sum_is_read_as_it_is_written_in_either_country(said: str, minor: int) -> None:
    assert cell.amount_minor("amount", said, 2) == minor


@pytest.mark.parametrize(
    "said", ["", "-5", "0", "0,00", "ten", "1,250", "1.2.3", "1e3", "9" * 5000, "12.345", "=1+1", "1_000"]
)
def test_what_is_no_sum_above_nothing_is_refused_with_its_column(said: str) -> None:
    with pytest.raises(CellInvalid) as refused:
        cell.amount_minor("amount", said, 2)

    assert refused.value.facts["column"] == "amount"
    assert refused.value.facts["said"] == said


def test_points_are_whole_and_an_empty_cell_has_none() -> None:
    assert [cell.points("points", said) for said in ("", " 0", "250 ")] == [0, 0, 250]
    assert [cell.points("points", said) for said in ("1 250", "12\u00a0500", "1\u202f000\u202f000")] == [
        1250,
        12500,
        10**6,
    ]


@pytest.mark.parametrize("said", ["-1", "1.5", "٣", "²", "9" * 13, "1" * 10_000, "many", "1_000", "1 2", "1  250"])
def test_points_that_are_not_whole_are_refused(said: str) -> None:
    with pytest.raises(CellInvalid, match="whole number"):
        cell.points("points", said)


@pytest.mark.parametrize("said", ["1990-12-25", "25.12.1990", " 1990-12-25 "])
def test_a_day_is_read_in_both_ways_of_writing(said: str) -> None:
    assert cell.day("birthday", said) == date(1990, 12, 25)


@pytest.mark.parametrize("said", ["1990-02-30", "12/25/1990", "yesterday", "0000-00-00"])
def test_a_day_that_never_was_is_refused(said: str) -> None:
    with pytest.raises(CellInvalid, match="birthday"):
        cell.day("birthday", said)


@pytest.mark.parametrize(
    "said",
    ["2026-05-31 18:20", "31.05.2026 18:20", "2026-05-31T18:20:00", "2026-05-31T15:20:00Z", "2026-05-31 20:20+05:00"],
)
def test_a_time_is_the_shops_own_unless_it_says_its_offset(said: str) -> None:
    assert cell.instant_of("at", said, MOSCOW) == datetime(2026, 5, 31, 15, 20, tzinfo=UTC)


@pytest.mark.parametrize("said", ["", "noon", "0001-01-01", "9999-12-31 23:59", "2026-13-01", "31.05.26"])
def test_a_time_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(CellInvalid, match="at"):
        cell.instant_of("at", said, MOSCOW)


TIERS = {"silver": "silver", "серебро": "silver", "gold": "gold"}


@pytest.mark.parametrize("said", ["silver", " Silver ", "СЕРЕБРО"])
def test_a_name_is_known_whatever_its_capitals(said: str) -> None:
    assert cell.one_of("tier", said, TIERS) == "silver"


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("iron", "it is one of silver, gold."),
        ("slver", "it is one of silver, gold, and perhaps silver was meant."),
        ("сереброо", "it is one of silver, gold, and perhaps silver was meant."),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(said: str, right: str) -> None:
    with pytest.raises(CellInvalid) as refused:
        cell.one_of("tier", said, TIERS)

    assert str(refused.value) == f"tier: {said!r} is wrong here; {right}"
