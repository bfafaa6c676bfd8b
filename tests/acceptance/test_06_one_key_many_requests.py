"""The same till key and body, 20 at once: one transaction, 20 identical answers."""

from __future__ import annotations

import asyncio

from storage.store import Store
from tests.web.rig import a_shop

AT_ONCE = 20


async def test_twenty_requests_with_one_key_are_one_purchase(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)

        answers = await asyncio.gather(
            *(shop.till.buy(anna, 1000_00, key="one-key", pay_points=100) for _ in range(AT_ONCE))
        )

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert await shop.till.balance(anna) == 9
        entries = (await shop.till.get(f"/v1/members/{anna}/entries")).json()["entries"]
        assert [entry["points"] for entry in entries] == [9, -100, 100]


async def test_twenty_refusals_with_one_key_are_one_answer(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member()

        answers = await asyncio.gather(*(shop.till.buy(anna, 1000_00, key="k", pay_points=1) for _ in range(AT_ONCE)))

        assert {answer.json()["code"] for answer in answers} == {"not_enough_points"}
        assert len({answer.content for answer in answers}) == 1


async def test_the_same_key_of_two_tills_is_two_purchases(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member()
        other = await shop.another_till()

        await asyncio.gather(shop.till.buy(anna, 1000_00, key="k"), other.buy(anna, 1000_00, key="k"))

        assert await shop.till.balance(anna) == 20
