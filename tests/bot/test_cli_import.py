"""`kopilka import` as it is typed: rehearsed, done, done again, and what it says of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from storage import migrate
from tests.rules.programs import FOLDER

MEMBERS = """\
phone;name;points;points_last_day;tier
+79123456789;Анна;1 250;2199-12-31;silver
+79123456780;Борис;-5;;
+79123456781;Вера;40;;slver
89123456789;Анна;7;;
+79123456782;Глеб;3;;
"""
BALANCES = "phone\tasset\tpoints\tpoints_last_day\n+79123456789\tpoints\t60\t2198-12-31\n"
PURCHASES = "phone,at,amount\n+79123456789,2026-01-31 18:20,1000\n+79123456789,2036-01-31 18:20,1\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "kopilka.db"
    migrate.upgrade(f"sqlite:///{path}")
    assert typed(path, "program", "apply", str(FOLDER / "retail-bonus.toml")).exit_code == 0
    return path


def typed(database: Path, *words: str) -> Result:
    where = {"KOPILKA_DATABASE_URL": f"sqlite:///{database}", "KOPILKA_KEY_FILE": str(database.parent / "ledger.key")}
    return CliRunner().invoke(app, words, env=where)


def a_file(shop: Path, content: str, name: str = "old.csv", encoding: str = "utf-8") -> str:
    (shop.parent / name).write_bytes(content.encode(encoding))
    return str(shop.parent / name)


def everything(shop: Path) -> dict[str, list[object]]:
    """Every row of every table."""
    with sqlite3.connect(shop) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def row_of(said: str, name: str) -> list[str]:
    """The figures of one line of the report."""
    [line] = [line for line in said.splitlines() if line.startswith(name)]
    return line.removeprefix(name).replace(" RUB", "").split()


def test_a_rehearsal_reports_what_an_import_does_and_writes_nothing(shop: Path) -> None:
    file, before = a_file(shop, MEMBERS), everything(shop)

    said = typed(shop, "import", "members", file, "--dry-run")

    assert said.exit_code == 0
    assert everything(shop) == before
    assert "2 members of" in said.stdout
    assert "would come in, 3 rows would be refused." in said.stdout
    assert "line 3: points: '-5' is wrong here" in said.stdout
    assert "line 4: tier: 'slver' is wrong here; it is one of base, silver, gold, and perhaps silver" in said.stdout
    assert "line 5: phone: '89123456789' is wrong here; a member with it is here already." in said.stdout
    assert row_of(said.stdout, "Members") == ["0", "2", "2"]
    assert row_of(said.stdout, "Points") == ["0", "1,253", "1,253"]
    assert said.stdout.endswith("Nothing was written: this was a rehearsal.\n")
    assert (shop.parent / "old.dry-run.rejects.csv").exists()
    assert not (shop.parent / "old.rejects.csv").exists()
    assert not list(shop.parent.glob("*.rehearsal"))


def test_the_import_after_the_rehearsal_does_what_was_told(shop: Path) -> None:
    file = a_file(shop, MEMBERS)
    told = typed(shop, "import", "members", file, "--dry-run").stdout

    done = typed(shop, "import", "members", file)

    assert done.exit_code == 0
    for name in ("Members", "Points", "Imported purchases", "Their sum"):
        assert row_of(done.stdout, name) == row_of(told, name)
    assert "2 members of" in done.stdout
    assert "The ledger agrees with the file: 1,253 points." in done.stdout


def test_a_file_that_is_in_says_so_in_a_rehearsal_too(shop: Path) -> None:
    file = a_file(shop, MEMBERS)
    typed(shop, "import", "members", file)
    before = everything(shop)

    for words in (("--dry-run",), ()):
        said = typed(shop, "import", "members", file, *words)
        assert said.exit_code == 0
        assert "was imported before; nothing has changed." in said.stdout
        assert row_of(said.stdout, "Points")[0] == row_of(said.stdout, "Points")[2] == "1,253"
    assert everything(shop) == before


def test_purchases_are_rehearsed_with_members_who_are_not_here_yet(shop: Path) -> None:
    people, sold = a_file(shop, MEMBERS), a_file(shop, PURCHASES, "sold.csv")
    before = everything(shop)

    alone = typed(shop, "import", "purchases", sold, "--dry-run", "--no-points")
    said = typed(shop, "import", "purchases", sold, "--dry-run", "--no-points", "--members", people)

    assert "0 purchases without points of" in alone.stdout
    assert "line 2: phone: '+79123456789' is wrong here; import its member first." in alone.stdout
    assert "1 purchases without points of" in said.stdout
    assert row_of(said.stdout, "Members") == ["2", "0", "2"]
    assert row_of(said.stdout, "Points") == ["1,253", "0", "1,253"]
    assert row_of(said.stdout, "Their sum") == ["0.00", "1,000.00", "1,000.00"]
    assert everything(shop) == before


def test_members_in_advance_are_for_rehearsals_only(shop: Path) -> None:
    people, sold = a_file(shop, MEMBERS), a_file(shop, PURCHASES, "sold.csv")

    said = typed(shop, "import", "purchases", sold, "--members", people)

    assert said.exit_code == 2
    assert said.stderr == "--members goes with --dry-run; for good, import that file first.\n"


def test_balances_and_purchases_without_points_count_nothing_twice(shop: Path) -> None:
    typed(shop, "import", "members", a_file(shop, MEMBERS))

    balances = typed(shop, "import", "balances", a_file(shop, BALANCES, "left.csv"))
    sold = typed(shop, "import", "purchases", a_file(shop, PURCHASES, "sold.csv"), "--no-points")

    assert row_of(balances.stdout, "Points") == ["1,253", "60", "1,313"]
    assert row_of(sold.stdout, "Points") == ["1,313", "0", "1,313"]
    assert "The ledger agrees with the file: purchases of 1,000.00 RUB." in sold.stdout
    assert typed(shop, "verify").exit_code == 0


def test_purchases_with_points_say_what_they_earned(shop: Path) -> None:
    typed(shop, "import", "members", a_file(shop, MEMBERS))

    sold = typed(shop, "import", "purchases", a_file(shop, PURCHASES, "sold.csv"))

    assert row_of(sold.stdout, "Points")[1] == "30"  # silver: 3 % of 1 000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("named", [True, False])
def test_an_encoding_is_found_or_named(shop: Path, encoding: str, named: bool) -> None:
    file = a_file(shop, MEMBERS, encoding=encoding)

    said = typed(shop, "import", "members", file, *(("--encoding", encoding) if named else ()))

    assert said.exit_code == 0
    with sqlite3.connect(shop) as raw:
        assert raw.execute("SELECT name FROM members ORDER BY phone").fetchall() == [("Глеб",), ("Анна",)]


def test_an_encoding_that_nobody_reads_is_refused_in_one_sentence(shop: Path) -> None:
    said = typed(shop, "import", "members", a_file(shop, MEMBERS), "--encoding", "koi9")

    assert said.exit_code == 2
    assert said.stderr == "'koi9' is no encoding that is read here; write utf-8 or cp1251, or leave it out\n"


def test_one_file_is_not_both_members_and_balances(shop: Path) -> None:
    file = a_file(shop, "phone,points\n+79123456789,5\n")
    typed(shop, "import", "members", file)

    said = typed(shop, "import", "balances", file)

    assert said.exit_code == 2
    assert "imported as members before, so it is not imported as balances; nothing has changed." in said.stderr


def test_a_ledger_that_differs_from_the_file_is_told_with_both_sums_and_exit_1(shop: Path) -> None:
    file = a_file(shop, MEMBERS)
    typed(shop, "import", "members", file)
    with sqlite3.connect(shop) as raw:
        raw.execute("UPDATE transactions SET amount = amount - 1 WHERE amount > 100")

    said = typed(shop, "import", "members", file)

    assert said.exit_code == 1
    assert "good rows say 1,253 points" in said.stderr
    assert "the ledger has 1,252 points" in said.stderr
    assert "agrees" not in said.stdout


def test_a_programme_must_be_in_force_first(tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path / 'kopilka.db'}")

    said = typed(tmp_path / "kopilka.db", "import", "members", a_file(tmp_path / "kopilka.db", MEMBERS))

    assert said.exit_code == 2
    assert "No programme is in force yet" in said.stderr
