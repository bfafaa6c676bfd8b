"""`kopilka segment`, as a marketer types it: counts, mistakes, saved ones, a table, a list."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.acceptance.worker import HERE
from tests.bot.test_cli import Shell


def test_segments_are_counted_saved_exported_and_made_of_lists(tmp_path: Path) -> None:
    shell, people, table = Shell(tmp_path), tmp_path / "members.csv", tmp_path / "out.csv"
    shell.says("program", "apply", str(HERE / "programs" / "retail-bonus.toml"), "--yes")
    people.write_text("phone,name\n+79123456789,=1+1\n+79123456780,Boris\n", "utf-8")
    shell.says("import", "members", str(people))
    listed = tmp_path / "list.txt"
    listed.write_text("8 (912) 345-67-89\n\nnobody\n", "utf-8")

    said = shell.run("segment", "import", str(listed), "--tag", "Fair")
    assert ("1 members have the tag Fair" in said.stdout, "nobody" in said.stderr) == (True, True)
    assert 'tag = "fair"' in shell.says("segment", "save", "guests", "tag='Fair'")
    assert "guests" in shell.says("segment", "list")
    shell.says("segment", "export", 'segment "guests"', "--out", str(table))

    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    assert [(row["name"], row["phone"]) for row in rows] == [("'=1+1", "'+79123456789")]

    wrong = shell.refuses("segment", "count", "purchases = 0 adn r = 1")
    assert "purchases = 0 adn r = 1\n              ^\n" in wrong
    assert "did you mean and?" in wrong
