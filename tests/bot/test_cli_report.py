"""`kopilka report`, as it is typed."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from random import Random

import pytest

from actions import program
from bot import real
from storage import migrate
from storage.store import open_store
from storage.work import Work
from tests.actions.campaigned import a_member, buy, running, touch
from tests.bot.test_cli_data import typed
from tests.rules.programs import BONUS_TEXT


def a_campaign(work: Work) -> None:
    program.apply(work, BONUS_TEXT)
    number = running(work)
    for variant in ("a", "b", ""):
        for _ in range(20):
            who = a_member(work)
            touch(work, number, who, variant, work.now)
            if variant:
                buy(work, who, work.now, 1_234_50)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a shop with one campaign of which all bought, and nobody of the control."""
    path = tmp_path_factory.mktemp("shop") / "kopilka.db"
    migrate.upgrade(f"sqlite:///{path}")

    async def lived() -> None:
        store = await open_store(f"sqlite:///{path}", real.now, Random(3).randbytes)
        await store.write(a_campaign)
        await store.close()

    asyncio.run(lived())
    return path


def test_a_report_is_read_and_written_as_tables(shop: Path) -> None:
    said = typed(shop, "report", "1")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout.startswith("spring: It sells more than doing nothing.")
    assert "Purchases within 14 days after a message count until 20" in said.stdout

    file, members = shop.parent / "report.csv", shop.parent / "members.csv"
    assert "4 rows are in" in typed(shop, "report", "1", "--csv", str(file)).stdout
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig")))
    assert [(row["group"], row["buyers"], row["revenue"]) for row in rows[:3]] == [
        ("a", "20", "24690.00"), ("b", "20", "24690.00"), ("(control)", "0", "0.00"),
    ]  # fmt: skip
    assert "60 rows are in" in typed(shop, "report", "1", "--members", "--csv", str(members)).stdout
    each = list(csv.DictReader(members.open(encoding="utf-8-sig")))
    assert sorted({(row["group"], row["purchases"], row["revenue"]) for row in each}) == [
        ("(control)", "0", "0.00"), ("a", "1", "1234.50"), ("b", "1", "1234.50"),
    ]  # fmt: skip


def test_what_cannot_be_is_said_in_a_sentence(shop: Path) -> None:
    for words, told in (
        (("report", "7"), "There is no campaign 7."),
        (("report", "1", "--members"), "--members needs --csv FILE."),
        (("report", "7", "--members", "--csv", str(shop.parent / "none.csv")), "There is no campaign 7."),
        (("report", "referrers", "--month", "2026-13"), "is not a month such as 2026-11."),
        (("report", "figures", "--days", "31"), "--days is one of 30, 90, 365."),
    ):
        said = typed(shop, *words)
        assert said.exit_code == 2
        assert told in said.stderr
    assert not (shop.parent / "none.csv").exists()


def test_the_figures_and_who_brings_friends(shop: Path) -> None:
    figures = typed(shop, "report", "figures").stdout
    assert "purchases " in figures
    assert "123,450" in figures
    assert typed(shop, "report", "referrers", "--month", "2026-03").stdout.split() == [
        "Member", "id", "Name", "Joined", "Bought", "Points",
    ]  # fmt: skip
