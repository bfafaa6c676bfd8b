"""What a till may rely on when it sells gift cards and takes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from actions import gift_card, guess
from storage.store import Store
from storage.work import Work
from tests.web.coded import CODES, sold
from tests.web.rig import Shop, Till, a_shop


@pytest.fixture
async def shop(store: Store) -> AsyncIterator[Shop]:
    async with a_shop(store, document=CODES) as opened:
        yield opened


async def test_a_card_is_sold_looked_at_by_its_code_and_spent_in_parts(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    card_id, code = await sold(till)

    seen = (await till.post("/v1/gift-cards/lookup", {"code": code.lower()})).json()
    wish = {"member_id": anna, "lines": [{"amount_minor": 1_500_00}], "gift_card": code, "gift_card_minor": 400_00}
    quoted = (await till.post("/v1/quotes", wish)).json()
    bought = (await till.post("/v1/purchases", wish)).json()
    rest = (await till.buy(anna, 1_500_00, gift_card=code)).json()

    assert (seen["id"], seen["balance_minor"], seen["last_day"]) == (card_id, 1_000_00, "2027-03-02")
    assert quoted["due_minor"] == bought["due_minor"] == 1_100_00
    assert (rest["gift_card_minor"], rest["due_minor"]) == (600_00, 900_00)
    assert (await till.get(f"/v1/gift-cards/{card_id}")).json()["balance_minor"] == 0


async def test_a_code_is_kept_in_no_answer_and_the_last_one_alone_opens_the_card(shop: Shop, till: Till) -> None:
    card_id, first = await sold(till)

    again = [(await till.post(f"/v1/gift-cards/{card_id}/codes", {}, key="k")).json()["code"] for _ in range(2)]

    assert len({first, *again}) == 3
    assert (await till.post("/v1/gift-cards/lookup", {"code": again[0]})).json()["code"] == "gift_code_invalid"
    assert (await till.post("/v1/gift-cards/lookup", {"code": again[1]})).json()["id"] == card_id


async def test_a_card_that_is_a_members_pays_for_them_by_its_id_and_for_nobody_else(shop: Shop, till: Till) -> None:
    anna, boris = await shop.member(), await shop.member(name="Boris", phone="+79000000001")
    sale = await till.post("/v1/gift-cards", {"amount_minor": 700_00, "member_id": anna})
    card_id = sale.json()["id"]

    theirs = await till.buy(boris, 100_00, gift_card_id=card_id)
    own = await till.buy(anna, 100_00, gift_card_id=card_id)
    code = await till.post(f"/v1/gift-cards/{card_id}/codes", {})

    assert theirs.json()["code"] == "gift_card_unknown"
    assert own.json()["gift_card_minor"] == 100_00
    assert code.json()["code"] == "gift_card_closed"


async def test_a_card_goes_to_a_member_is_blocked_and_paid_back(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    card_id, code = await sold(till)
    path = f"/v1/gift-cards/{card_id}"

    given = (await till.post(f"{path}/holder", {"member_id": anna})).json()
    blocked = (await till.post(f"{path}/block", {})).json()
    open_again = (await till.post(f"{path}/unblock", {})).json()
    topped = (await till.post(f"{path}/top-ups", {"amount_minor": 500_00})).json()
    back = (await till.post(f"{path}/refund", {})).json()

    assert given["member_id"] == anna
    assert (blocked["state"], open_again["state"]) == ("blocked", "active")
    assert topped["balance_minor"] == back["refund_minor"] == 1_500_00
    assert (await till.post("/v1/gift-cards/lookup", {"code": code})).json()["code"] == "gift_code_invalid"


async def test_a_return_says_what_goes_back_to_the_card(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    card_id, code = await sold(till)
    bought = (await till.buy(anna, 2_000_00, gift_card=code)).json()

    back = (await till.post(f"/v1/purchases/{bought['id']}/returns", {"amount_minor": 500_00})).json()

    assert (back["refund_minor"], back["gift_card_minor"]) == (250_00, 250_00)
    assert (await till.get(f"/v1/gift-cards/{card_id}")).json()["balance_minor"] == 250_00


async def test_each_returned_line_says_how_much_is_money_and_how_much_the_cards(shop: Shop, till: Till) -> None:
    anna = await shop.member()
    _, code = await sold(till)
    lines = [{"amount_minor": 1_000_00}, {"amount_minor": 333_00, "quantity": 3}]
    wish = {"member_id": anna, "lines": lines, "gift_card": code, "gift_card_minor": 500_00}
    bought = (await till.post("/v1/purchases", wish)).json()

    wishes = {"lines": [{"line": 1}, {"line": 2, "quantity": 1}]}
    back = (await till.post(f"/v1/purchases/{bought['id']}/returns", wishes)).json()

    for column in ("refund_minor", "gift_card_minor", "restored_points", "clawed_points"):
        assert sum(line[column] for line in back["lines"]) == back[column], column
    assert back["gift_card_minor"] > 0
    assert [line["refund_minor"] + line["gift_card_minor"] for line in back["lines"]] == [1_000_00, 111_00]


@pytest.mark.parametrize(
    "wish", [{"gift_card": "A", "gift_card_id": "01920000-0000-7000-8000-0000000000ff"}, {"gift_card_minor": 1}]
)
async def test_a_sale_names_one_card_or_none(shop: Shop, till: Till, wish: dict[str, Any]) -> None:
    assert (await till.buy(await shop.member(), 100_00, **wish)).json()["code"] == "request_invalid"


async def test_a_key_that_may_not_touch_gift_cards_still_takes_one_in_a_sale(shop: Shop, till: Till) -> None:
    anna, (card_id, code) = await shop.member(), await sold(till)
    seller = await shop.another_till(scopes=["sales"])

    assert (await seller.get(f"/v1/gift-cards/{card_id}")).json()["code"] == "scope_missing"
    assert (await seller.buy(anna, 100_00, gift_card=code)).json()["gift_card_minor"] == 100_00


async def test_a_member_who_took_the_card_over_makes_the_paper_useless(shop: Shop, till: Till) -> None:
    anna, (_, code) = await shop.member(), await sold(till)

    def bind(work: Work) -> None:
        gift_card.bind(work, anna, code, who=guess.member(anna))

    await shop.store.write(bind)

    assert (await till.buy(anna, 100_00, gift_card=code)).json()["code"] == "gift_code_invalid"
