"""Two redemptions of 100 from 100: one succeeds, one is refused; nothing is left."""

from __future__ import annotations

import asyncio

from storage.store import Store
from tests.web.rig import a_shop


async def test_of_two_purchases_one_is_paid_with_the_points(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        other = await shop.another_till()

        answers = await asyncio.gather(
            shop.till.buy(anna, 200_00, pay_points=100), other.buy(anna, 200_00, pay_points=100)
        )

        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert (won.status_code, lost.status_code, lost.json()["code"]) == (201, 422, "not_enough_points")
        assert await shop.till.balance(anna) - won.json()["earned_points"] == 0


async def test_of_two_holds_one_is_kept(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        wish = {"member_id": anna, "points": 100}

        answers = await asyncio.gather(*(shop.till.post("/v1/holds", wish) for _ in range(2)))

        assert sorted(answer.status_code for answer in answers) == [201, 422]
        assert await shop.till.balance(anna) == 0
