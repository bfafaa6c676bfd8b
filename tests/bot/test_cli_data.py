"""`kopilka export` and `kopilka verify`, as they are typed."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from storage import migrate
from tests.rules.programs import FOLDER


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop with one member and one purchase, made by commands alone."""
    path = tmp_path / "kopilka.db"
    migrate.upgrade(f"sqlite:///{path}")
    members, purchases = tmp_path / "old.csv", tmp_path / "bought.csv"
    members.write_text("phone,name,points\n+79123456789,Anna,250\n", "utf-8")
    purchases.write_text("phone,at,amount\n+79123456789,2026-01-31 18:20,1000\n", "utf-8")
    assert typed(path, "program", "apply", str(FOLDER / "retail-bonus.toml")).exit_code == 0
    assert "1 members" in typed(path, "import", "members", str(members)).stdout
    assert "1 purchases" in typed(path, "import", "purchases", str(purchases)).stdout
    return path


def typed(database: Path, *words: str) -> Result:
    where = {"KOPILKA_DATABASE_URL": f"sqlite:///{database}", "KOPILKA_KEY_FILE": str(database.parent / "ledger.key")}
    return CliRunner().invoke(app, words, env=where)


def test_each_table_is_exported_for_its_owner_alone_and_never_over_another_file(shop: Path) -> None:
    for kind, rows in (("members", 1), ("purchases", 1), ("entries", 2)):
        file = shop.parent / f"{kind}.csv"

        said = typed(shop, "export", kind, str(file))

        assert f"{rows} {kind} are in {file}." in said.stdout
        assert len(file.read_text("utf-8-sig").splitlines()) == 1 + rows
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        again = typed(shop, "export", kind, str(file))
        assert again.exit_code == 2
        assert "is here already; name another file" in again.stderr
    assert not list(shop.parent.glob("*.part"))


def test_verify_says_that_a_true_ledger_is_true(shop: Path) -> None:
    said = typed(shop, "verify")

    assert (said.exit_code, said.stdout) == (0, "The ledger is true: 2 entries.\n")


def test_verify_names_each_fault_and_exits_with_1(shop: Path) -> None:
    with sqlite3.connect(shop) as raw:
        raw.execute("UPDATE transactions SET amount = amount + 1 WHERE seq = 2")

    said = typed(shop, "verify")

    assert said.exit_code == 1
    assert "points, entry 2: it or its moves or lots were changed after it was written." in said.stdout
    assert "The ledger is not true" in said.stderr


def test_a_file_that_names_its_columns_alone_has_no_rows(shop: Path) -> None:
    (shop.parent / "empty.csv").write_text("phone,name\n", "utf-8")

    said = typed(shop, "import", "members", str(shop.parent / "empty.csv"))

    assert said.exit_code == 0
    assert "has no rows" in said.stdout
    assert "imported before" not in said.stdout


def test_the_same_import_again_says_that_nothing_has_changed(shop: Path) -> None:
    said = typed(shop, "import", "members", str(shop.parent / "old.csv"))

    assert said.exit_code == 0
    assert "was imported before; nothing has changed." in said.stdout
