"""What a till may rely on when it compares its books with ours."""

from __future__ import annotations

from typing import Any

import pytest

from actions import program
from tests.web.coded import CODES
from tests.web.rig import Shop, Till

DAY = {"since": "2026-03-02T00:00:00+03:00", "until": "2026-03-03T00:00:00+03:00"}


async def test_the_sums_of_a_day_are_what_its_sales_and_returns_add_up_to(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    sold = [
        (await till.buy(anna, 1000_00, pay_points=300)).json(),
        (await till.buy(anna, 500_00)).json(),
        (await till.buy(anna, 700_00, at="2026-03-02T08:00:00+03:00")).json(),
    ]
    await till.buy(anna, 9_00, at="2026-03-01T23:59:59+03:00")  # yesterday's, though it came today
    await (await shop.another_till()).buy(anna, 11_00)
    back = [
        (await till.post(f"/v1/purchases/{sold[0]['id']}/returns", {"amount_minor": 400_00})).json(),
        (await till.post(f"/v1/purchases/{sold[1]['id']}/returns", {})).json(),
    ]

    day = (await till.get("/v1/takings", **DAY)).json()

    assert (day["purchases"], day["returns"]) == (3, 2)
    for name in ("total_minor", "due_minor", "spent_points", "earned_points"):
        assert day[name] == sum(each[name] for each in sold), name
    assert day["refund_minor"] == sum(each["refund_minor"] for each in back) == 280_00 + 500_00
    assert (day["returned_minor"], day["restored_points"]) == (900_00, 120)
    assert day["clawed_points"] == sum(each["clawed_points"] for each in back)


async def test_the_rows_of_a_day_come_a_page_at_a_time_and_add_up_to_its_sums(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    for amount_minor in (100_00, 200_00, 300_00, 400_00, 500_00):
        made = (await till.buy(anna, amount_minor)).json()
        await till.post(f"/v1/purchases/{made['id']}/returns", {"amount_minor": 10_00})

    for name in ("purchases", "returns"):
        rows: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        pages = 0
        while pages == 0 or cursor:
            page = (await till.get(f"/v1/{name}", limit=2, **DAY, **cursor)).json()
            rows += page[name]
            cursor, pages = ({"cursor": page["next_cursor"]} if page["next_cursor"] else {}), pages + 1
        assert pages == 3
        assert len({row["id"] for row in rows}) == 5
        day = (await till.get("/v1/takings", **DAY)).json()
        if name == "purchases":
            assert sum(row["due_minor"] for row in rows) == day["due_minor"] == 1500_00
            assert {row["returned_minor"] for row in rows} == {10_00}
        else:
            assert sum(row["refund_minor"] for row in rows) == day["refund_minor"] == 50_00


async def test_a_drawer_that_sells_gift_cards_balances(shop: Shop, till: Till) -> None:
    await shop.store.write(program.apply, CODES)
    anna = await shop.member(points=100)
    card_id = (await till.post("/v1/gift-cards", {"amount_minor": 1000_00, "member_id": anna})).json()["id"]
    await till.post("/v1/gift-cards", {"amount_minor": 700_00})
    await till.post(f"/v1/gift-cards/{card_id}/top-ups", {"amount_minor": 500_00})
    await (await shop.another_till()).post("/v1/gift-cards", {"amount_minor": 900_00})
    bought = (await till.buy(anna, 600_00, gift_card_id=card_id)).json()
    await till.post(f"/v1/purchases/{bought['id']}/returns", {"amount_minor": 100_00})
    await till.post(f"/v1/gift-cards/{card_id}/refund", {})
    await till.buy(anna, 100_00, hold_id=await till.hold(anna, 10))
    await till.post(f"/v1/holds/{await till.hold(anna, 30)}/capture", {"points": 20})

    day = (await till.get("/v1/takings", **DAY)).json()

    assert (day["gift_cards_sold_minor"], day["gift_cards_topped_up_minor"]) == (1700_00, 500_00)
    assert day["gift_cards_refund_minor"] == 1000_00
    assert (day["spent_points"], day["captured_points"]) == (10, 20)


async def test_another_tills_books_are_its_own(shop: Shop, till: Till) -> None:
    await till.buy(await shop.member(), 100_00)
    other = await shop.another_till()

    assert (await other.get("/v1/takings", **DAY)).json()["purchases"] == 0
    assert (await other.get("/v1/purchases", **DAY)).json() == {"purchases": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"since": "2026-03-02T00:00:00Z", "until": "2026-03-02T00:00:00Z"}, "span_invalid"),
        ({"since": "2026-01-01T00:00:00Z", "until": "2026-12-31T00:00:00Z"}, "span_invalid"),
        ({"since": "2026-03-02", "until": "2026-03-03T00:00:00Z"}, "request_invalid"),
        ({"since": "2026-03-02T00:00:00", "until": "2026-03-03T00:00:00Z"}, "request_invalid"),
        ({"since": "0001-01-01T00:00:00+14:00", "until": "9999-12-31T23:59:59-14:00"}, "request_invalid"),
        ({}, "request_invalid"),
    ],
)
async def test_a_time_that_is_none_is_refused(till: Till, query: dict[str, str], code: str) -> None:
    for path in ("/v1/takings", "/v1/purchases", "/v1/returns"):
        answer = await till.get(path, **query)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
