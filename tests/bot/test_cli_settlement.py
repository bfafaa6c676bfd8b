"""`kopilka settlement`, as it is typed at the end of a month."""

from __future__ import annotations

import asyncio
import csv
import stat
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from actions import member, program, purchase
from actions.purchase import Sale
from bot import ledger_key, real
from rules.priced import Cheque, Line
from storage import migrate
from storage.store import open_store
from storage.work import Work
from tests.bot.test_cli_data import typed
from tests.make import Clock
from tests.rules.programs import FOLDER

TEXT = (FOLDER / "coalition.toml").read_text("utf-8").replace("«Зерно»", "").replace("Кофейня ", "=Zerno()")


def a_month(work: Work) -> None:
    program.apply(work, TEXT)
    anna = member.create(work, client="test", welcome=False).member_id
    for place, pay in (("cafe", 0), ("books", 40)):
        cheque = Cheque((Line(1234_56),), pay)
        purchase.record(work, Sale(member_id=anna, cheque=cheque, client="test", partner=place))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The database of an alliance at which somebody bought three days ago; its key is beside it."""
    path = tmp_path / "kopilka.db"
    migrate.upgrade(f"sqlite:///{path}")

    async def lived() -> None:
        clock = Clock(real.now() - timedelta(days=3))
        store = await open_store(f"sqlite:///{path}", clock, Random(3).randbytes)
        await store.write(a_month)
        await store.close()

    asyncio.run(lived())
    ledger_key.load_or_make(tmp_path / "ledger.key")
    return path


def day(shop: Path, ago: int) -> str:
    return f"{real.now() - timedelta(days=ago):%Y-%m-%d}"


def test_a_month_is_looked_at_closed_and_listed(shop: Path) -> None:
    shown = typed(shop, "settlement", "show", "--from", day(shop, 10), "--until", day(shop, -1))
    assert shown.exit_code == 0, shown.stderr
    assert "RUB, not closed." in shown.stdout
    assert "40.00" in shown.stdout
    assert "-40.00" in shown.stdout

    closed = typed(shop, "settlement", "close", "--until", day(shop, 1), "--by", "Olga")

    assert closed.exit_code == 0, closed.stderr
    assert "Period 1 is closed" in closed.stdout
    assert "Olga" in typed(shop, "settlement", "list").stdout
    assert "closed as number 1." in typed(shop, "settlement", "show", "--number", "1").stdout
    assert "not closed." in typed(shop, "settlement", "show").stdout
    assert typed(shop, "verify").exit_code == 0


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("close", "--until", "tomorrow"), "is not a day such as"),
        (("close", "--until", "2999-01-01"), "is not over yet"),
        (("show", "--number", "7"), "There is no closed period 7"),
        (("show", "--from", "2026-01-02", "--until", "2026-01-01"), "A period begins before it ends"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(shop: Path, words: tuple[str, ...], sentence: str) -> None:
    said = typed(shop, "settlement", *words)

    assert said.exit_code == 2
    assert sentence in said.stderr


def test_a_table_is_written_for_its_owner_alone_with_every_formula_defused(shop: Path) -> None:
    lines, pairs = shop.with_name("lines.csv"), shop.with_name("pairs.csv")

    assert "4 rows are in" in typed(shop, "settlement", "export", str(lines)).stdout
    assert "1 rows are in" in typed(shop, "settlement", "export", str(pairs), "--pairs").stdout

    with lines.open(encoding="utf-8-sig", newline="") as file:
        found = {row["partner"]: row for row in csv.DictReader(file)}
    assert found["cafe"]["title"] == "'=Zerno()"
    assert (found["cafe"]["owes"], found["cafe"]["net"], found["books"]["owed"]) == ("40.00", "-40.00", "40.00")
    with pairs.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["debtor"], row["creditor"], row["points"], row["sum"]) == ("cafe", "books", "40", "40.00")
    assert stat.S_IMODE(lines.stat().st_mode) == 0o600
    assert typed(shop, "settlement", "export", str(lines)).exit_code == 2


def test_a_key_of_a_partner_that_the_programme_does_not_name_is_made_with_a_word(shop: Path) -> None:
    known = typed(shop, "key", "create", "--name", "cafe-1", "--partner", "cafe")
    strange = typed(shop, "key", "create", "--name", "coffee-1", "--partner", "coffee")

    assert (known.exit_code, strange.exit_code) == (0, 0)
    assert "names no partner" not in known.stderr
    assert "names no partner coffee yet" in strange.stderr


def test_exported_entries_and_purchases_name_the_partner(shop: Path) -> None:
    for kind in ("entries", "purchases"):
        file = shop.with_name(f"{kind}.csv")
        typed(shop, "export", kind, str(file))
        with file.open(encoding="utf-8-sig", newline="") as content:
            assert {row["partner"] for row in csv.DictReader(content)} == {"cafe", "books"}
