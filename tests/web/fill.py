"""Writes into a guide what its requests are answered: `python -m tests.web.fill docs/guides/till.md`; then read it."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

from storage import migrate
from storage.store import open_store
from tests.make import NOON, Clock
from tests.web.guide import BLOCK, Exchange, exchanges
from tests.web.rig import a_shop
from tests.web.test_guide import RATE, Reader
from web.quota import Quotas

FIRST = ("id", "purchase_id", "member_id")
LINE_MAX = 100


async def answers(guide: Path, folder: Path) -> list[str]:
    """The answer of each request, as a block; the one that stands there where nothing is different."""
    address = f"sqlite:///{folder / 'guide.db'}"
    migrate.upgrade(address)
    store = await open_store(address, Clock(NOON), Random(2).randbytes)
    found = []
    async with a_shop(store, quotas=Quotas(RATE, lambda: 0)) as shop:
        reader = Reader(shop)
        for exchange in exchanges(guide):
            status, answer, told = await reader.does(exchange)
            same = (status, answer, told) == (exchange.status, exchange.answer, exchange.told)
            found.append("" if same else _block(exchange, status, answer, told))
    await store.close()
    return found


def _block(exchange: Exchange, status: int, answer: dict[str, Any], told: dict[str, str]) -> str:
    print(f"{exchange.method} {exchange.path}: {exchange.status} is {status} now")
    head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in told.items())]
    order = [name for name in FIRST if name in answer] + [name for name in answer if name not in FIRST]
    fields = ",\n".join(f"  {json.dumps(name)}: {_value(answer[name])}" for name in order)
    return "```http\n" + "\n".join(head) + "\n\n{\n" + fields + "\n}\n```"


def _value(value: object) -> str:
    """On one line, or a long list's items a line each."""
    whole = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, list) or not value or (isinstance(value[0], str) and len(whole) <= LINE_MAX):
        return whole
    return "[\n" + ",\n".join("    " + json.dumps(one, ensure_ascii=False) for one in value) + "\n  ]"


def fill(guide: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(answers(guide, Path(folder)))
    text = guide.read_text("utf-8")
    blocks = [block.span() for block in BLOCK.finditer(text)][1::2]
    for (start, end), answer in reversed(list(zip(blocks, found, strict=True))):
        text = text[:start] + answer + text[end:] if answer else text
    guide.write_text(text, "utf-8")


if __name__ == "__main__":
    for named in sys.argv[1:]:
        fill(Path(named))
