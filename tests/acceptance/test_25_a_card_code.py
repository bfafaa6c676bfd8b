"""A card code shown twice, or old: used once; then refused; older than a minute: expired."""

from __future__ import annotations

import asyncio

from storage.store import Store
from tests.make import Clock
from tests.web.rig import a_shop


async def test_a_code_opens_the_card_once(store: Store, clock: Clock) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member()
        code = await shop.card_code(anna)
        clock.pass_(seconds=59)

        found = await shop.till.get("/v1/members", code=code)
        again = await (await shop.another_till()).get("/v1/members", code=code)

        assert (found.status_code, found.json()["id"]) == (200, anna)
        assert (again.status_code, again.json()["code"]) == (409, "card_code_used")


async def test_a_till_that_lost_the_answer_gets_it_again_while_the_code_lives(store: Store, clock: Clock) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member()
        code = await shop.card_code(anna)

        answers = [await shop.till.get("/v1/members", code=code) for _ in range(2)]
        clock.pass_(seconds=60)
        late = await shop.till.get("/v1/members", code=code)

        assert [(answer.status_code, answer.json()["id"]) for answer in answers] == [(200, anna)] * 2
        assert (late.status_code, late.json()["code"]) == (409, "card_code_used")


async def test_of_ten_tills_with_one_code_one_finds_the_member(store: Store) -> None:
    async with a_shop(store) as shop:
        code = await shop.card_code(await shop.member())

        tills = [await shop.another_till(f"till-{number}") for number in range(2, 12)]

        answers = await asyncio.gather(*(till.get("/v1/members", code=code) for till in tills))

        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9


async def test_a_code_older_than_a_minute_is_named_as_old(store: Store, clock: Clock) -> None:
    async with a_shop(store) as shop:
        code = await shop.card_code(await shop.member())
        clock.pass_(seconds=60)

        late = await shop.till.get("/v1/members", code=code)

        assert (late.status_code, late.json()["code"]) == (410, "card_code_expired")
