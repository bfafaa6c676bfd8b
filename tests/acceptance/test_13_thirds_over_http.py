"""A refund in thirds gives the exact total; one more is 422."""

from __future__ import annotations

from storage.store import Store
from tests.web.rig import a_shop


async def test_three_parts_are_the_whole_and_there_is_no_fourth(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        bought = (await shop.till.buy(anna, 1000_01, pay_points=100)).json()
        path = f"/v1/purchases/{bought['id']}/returns"

        parts = [(await shop.till.post(path, {"amount_minor": part})).json() for part in (333_33, 333_33, 333_35)]
        one_more = await shop.till.post(path, {"amount_minor": 1})

        assert sum(part["refund_minor"] for part in parts) == bought["due_minor"] == 900_01
        assert sum(part["restored_points"] for part in parts) == bought["spent_points"] == 100
        assert sum(part["clawed_points"] for part in parts) == bought["earned_points"] == 9
        assert (one_more.status_code, one_more.json()["code"]) == (422, "return_above_rest")
        assert await shop.till.balance(anna) == 100
