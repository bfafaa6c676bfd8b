"""`kopilka feedback`: answers as a table that no spreadsheet takes for formulas, and figures."""

from __future__ import annotations

import csv
from pathlib import Path

from actions import member, program
from bot import cli_feedback
from storage.tables import ratings
from storage.work import Work
from tests.bot.test_cli import PROGRAMME, Shell
from tests.rules.programs import BONUS_TEXT


def test_the_table_holds_every_answer_and_no_formula(work: Work, tmp_path: Path) -> None:
    program.apply(work, BONUS_TEXT)
    anna = member.create(work, client="test").member_id
    for number, words in enumerate(["=1+1", "Хорошо", ""]):
        given = {"score": number + 1, "at": work.now} if words else {"score": None, "at": None}
        row = {"member_id": anna, "rating_id": work.fresh_id(), "kind": "purchase", "asked_at": work.now}
        work.run(ratings.insert(), **row, **given, words=words, location="Арбат, 1")

    assert cli_feedback.write(work, tmp_path / "said.csv") == 2

    rows = list(csv.DictReader((tmp_path / "said.csv").read_text("utf-8-sig").splitlines()))
    assert sorted((row["score"], row["words"], row["location"]) for row in rows) == [
        ("1", "'=1+1", "Арбат, 1"),
        ("2", "Хорошо", "Арбат, 1"),
    ]


def test_an_owner_reads_figures_before_anybody_answered(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.says("program", "apply", str(PROGRAMME), "--yes")

    assert "Questions asked: 0." in shell.says("feedback", "figures", "--since", "2026-01-01")
