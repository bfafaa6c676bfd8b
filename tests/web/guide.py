"""Reads the guides to the API: their requests and the answers that they promise."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.web.rig import PROGRAM

_ASKS = re.compile(r"```http\n(GET|POST|PATCH) /v1/")
_PROGRAMME = re.compile(r"<!-- programme: (\S+) -->")
BLOCK = re.compile(r"```http\n(?P<text>.*?)```", re.DOTALL)
_START = re.compile(r"(?P<method>GET|POST|PATCH) (?P<path>\S+)")


GUIDES = sorted(page for page in Path("docs/guides").glob("*.md") if _ASKS.search(page.read_text("utf-8")))


@dataclass(frozen=True)
class Exchange:
    """body, answer: JSON values as written; headers with the key written as KEY. told: headers of the answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer: Any
    told: dict[str, str]


def programme(guide: Path) -> str:
    """The programme of the shop that the guide speaks of: the plain one, unless it names another file."""
    named = _PROGRAMME.search(guide.read_text("utf-8"))
    return Path(named[1]).read_text("utf-8") if named else PROGRAM


def exchanges(guide: Path) -> list[Exchange]:
    """Each request block with the answer block after it."""
    blocks = [found["text"] for found in BLOCK.finditer(guide.read_text("utf-8"))]
    assert len(blocks) % 2 == 0, "a request is followed by its answer"
    return [_exchange(asked, answered) for asked, answered in zip(blocks[::2], blocks[1::2], strict=True)]


def _exchange(asked: str, answered: str) -> Exchange:
    head, _, body = asked.partition("\n\n")
    first, *lines = head.splitlines()
    start = _START.fullmatch(first)
    assert start, first
    said, _, answer = answered.partition("\n\n")
    status, *told = said.splitlines()
    number = int(status.split()[1])
    return Exchange(start["method"], start["path"], _headers(lines), body, number, json.loads(answer), _headers(told))


def _headers(lines: list[str]) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in lines)
