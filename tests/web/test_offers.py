"""What a till and a CRM may rely on about personal offers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.store import Store
from tests.rules.offers import OFFERS_TEXT
from tests.web.rig import Shop, Till, a_shop


@pytest.fixture
async def shop(store: Store) -> AsyncIterator[Shop]:
    async with a_shop(store, document=OFFERS_TEXT) as opened:
        yield opened


async def test_an_offer_is_given_applied_named_and_used_once(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    path, wish = f"/v1/members/{anna}/offers", {"member_id": anna, "lines": [{"amount_minor": 2_000_00}]}

    given = (await till.post(path, {"offer": "mug"})).json()
    quoted = (await till.post("/v1/quotes", wish | {"language": "en"})).json()["offer"]
    bought = (await till.post("/v1/purchases", wish)).json()["offer"]
    again = (await till.post("/v1/purchases", wish)).json()["offer"]
    [kept] = (await till.get(path)).json()["offers"]

    assert (given["state"], given["kind"], given["minimum_minor"]) == ("on", "gift", 2_000_00)
    assert (quoted["id"], quoted["gift"]) == (given["id"], "A mug with our name")
    assert (bought["title"], bought["gift"]) == ("Кружка", "Фирменная кружка")
    assert again is None
    assert (kept["id"], kept["state"]) == (given["id"], "used")


async def test_what_an_offer_gives_adds_up_with_the_rest(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    await till.post(f"/v1/members/{anna}/offers", {"offer": "bigger"})

    bought = (await till.buy(anna, 1_000_00)).json()

    assert (bought["earned_points"], bought["offer"]["points"]) == (310, 300)
    assert {each["rule"]: each["points"] for each in bought["earnings"]} == {"": 10, "offer:bigger": 300}
    assert sum(line["earn_points"] for line in bought["lines"]) == 310


async def test_what_is_taken_away_is_over(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    path = f"/v1/members/{anna}/offers"
    given = (await till.post(path, {"offer": "double"})).json()

    taken = await till.post(f"{path}/{given['id']}/withdraw", {})
    again = await till.post(f"{path}/{given['id']}/withdraw", {})

    assert taken.json()["state"] == "withdrawn"
    assert again.json()["code"] == "offer_over"
