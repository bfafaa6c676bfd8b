"""`kopilka facts`, as an owner types it."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.worker import HERE
from tests.bot.test_cli import Shell

BASE = "phone,external_id,name\n+79161234567,1,Anna\n+79161234568,2,Boris\n"
BOUGHT = "external_id,at,amount,category\n1,2024-05-01 12:00,500,coffee\n1,2024-05-11 12:30,700,coffee\n"


def test_everybody_is_counted_again_and_a_member_shown(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.says("program", "apply", str(HERE / "programs" / "retail-bonus.toml"), "--yes")
    (tmp_path / "members.csv").write_text(BASE, "utf-8")
    (tmp_path / "bought.csv").write_text(BOUGHT, "utf-8")
    shell.says("import", "members", str(tmp_path / "members.csv"))
    shell.says("import", "purchases", str(tmp_path / "bought.csv"))

    assert shell.says("facts", "rebuild") == "2 members are counted.\n"

    said = shell.says("facts", "show", "+7 916 123-45-67")
    assert "1,200.00 RUB" in said
    assert "coffee" in said
    assert "lost" in said.splitlines()[-1]
