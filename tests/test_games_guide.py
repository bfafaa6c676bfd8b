"""The guide's proof of a draw holds by the shop's program and by the stranger's that the guide shows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rules.draw_proof import HOW, wrong
from rules.program_check import check

GUIDE = (Path(__file__).parent.parent / "docs" / "guides" / "games.md").read_text("utf-8")
PROOF, CHECKER = (re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)[0] for kind in ("json", "python"))


def strangers(folder: Path, proof: object) -> str:
    """What the guide's own checker says of a proof."""
    (folder / "check.py").write_text(CHECKER, "utf-8")
    (folder / "proof.json").write_text(json.dumps(proof), "utf-8")
    ran = subprocess.run(
        [sys.executable, "check.py", "proof.json"], cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr


def test_the_proof_that_is_shown_holds_by_both(tmp_path: Path) -> None:
    proof = json.loads(PROOF)

    assert wrong(proof, proof["commitment"]) == []
    assert strangers(tmp_path, proof) == "It holds.\n"


@pytest.mark.parametrize("name", ["commitment", "root", "winners"])
def test_a_proof_that_was_touched_holds_by_neither(tmp_path: Path, name: str) -> None:
    proof = json.loads(PROOF)
    proof[name] = proof[name][::-1]

    assert wrong(proof)
    assert "AssertionError" in strangers(tmp_path, proof)


def test_the_proof_carries_the_rule_in_words() -> None:
    assert len(HOW) == 6
    assert check((Path(__file__).parent.parent / "programs" / "games.toml").read_text("utf-8")) == []
