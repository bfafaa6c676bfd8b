"""`kopilka draw`, as an owner and a doubter type it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.bot.test_cli import Shell
from tests.rules.programs import FOLDER

PAST = (FOLDER / "games.toml").read_text("utf-8").replace("2026-1", "2024-1")


def test_a_draw_is_opened_closed_and_proven(tmp_path: Path) -> None:
    shell, file, programme = Shell(tmp_path), tmp_path / "winter.json", tmp_path / "past.toml"
    programme.write_text(PAST, "utf-8")
    (tmp_path / "kopilka.png").write_bytes((FOLDER / "kopilka.png").read_bytes())
    shell.says("program", "apply", str(programme), "--yes")

    assert "not open" in shell.says("draw", "list")
    assert "winter" in shell.refuses("draw", "open", "summer")
    promised = shell.says("draw", "open", "winter").strip()
    assert re.fullmatch("[0-9a-f]{64}", promised)
    assert "not closed" in shell.refuses("draw", "proof", "winter", "--out", str(file))
    assert not file.exists()
    assert "nobody won" in shell.says("draw", "close", "winter")
    assert "closed" in shell.says("draw", "list")
    shell.says("draw", "proof", "winter", "--out", str(file))

    assert "another file" in shell.refuses("draw", "proof", "winter", "--out", str(file))
    assert "Everything holds" in shell.says("draw", "verify", str(file), "--commitment", promised)
    assert "published" in shell.refuses("draw", "verify", str(file), "--commitment", "0" * 64)
    touched = json.loads(file.read_text("utf-8")) | {"secret": "00" * 32}
    file.write_text(json.dumps(touched), "utf-8")
    assert "secret" in shell.refuses("draw", "verify", str(file))


def test_what_is_no_proof_is_said_in_a_sentence(tmp_path: Path) -> None:
    shell, file = Shell(tmp_path), tmp_path / "no.json"

    assert "no.json" in shell.refuses("draw", "verify", str(file))
    file.write_text("{", "utf-8")
    assert "not JSON" in shell.refuses("draw", "verify", str(file))
    file.write_text("[1]", "utf-8")
    assert "not the proof" in shell.refuses("draw", "verify", str(file))
