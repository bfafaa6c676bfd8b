"""What a till may rely on when it reads a purchase, and what it prints under its receipt."""

from __future__ import annotations

from tests.web.rig import Shop, Till

LINES = [{"amount_minor": 300_00, "quantity": 3, "name": "Espresso"}, {"amount_minor": 200_00, "discount_minor": 20_00}]


async def test_a_purchase_is_read_as_it_stands(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    wish = {"member_id": anna, "lines": LINES, "pay_points": 48, "receipt": "17"}
    made = (await till.post("/v1/purchases", wish)).json()
    await till.post(f"/v1/purchases/{made['id']}/returns", {"lines": [{"line": 1, "quantity": 1}]})

    read = (await till.get(f"/v1/purchases/{made['id']}")).json()

    assert (read["id"], read["member_id"], read["receipt"], read["location"]) == (made["id"], anna, "17", "Arbat 1")
    assert (read["total_minor"], read["discount_minor"], read["due_minor"]) == (500_00, 20_00, 432_00)
    assert (read["returned_minor"], read["refunded_minor"], read["rest_minor"]) == (100_00, 90_00, 380_00)
    assert (read["restored_points"], read["spent_points"]) == (10, 48)
    assert [(line["line"], line["returned_minor"], line["returned_quantity"]) for line in read["lines"]] == [
        (1, 100_00, 1),
        (2, 0, 0),
    ]
    assert (read["lines"][0]["name"], read["lines"][0]["quantity"], read["lines"][1]["discount_minor"]) == (
        "Espresso",
        3,
        20_00,
    )


async def test_a_receipt_says_what_happened_in_the_members_language_and_names_nobody(shop: Shop, till: Till) -> None:
    anna = await shop.member(points=300)
    made = (await till.post("/v1/purchases", {"member_id": anna, "lines": LINES, "pay_points": 48})).json()

    own = (await till.get(f"/v1/purchases/{made['id']}/receipt")).json()
    english = (await till.get(f"/v1/purchases/{made['id']}/receipt", language="en")).json()

    assert own["language"] == "ru"
    assert [line.replace("\u00a0", " ") for line in english["lines"][1:]] == [
        "Arbat 1",
        "Paid from the balance: 48 points = RUB 48",
        "Paid in money: RUB 432",
        "Earned: 4 points, use by March 31, 2027",
        "Balance: 256 points",
        "Tier: Base",
    ]
    assert "Anna" not in str(own) + str(english)
    assert len(own["lines"]) == len(english["lines"])


async def test_a_receipt_after_a_return_says_so(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    made = (await till.buy(anna, 1000_00)).json()
    await till.buy(anna, 100_00, pay_points=10)
    await till.post(f"/v1/purchases/{made['id']}/returns", {})

    lines = (await till.get(f"/v1/purchases/{made['id']}/receipt", language="en")).json()["lines"]

    said = [line.replace("\u00a0", " ") for line in lines]
    assert "Goods taken back: RUB 1,000" in said
    assert "Owed after a return: 10 points" in said
    assert not [line for line in said if line.startswith("Earned")]


async def test_a_receipt_after_a_part_came_back_names_the_points_that_are_left(shop: Shop, till: Till) -> None:
    made = (await till.buy(await shop.member(), 1000_00)).json()
    await till.post(f"/v1/purchases/{made['id']}/returns", {"amount_minor": 400_00})

    lines = (await till.get(f"/v1/purchases/{made['id']}/receipt", language="en")).json()["lines"]

    assert "Earned: 6 points, use by March 31, 2027" in [line.replace("\u00a0", " ") for line in lines]
