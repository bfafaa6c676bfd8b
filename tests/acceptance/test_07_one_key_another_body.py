"""The same key with another body: 422, nothing changed."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.web.rig import a_shop


async def test_a_key_belongs_to_one_body(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member()
        first = await shop.till.buy(anna, 1000_00, key="k")

        other = await shop.till.buy(anna, 1000_01, key="k")
        again = await shop.till.buy(anna, 1000_00, key="k")

        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert again.content == first.content
        assert await shop.till.balance(anna) == 10


@pytest.mark.parametrize("path", ["capture", "void"])
async def test_a_key_belongs_to_one_address(store: Store, path: str) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        first, second = await shop.till.hold(anna, 10), await shop.till.hold(anna, 20)
        await shop.till.post(f"/v1/holds/{first}/{path}", {}, key="k")

        other = await shop.till.post(f"/v1/holds/{second}/{path}", {}, key="k")

        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_the_order_and_spacing_of_a_body_do_not_make_it_another(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member()
        spellings = [
            f'{{"member_id":"{anna}","lines":[{{"amount_minor":100000,"sku":"1"}}]}}',
            f'{{ "lines": [ {{"sku": "1", "amount_minor": 100000}} ], "member_id": "{anna}" }}',
        ]

        answers = [
            await shop.till.raw("POST", "/v1/purchases", spelling.encode(), {"Idempotency-Key": "k"})
            for spelling in spellings
        ]

        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].content == answers[1].content
