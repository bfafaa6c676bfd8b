"""A programme file as people's editors save it."""

from __future__ import annotations

from pathlib import Path


def text_of(file: Path) -> str:
    """What is in it, without the mark that some editors put before UTF-8. Raises OSError, ValueError in words."""
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16
        raise ValueError(f"{file} is not UTF-8; save it as UTF-8.")
    return text
