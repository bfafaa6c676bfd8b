"""Reads the guides to the API: their requests and the answers that they promise."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.web.rig import PROGRAM

_ASKS = re.compile(r"```http\n(GET|POST|PATCH) /v1/")
# A programme that is in force from there on; with a plus, what the next block of TOML shows is added to it.
_PROGRAMME = re.compile(r"<!-- programme: (?P<file>\S+)(?: -->| \+ -->.*?```toml\n(?P<toml>.*?)```)", re.DOTALL)
BLOCK = re.compile(r"```http\n(?P<text>.*?)```", re.DOTALL)
_START = re.compile(r"(?P<method>GET|POST|PATCH) (?P<path>\S+)")


GUIDES = sorted(page for page in Path("docs/guides").glob("*.md") if _ASKS.search(page.read_text("utf-8")))


@dataclass(frozen=True)
class Exchange:
    """body, answer: JSON values as written; headers with the key written as KEY. told: headers of the answer.

    programme: the text of the shop's programme.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer: Any
    told: dict[str, str]
    programme: str


def exchanges(guide: Path) -> list[Exchange]:
    """Each request block with the answer block after it."""
    text = guide.read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) % 2 == 0, "a request is followed by its answer"
    pairs = zip(blocks[::2], blocks[1::2], strict=True)
    return [_exchange(asked["text"], answered["text"], _programme(text[: asked.start()])) for asked, answered in pairs]


def _programme(before: str) -> str:
    """The programme in force after so much of a guide: the plain one where none was named."""
    named = list(_PROGRAMME.finditer(before))
    if not named:
        return PROGRAM
    return Path(named[-1]["file"]).read_text("utf-8") + "\n" + (named[-1]["toml"] or "")


def _exchange(asked: str, answered: str, programme: str) -> Exchange:
    head, _, body = asked.partition("\n\n")
    first, *lines = head.splitlines()
    start = _START.fullmatch(first)
    assert start, first
    said, _, answer = answered.partition("\n\n")
    status, *told = said.splitlines()
    return Exchange(
        method=start["method"],
        path=start["path"],
        headers=_headers(lines),
        body=body,
        status=int(status.split()[1]),
        answer=json.loads(answer),
        told=_headers(told),
        programme=programme,
    )


def _headers(lines: list[str]) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in lines)
