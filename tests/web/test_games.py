"""What a site may rely on about a member's badges, challenges and tickets over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from actions import draw
from storage.store import Store
from tests.actions.test_games import TEXT
from tests.web.rig import Shop, a_shop


@pytest.fixture
async def shop(store: Store) -> AsyncIterator[Shop]:
    async with a_shop(store, document=TEXT) as opened:
        yield opened


async def test_a_member_has_what_the_purchases_reached(shop: Shop) -> None:
    promised = await shop.store.write(draw.open_, "may")
    anna = await shop.member()
    lines = [{"amount_minor": 2_000_00, "quantity": 2, "category": "tea"}]
    await shop.till.post("/v1/purchases", {"member_id": anna, "lines": lines})

    found = (await shop.till.get(f"/v1/members/{anna}/games")).json()

    badges = {one["badge"]: (one["done"], one["needed"], bool(one["earned_at"])) for one in found["badges"]}
    assert badges["first"] == (1, 1, True)
    assert badges["spender"] == (2_000_00, 3_000_00, False)
    assert {one["challenge"]: one["done"] for one in found["challenges"]} == {
        "teas": 2,
        "twice": 1,
        "tea-money": 500_00,
    }
    assert [(one["tickets"], one["commitment"], one["places"]) for one in found["draws"]] == [(2, promised, [])]


async def test_nobody_is_no_member(shop: Shop) -> None:
    answer = await shop.till.get("/v1/members/01920000-0000-7000-8000-0000000000ff/games")

    assert (answer.status_code, answer.json()["code"]) == (404, "member_unknown")
