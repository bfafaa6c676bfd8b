"""Reads the guides to the API: their requests and the answers that they promise."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GUIDES = sorted(page for page in Path("docs/guides").glob("*.md") if "```http\n" in page.read_text("utf-8"))

_BLOCK = re.compile(r"```http\n(?P<text>.*?)```", re.DOTALL)
_START = re.compile(r"(?P<method>GET|POST|PATCH) (?P<path>\S+)")


@dataclass(frozen=True)
class Exchange:
    """body, answer: JSON values as written; headers without the key, which is written as KEY."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer: Any


def exchanges(guide: Path) -> list[Exchange]:
    """Each request block with the answer block after it."""
    blocks = [found["text"] for found in _BLOCK.finditer(guide.read_text("utf-8"))]
    assert len(blocks) % 2 == 0, "a request is followed by its answer"
    return [_exchange(asked, answered) for asked, answered in zip(blocks[::2], blocks[1::2], strict=True)]


def _exchange(asked: str, answered: str) -> Exchange:
    head, _, body = asked.partition("\n\n")
    first, *lines = head.splitlines()
    start = _START.fullmatch(first)
    assert start, first
    status, _, answer = answered.partition("\n\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Exchange(start["method"], start["path"], headers, body, int(status.split()[1]), json.loads(answer))
