"""`kopilka promo` and `kopilka gift`, as an owner types them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from tests.acceptance.worker import HERE
from tests.bot.test_cli import Shell

CODES = str(HERE / "programs" / "codes.toml")


def test_codes_are_made_into_a_file_each_with_its_link(tmp_path: Path) -> None:
    shell, file = Shell(tmp_path), tmp_path / "codes.csv"
    shell.says("program", "apply", CODES, "--yes")

    said = shell.run("promo", "make", "leaflet", "1500", "--out", str(file))

    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert len({row["code"] for row in rows}) == 1500
    assert rows[0]["link"].endswith("?start=promo_" + rows[0]["code"].replace("-", ""))
    assert "leaflet" in shell.says("promo", "list")
    assert not file.with_name("codes.csv.part").exists()
    batch = re.search(r"promo void (\S+)", said.stderr)
    assert batch is not None
    assert "1,500 codes" in shell.says("promo", "void", batch[1])


def test_what_cannot_be_made_is_said_in_a_sentence_and_leaves_no_file(tmp_path: Path) -> None:
    shell, file = Shell(tmp_path), tmp_path / "codes.csv"
    shell.says("program", "apply", CODES, "--yes")

    assert "SPRING" in shell.refuses("promo", "make", "spring", "10", "--out", str(file))
    assert not file.exists()
    assert not file.with_name("codes.csv.part").exists()
    assert shell.says("promo", "link", "spring").endswith("?start=promo_SPRING\n")
    assert "unique" in shell.refuses("promo", "link", "leaflet")


def test_a_gift_card_that_is_nowhere_is_found_nowhere(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.says("program", "apply", CODES, "--yes")

    assert "Balance" in shell.says("gift", "find", "4729")
    unknown = "01920000-0000-7000-8000-0000000000ff"
    for word in ("block", "unblock", "code"):
        assert unknown in shell.refuses("gift", word, unknown)
