"""Ten tills that make a member of one phone at once: one member, nine clear refusals."""

from __future__ import annotations

import asyncio

from storage.store import Store
from tests.web.rig import PHONE, a_shop


async def test_of_ten_tills_one_makes_the_member(store: Store) -> None:
    async with a_shop(store) as shop:
        answers = await asyncio.gather(*(shop.till.post("/v1/members", {"phone": PHONE}) for _ in range(10)))

        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"phone_taken"}
