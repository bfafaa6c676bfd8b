"""A quote and the purchase of the same body say the same."""

from __future__ import annotations

from actions import pilot, tier
from rules.pilot import Scope
from storage.store import Store
from tests.make import Clock
from tests.web.rig import PROGRAM, Shop, a_shop

VIP = """
[[promos]]
name = "vip"
title = { ru = "Золото", en = "Gold" }
code = "VIPNOW"
gives = { tier = "gold" }
when = { minimum_cheque = "100" }
"""


async def both(shop: Shop, member_id: str, **more: object) -> tuple[dict[str, object], dict[str, object]]:
    body = {"member_id": member_id, "lines": [{"amount_minor": 2_000_00}]} | more
    quote, purchase = [await shop.till.post(path, body) for path in ("/v1/quotes", "/v1/purchases")]
    return quote.json(), purchase.json()


async def test_a_hold_is_spent_whole_where_no_points_are_named(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=500)
        hold_id = await shop.till.hold(anna, 300)

        quote, purchase = await both(shop, anna, hold_id=hold_id)

    assert quote["points_spend"] == purchase["spent_points"] == 300
    assert quote["due_minor"] == purchase["due_minor"]


async def test_a_hold_whose_time_is_out_is_closed_whether_or_not_it_was_swept(store: Store, clock: Clock) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=500)
        hold_id = await shop.till.hold(anna, 300)
        clock.pass_(hours=1)

        quote, purchase = await both(shop, anna, hold_id=hold_id, pay_points=300)

    assert quote["code"] == purchase["code"] == "hold_closed"


async def test_a_code_that_lifts_is_in_the_answer_and_refused_to_who_stands_there(store: Store) -> None:
    async with a_shop(store, document=PROGRAM + VIP) as shop:
        anna = await shop.member()

        _, purchase = await both(shop, anna, promo_code="VIPNOW")
        boris = await shop.member(name="Boris", phone="+79000000001")
        await store.write(tier.give, boris, "gold")
        again = await both(shop, boris, promo_code="VIPNOW")

    assert (purchase["tier"], purchase["tier_risen"]) == ("gold", True)
    assert [answer["code"] for answer in again] == ["promo_gives_nothing"] * 2


async def test_a_member_is_shown_with_the_privileges_of_the_pilot_that_serves_them(store: Store) -> None:
    tried = PROGRAM.replace('name = "base"\n', 'name = "base"\nprivileges = { ru = ["Вода"], en = ["Water"] }\n', 1)
    async with a_shop(store) as shop:
        await store.write(pilot.begin, tried, "water", Scope(locations=frozenset({"arbat"})))
        anna = await shop.member()
        there = await shop.another_till(location="arbat")

        shown = [(await till.get(f"/v1/members/{anna}")).json()["privileges"] for till in (shop.till, there)]

    assert (len(shown[0]), shown[1]) == (0, ["Вода"])
