"""Every request of a guide gets the very answer that the guide shows, each guide in a shop of its own."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from actions import card, member, program
from storage.store import Store
from storage.tables import ratings
from storage.work import Work
from tests.actions import campaigned
from tests.make import NOON
from tests.web.guide import GUIDES, Exchange, exchanges
from tests.web.rig import PROGRAM, Shop, a_shop
from web.app import OPERATIONS
from web.quota import BURST_SECONDS, Quotas

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_CODE = re.compile(r"code=(\d{6})")


HOW = "python -m tests.web.fill docs/guides/till.md writes it anew"
RATE = 50  # requests a second of a key of the guide's shop, where no time passes


class Reader:
    """Does what the guide says; ids and card codes are this run's own, each always for the same one of the guide.

    KEY is a key that may do everything, REPORTS-KEY one that may only read figures, BUSY-KEY one that asked too often.
    """

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._ours: dict[str, str] = {}
        self._keys = {"KEY": shop.till.secret}
        self._ends: dict[str, str] = {}
        self._programme = PROGRAM
        self._has_campaign = self._has_marks = False  # the API only reads them

    async def does(self, exchange: Exchange) -> tuple[int, Any, dict[str, str]]:
        """The status, the answer with the guide's ids in it, and those headers of it that the guide shows."""
        if exchange.programme != self._programme:
            self._programme = exchange.programme
            await self._shop.store.write(program.apply, exchange.programme)
        if exchange.path.startswith("/v1/campaigns") and not self._has_campaign:
            self._has_campaign = await self._shop.store.write(campaigned.sold, NOON) > 0
        if exchange.path.startswith("/v1/feedback") and not self._has_marks:
            self._has_marks = await self._shop.store.write(_marked)
        for code in _CODE.findall(exchange.path):
            if code not in self._ours:
                self._ours[code] = await self._shop.store.write(_a_code)
        sent = exchange.headers | {"Authorization": f"Bearer {await self._key(exchange)}"}
        answer = await self._shop.http.request(
            exchange.method, self._in_ours(exchange.path), content=self._in_ours(exchange.body), headers=sent
        )
        self._learn(exchange.answer, answer.json())
        theirs = {ours: guides for guides, ours in self._ours.items()}
        told = {name: answer.headers.get(name, "") for name in exchange.told}
        return answer.status_code, self._with_guides_end(exchange, json.loads(_swapped(answer.text, theirs))), told

    async def _key(self, exchange: Exchange) -> str:
        name = exchange.headers["Authorization"].removeprefix("Bearer ")
        if name not in self._keys:
            till = await self._shop.another_till(name.lower(), scopes=["reports"])
            self._keys[name] = till.secret
            for _ in range(RATE * BURST_SECONDS if name == "BUSY-KEY" else 0):
                await till.get("/v1/members", phone="+79123456789")
        return self._keys[name]

    def _with_guides_end(self, exchange: Exchange, said: Any) -> Any:
        """The end of a drawn code is too short to be looked for in a text."""
        if isinstance(said, dict) and "last4" in said:
            shown: str = exchange.answer.get("last4", said["last4"])
            said["last4"] = self._ends.setdefault(said["last4"], shown)
        return said

    def _in_ours(self, text: str) -> str:
        return _swapped(text, self._ours)

    def _learn(self, guides: Any, ours: Any) -> None:
        for there, here in zip(_ID.findall(json.dumps(guides)), _ID.findall(json.dumps(ours)), strict=False):
            self._ours.setdefault(there, here)
        for there, here in zip(_secrets(guides), _secrets(ours), strict=False):
            self._ours.setdefault(there, here)


def _secrets(answer: Any) -> list[str]:
    """What is drawn by chance for this answer: the codes and secrets in it."""
    if not isinstance(answer, dict):
        return []
    found = [answer[name] for name in ("code", "secret") if name in answer and "status" not in answer]
    codes: list[str] = answer.get("codes", [])
    return found + codes


def _swapped(text: str, by: dict[str, str]) -> str:
    for one, other in by.items():
        text = text.replace(one, other)
    return text


def _a_code(work: Work) -> str:
    return card.show(work, member.by_phone(work, "+79123456789")).code


def _marked(work: Work) -> bool:
    """A purchase that got four stars with words, and a member who would recommend the shop."""
    who = member.create(work, name="Anna", phone="+79123456789", client="till-1", welcome=False).member_id
    words = {"purchase": "The cake was a dream.", "nps": ""}
    for minutes, (kind, score) in enumerate((("purchase", 4), ("nps", 9))):
        at = NOON + timedelta(minutes=minutes)
        work.run(
            ratings.insert(),
            member_id=who,
            rating_id=work.fresh_id(),
            kind=kind,
            location="Main street, 1",
            asked_at=NOON,
            at=at,
            score=score,
            words=words[kind],
        )
    return True


def conforms(exchange: Exchange, status: int, answer: object) -> None:
    """Whether a granted wish is answered by the type that the description names."""
    path = _ID.sub("{}", exchange.path.partition("?")[0])
    operation = next(
        each for each in OPERATIONS if each.method == exchange.method and re.sub(r"\{\w+\}", "{}", each.path) == path
    )
    if status < 400:
        assert status == operation.status
        TypeAdapter(operation.gives).validate_python(answer, strict=True)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
async def test_a_guide_shows_what_really_happens(store: Store, guide: Path) -> None:
    async with a_shop(store, quotas=Quotas(RATE, lambda: 0)) as shop:
        reader = Reader(shop)
        for exchange in exchanges(guide):
            done = await reader.does(exchange)
            conforms(exchange, done[0], done[1])
            shown = (exchange.status, exchange.answer, exchange.told)
            assert done == shown, f"{exchange.method} {exchange.path}: is that right? {HOW}"


def test_the_guides_show_every_operation() -> None:
    asked = [each for guide in GUIDES for each in exchanges(guide)]
    shown = {(each.method, _ID.sub("{}", each.path.partition("?")[0])) for each in asked}

    assert shown == {(each.method, re.sub(r"\{\w+\}", "{}", each.path)) for each in OPERATIONS}
