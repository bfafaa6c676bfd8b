"""The ready-made programmes, and small changes of them, for tests of the rules."""

from __future__ import annotations

from pathlib import Path

from rules.program import Program, parse

FOLDER = Path(__file__).parents[2] / "programs"
BONUS_TEXT = (FOLDER / "retail-bonus.toml").read_text(encoding="utf-8")
DOLLARS_TEXT = (FOLDER / "retail-dollars.toml").read_text(encoding="utf-8")
BONUS = parse(BONUS_TEXT)
DOLLARS = parse(DOLLARS_TEXT)


def changed(*changes: tuple[str, str], text: str = BONUS_TEXT) -> str:
    """The retail programme with words replaced; each must stand in it."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def a_program(*changes: tuple[str, str]) -> Program:
    return parse(changed(*changes))
