"""What a till may rely on when it quotes, records and takes back purchases over HTTP."""

from __future__ import annotations

import pytest

from actions import program
from tests.make import Clock
from tests.rules.programs import FOLDER
from tests.web.rig import Shop, Till


async def test_a_quote_says_what_a_purchase_then_does(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    lines = [{"amount_minor": 100_00, "category": "coffee"}, {"amount_minor": 500_00, "discount_minor": 50_00}]
    wish = {"member_id": anna, "lines": lines, "pay_points": 100}

    quoted = (await till.post("/v1/quotes", wish)).json()
    recorded = (await till.post("/v1/purchases", wish)).json()

    assert quoted["due_minor"] == recorded["due_minor"] == 450_00
    assert quoted["earn_points"] == recorded["earned_points"] == 4
    assert [[why["rule"] for why in line.pop("why")] for line in quoted["lines"]] == [
        ["paid_with_points", "earned"],
        ["discount", "paid_with_points", "earned"],
    ]
    assert quoted["lines"] == recorded["lines"]
    assert quoted["points_max"] == 275
    assert recorded["balance"] == 300 - 100 + 4


async def test_a_quote_is_worked_out_anew_under_the_same_key(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    wish = {"member_id": anna, "lines": [{"amount_minor": 1000_00}]}

    before = (await till.post("/v1/quotes", wish, key="q")).json()
    await till.buy(anna, 1000_00, pay_points=300)
    after = (await till.post("/v1/quotes", wish, key="q")).json()

    assert (before["points_max"], after["points_max"]) == (300, 7)


async def test_the_same_key_and_body_get_the_first_answer_byte_for_byte(shop: Shop, till: Till) -> None:
    anna = await shop.member()

    first = await till.buy(anna, 1000_00, key="k")
    again = await till.buy(anna, 1000_00, key="k")

    assert first.status_code == 201
    assert again.content == first.content
    assert await till.balance(anna) == 10


async def test_a_purchase_happens_at_the_keys_place_unless_it_names_another(shop: Shop, till: Till) -> None:
    anna = await shop.member()

    await till.buy(anna, 1000_00)
    await till.buy(anna, 1000_00, location="Online")

    entries = (await till.get(f"/v1/members/{anna}/entries")).json()["entries"]
    assert [entry["place"] for entry in entries] == ["Online", "Arbat 1"]


async def test_an_offline_till_records_what_was_sold_yesterday(shop: Shop, till: Till) -> None:
    anna = await shop.member()

    recorded = await till.buy(anna, 1000_00, at="2026-03-01T20:00:00+03:00")
    tomorrow = await till.buy(anna, 1000_00, at="2026-03-03T20:00:00+03:00")

    assert recorded.status_code == 201
    assert tomorrow.json()["code"] == "purchase_time_invalid"


@pytest.mark.parametrize(
    ("at", "off_minor"),
    [
        ("2026-03-02T09:59:59+03:00", 0),  # before the cheap hours of the same day
        ("2026-02-27T11:00:00+03:00", 15_000),  # on Friday, within them
        ("2026-03-01T11:00:00+03:00", 0),  # on Sunday, at such an hour
        (None, 15_000),  # now, on Monday at noon
    ],
)
async def test_an_offline_sale_is_priced_by_the_hour_and_weekday_of_its_own_time(
    shop: Shop, till: Till, at: str | None, off_minor: int
) -> None:
    await shop.store.write(program.apply, (FOLDER / "stamps.toml").read_text("utf-8"))
    wish = {"member_id": await shop.member(), "lines": [{"amount_minor": 1000_00}], "at": at}

    quoted = (await till.post("/v1/quotes", wish)).json()
    recorded = (await till.post("/v1/purchases", wish)).json()

    assert sum(each["amount_minor"] for each in recorded["reductions"]) == off_minor
    assert (quoted["reductions"], quoted["due_minor"]) == (recorded["reductions"], recorded["due_minor"])
    assert recorded["due_minor"] == 1000_00 - off_minor


async def test_a_purchase_in_parts_is_taken_back_whole_by_an_empty_body(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    purchase_id = (await till.buy(anna, 1000_00, pay_points=300)).json()["id"]

    part = (await till.post(f"/v1/purchases/{purchase_id}/returns", {"amount_minor": 400_00})).json()
    rest = await till.raw("POST", f"/v1/purchases/{purchase_id}/returns", b"", {"Idempotency-Key": "rest"})

    assert (part["refund_minor"], part["restored_points"]) == (280_00, 120)
    assert (rest.json()["refund_minor"], rest.json()["restored_points"]) == (420_00, 180)
    assert await till.balance(anna) == 300


async def test_a_line_is_taken_back_by_its_own_figures(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    lines = [{"amount_minor": 300_00, "quantity": 3}, {"amount_minor": 700_00, "category": "tobacco"}]
    purchase_id = (await till.post("/v1/purchases", {"member_id": anna, "lines": lines, "pay_points": 150})).json()[
        "id"
    ]

    async def back(**wish: object) -> tuple[int, int]:
        taken = (await till.post(f"/v1/purchases/{purchase_id}/returns", wish)).json()
        return taken["refund_minor"], taken["restored_points"]

    assert await back(lines=[{"line": 2, "amount_minor": 200_00}]) == (200_00, 0)
    assert await back(lines=[{"line": 1, "quantity": 1}]) == (50_00, 50)
    assert await back(amount_minor=100_00) == (85_72, 15)
    assert await back() == (514_28, 85)
    assert await till.balance(anna) == 300


async def test_a_present_comes_back_once(shop: Shop, till: Till) -> None:
    lines = [{"amount_minor": 100_00}, {"amount_minor": 50_00, "discount_minor": 50_00}]
    wish = {"member_id": await shop.member(), "lines": lines}
    path = f"/v1/purchases/{(await till.post('/v1/purchases', wish)).json()['id']}/returns"

    once = await till.post(path, {"lines": [{"line": 2}]})
    twice = await till.post(path, {"lines": [{"line": 2}]})

    assert (once.status_code, once.json()["refund_minor"]) == (201, 0)
    assert (twice.status_code, twice.json()["code"]) == (422, "return_above_line")


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"amount_minor": 1, "lines": [{"line": 1}]}, "must name amount_minor or lines, not both"),
        ({"lines": [{"line": 1}, {"line": 1}]}, "must name each line once"),
        ({"lines": [{"line": 1, "quantity": 1, "amount_minor": 1}]}, "must name quantity or amount_minor, not both"),
        ({"lines": []}, "must have at least 1 items"),
        ({"lines": [{"line": 0}]}, "must be 1 or more"),
    ],
)
async def test_a_return_is_asked_for_in_one_way(shop: Shop, till: Till, wish: object, message: str) -> None:
    purchase_id = (await till.buy(await shop.member(), 100_00)).json()["id"]

    answer = await till.post(f"/v1/purchases/{purchase_id}/returns", wish)

    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (422, message)


async def test_a_tier_that_rises_is_told_with_the_purchase(shop: Shop, till: Till) -> None:
    anna = await shop.member()

    recorded = (await till.buy(anna, 10_000_00)).json()

    assert (recorded["tier"], recorded["tier_risen"]) == ("silver", True)


# ------------------------------------------------------------------ holds


async def test_a_purchase_captures_its_hold_and_lets_go_of_the_rest(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    hold_id = await till.hold(anna, 200)
    assert await till.balance(anna) == 100

    recorded = (await till.buy(anna, 1000_00, hold_id=hold_id, pay_points=150)).json()

    assert recorded["spent_points"] == 150
    assert recorded["balance"] == 150 + 8


async def test_a_purchase_that_names_a_hold_alone_spends_all_of_it(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    hold_id = await till.hold(anna, 200)

    recorded = (await till.buy(anna, 1000_00, hold_id=hold_id)).json()

    assert (recorded["spent_points"], recorded["due_minor"]) == (200, 800_00)


async def test_another_tills_hold_is_as_no_hold_at_all(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    hold_id = await till.hold(anna, 200)
    other = await shop.another_till()

    answers = [
        await other.post(f"/v1/holds/{hold_id}/capture", {}),
        await other.post(f"/v1/holds/{hold_id}/void", {}),
        await other.buy(anna, 1000_00, hold_id=hold_id),
    ]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(404, "hold_unknown")] * 3
    assert await till.balance(anna) == 100


async def test_another_members_hold_cannot_pay(shop: Shop, till: Till) -> None:
    anna, boris = await shop.member(points=300), await shop.member(name="Boris", phone="+79000000001")
    hold_id = await till.hold(anna, 200)

    answer = await till.buy(boris, 1000_00, hold_id=hold_id)

    assert (answer.status_code, answer.json()["code"]) == (404, "hold_unknown")


async def test_a_new_hold_of_the_same_sale_replaces_the_earlier_one(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)

    await till.hold(anna, 200, session="sale 17")
    await till.hold(anna, 250, session="sale 17")

    assert await till.balance(anna) == 50


async def test_a_void_makes_the_points_usable_again(shop: Shop, till: Till, clock: Clock) -> None:
    anna = await shop.member(points=300)
    hold_id = await till.hold(anna, 200)

    voided = (await till.post(f"/v1/holds/{hold_id}/void", {})).json()

    assert voided == {"id": hold_id, "member_id": anna, "captured_points": 0, "balance": 300}
