"""What a till may rely on about stamps, their gifts and custom events over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.store import Store
from tests.web.acting import ACTING
from tests.web.rig import Shop, Till, a_shop


@pytest.fixture
async def shop(store: Store) -> AsyncIterator[Shop]:
    async with a_shop(store, document=ACTING) as opened:
        yield opened


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.till


async def cards(till: Till, member_id: str) -> dict[str, tuple[int, int]]:
    answer = await till.get(f"/v1/members/{member_id}/stamps")
    return {each["card"]: (each["stamps"], each["gifts"]) for each in answer.json()["cards"]}


async def test_purchases_fill_the_cards_and_a_gift_empties_one(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    lines = [{"amount_minor": 600_00, "quantity": 6, "category": "coffee"}]

    bought = (await till.post("/v1/purchases", {"member_id": anna, "lines": lines})).json()
    full = await cards(till, anna)
    one = [{"amount_minor": 100_00, "category": "coffee"}]
    free = (await till.post("/v1/purchases", {"member_id": anna, "lines": one, "stamp_gift": "coffee"})).json()

    assert {each["card"]: each["count"] for each in bought["stamps"]} == {"visits": 1, "coffee": 6}
    assert full == {"visits": (1, 0), "coffee": (6, 1)}
    assert free["due_minor"] == 0
    assert (await cards(till, anna))["coffee"] == (1, 0)


async def test_stamps_by_hand_and_a_gift_without_a_purchase(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    path = f"/v1/members/{anna}"

    given = await till.post(f"{path}/stamps", {"card": "visits", "count": 6, "reason": "a paper card"}, key="k")
    again = await till.post(f"{path}/stamps", {"card": "visits", "count": 6, "reason": "a paper card"}, key="k")
    gift = await till.post(f"{path}/gifts", {"card": "visits"})
    none = await till.post(f"{path}/gifts", {"card": "visits"})

    assert (given.status_code, again.content) == (201, given.content)
    assert (gift.json()["stamps"], gift.json()["gifts"]) == (1, 0)
    assert none.json()["code"] == "stamps_missing"


async def test_an_event_is_rewarded_once_for_its_reference(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    wish = {"name": "photo", "reference": "post-1"}

    first = (await till.post(f"/v1/members/{anna}/events", wish)).json()
    again = (await till.post(f"/v1/members/{anna}/events", wish)).json()

    assert (first["points"], first["repeated"], again["repeated"]) == (10, False, True)
    assert await till.balance(anna) == 10


async def test_a_quote_says_in_words_why_a_line_is_as_it_is(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    wish = {"member_id": anna, "lines": [{"amount_minor": 1000_00, "category": "cut", "discount_minor": 100_00}]}

    (line,) = (await till.post("/v1/quotes", wish)).json()["lines"]
    (english,) = (await till.post("/v1/quotes", wish | {"language": "en"})).json()["lines"]

    assert line["why"][0] == {"rule": "discount", "facts": {}, "text": "Скидка на кассе"}
    assert english["why"][0]["text"] == "The till's own discount"
