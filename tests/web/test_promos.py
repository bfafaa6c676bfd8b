"""What a till may rely on when members come with promo codes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.store import Store
from tests.web.coded import CODES, a_code, use
from tests.web.rig import Shop, Till, a_shop


@pytest.fixture
async def shop(store: Store) -> AsyncIterator[Shop]:
    async with a_shop(store, document=CODES) as opened:
        yield opened


async def test_a_code_in_a_quote_and_a_purchase_takes_off_the_same(shop: Shop, till: Till) -> None:
    anna, code = await shop.member(), await a_code(till)
    wish = {"member_id": anna, "lines": [{"amount_minor": 2_000_00}], "promo_code": code}

    quoted = (await till.post("/v1/quotes", wish)).json()
    bought = (await till.post("/v1/purchases", wish)).json()
    again = (await till.post("/v1/quotes", wish)).json()

    assert quoted["due_minor"] == bought["due_minor"] == 1_700_00
    assert quoted["promo"] == bought["promo"] == "leaflet"
    assert quoted["reductions"] == [{"kind": "promo", "name": "leaflet", "amount_minor": 300_00}]
    assert again["code"] == "promo_code_invalid"


async def test_what_a_member_was_given_for_the_next_purchase_is_used_by_itself(shop: Shop, till: Till) -> None:
    anna, code = await shop.member(), await a_code(till, "mug")

    looked = (await till.post(f"/v1/members/{anna}/promo-lookups", {"code": code})).json()
    used = (await use(till, anna, code)).json()
    waiting = (await till.get(f"/v1/members/{anna}/promo")).json()["waiting"]
    bought = (await till.buy(anna, 100_00)).json()

    assert looked == used == waiting
    assert (used["waits"], used["gift"], used["title"]) == (True, "Кружка «Копилка»", "Кружка в подарок")
    assert bought["promo"] == "mug"
    assert (await till.get(f"/v1/members/{anna}/promo")).json()["waiting"] is None


async def test_points_come_at_once(shop: Shop, till: Till) -> None:
    anna = await shop.member()

    given = (await use(till, anna, "kopilka-day")).json()

    assert (given["points"], given["waits"], given["last_day"]) == (200, False, "2026-04-01")
    assert await till.balance(anna) == 200


async def test_a_batch_that_was_voided_gives_nothing(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    made = (await till.post("/v1/promo-batches", {"promo": "leaflet", "count": 3})).json()
    await till.buy(anna, 2_000_00, promo_code=made["codes"][0])

    gone = (await till.post(f"/v1/promo-batches/{made['id']}/void", {})).json()

    assert gone["count"] == 2
    assert (await use(till, anna, made["codes"][1])).json()["code"] == "promo_code_invalid"


async def test_a_batch_for_one_member_serves_nobody_else(shop: Shop, till: Till) -> None:
    anna, boris = await shop.member(), await shop.member(name="Boris", phone="+79000000001")
    made = (await till.post("/v1/promo-batches", {"promo": "mug", "count": 1, "member_id": anna})).json()

    assert (await use(till, boris, made["codes"][0])).json()["code"] == "promo_code_invalid"
    assert (await use(till, anna, made["codes"][0])).json()["waits"]


async def test_a_till_does_not_make_codes_unless_its_key_says_so(shop: Shop) -> None:
    plain = await shop.another_till()

    answer = await plain.post("/v1/promo-batches", {"promo": "leaflet", "count": 1})

    assert answer.json()["code"] == "scope_missing"


async def test_a_code_that_everybody_knows_is_no_guess_when_it_is_spent(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    assert (await till.buy(anna, 2_000_00, promo_code="SPRING")).status_code == 201

    refused = [await use(till, anna, "SPRING") for _ in range(7)]
    refused += [await till.buy(anna, 2_000_00, promo_code="SPRING") for _ in range(7)]

    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(422, "promo_code_invalid")}
    assert (await use(till, anna, await a_code(till))).status_code == 201
