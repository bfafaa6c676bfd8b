"""Cheques, points, holds and returns that a rule refuses."""

from __future__ import annotations

import httpx

from actions import program
from tests.make import Clock
from tests.web.provoking import NOBODY, provokes
from tests.web.rig import PROGRAM, Shop, Till

CHOOSY = (
    PROGRAM.replace("minimum_points = 1 ", "minimum_points = 20 ")
    .replace("step = 1 ", "step = 10 ")
    .replace('minimum_cheque = "0"', 'minimum_cheque = "500"')
)


@provokes("member_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(NOBODY, 100_00)


@provokes("amount_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    lines = [{"amount_minor": 100, "discount_minor": 101}]
    return await till.buy(await shop.member(), 0, lines=lines)


@provokes("cheque_sum_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(), 0)


@provokes("points_above_limit")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(points=100), 100_00, pay_points=51)


@provokes("not_enough_points")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(points=10), 100_00, pay_points=11)


@provokes("points_below_minimum")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CHOOSY)
    return await till.buy(await shop.member(points=100), 1000_00, pay_points=10)


@provokes("points_not_a_step")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CHOOSY)
    return await till.buy(await shop.member(points=100), 1000_00, pay_points=25)


@provokes("cheque_below_minimum")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, CHOOSY)
    return await till.buy(await shop.member(points=100), 499_99, pay_points=20)


@provokes("nothing_payable_with_points")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    lines = [{"amount_minor": 500_00, "category": "Tobacco"}]
    return await till.buy(await shop.member(points=100), 0, lines=lines, pay_points=20)


STAMPED = (
    PROGRAM
    + """
[[stamps]]
name = "cakes"
title = { en = "Cakes", ru = "Торты" }
needed = 2

[stamps.gift]
title = { en = "A cake", ru = "Торт" }
goods = { categories = ["cake"] }
"""
)


@provokes("stamp_card_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(), 100_00, stamp_gift="cakes")


@provokes("stamps_missing")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, STAMPED)
    return await till.buy(await shop.member(), 100_00, stamp_gift="cakes")


@provokes("stamp_gift_not_here")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    await shop.store.write(program.apply, STAMPED)
    anna = await shop.member()
    for _ in range(2):
        await till.buy(anna, 100_00)
    return await till.buy(anna, 100_00, stamp_gift="cakes")


@provokes("debt_open")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    anna = await shop.member()
    purchase_id = (await till.buy(anna, 1000_00)).json()["id"]
    await till.buy(anna, 100_00, pay_points=10)
    await till.post(f"/v1/purchases/{purchase_id}/returns", {})
    return await till.post("/v1/holds", {"member_id": anna, "points": 1})


@provokes("purchase_time_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.buy(await shop.member(), 100_00, at="2026-01-01T00:00:00Z")


@provokes("purchase_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/purchases/{NOBODY}/returns", {})


@provokes("return_above_rest")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    bought = (await till.buy(await shop.member(), 100_00)).json()
    return await till.post(f"/v1/purchases/{bought['id']}/returns", {"amount_minor": 100_01})


@provokes("return_above_line")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    bought = (await till.buy(await shop.member(), 100_00)).json()
    return await till.post(f"/v1/purchases/{bought['id']}/returns", {"lines": [{"line": 1, "quantity": 2}]})


@provokes("span_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.get("/v1/takings", since="2026-03-02T00:00:00Z", until="2026-03-01T00:00:00Z")


@provokes("period_invalid")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.get("/v1/settlement", **{"from": "2026-03-02T00:00:00Z", "until": "2026-03-02T00:00:00Z"})


@provokes("return_line_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    bought = (await till.buy(await shop.member(), 100_00)).json()
    return await till.post(f"/v1/purchases/{bought['id']}/returns", {"lines": [{"line": 2}]})


@provokes("hold_unknown")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    return await till.post(f"/v1/holds/{NOBODY}/void", {})


@provokes("hold_closed")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    hold_id = await till.hold(await shop.member(points=10), 10)
    await till.post(f"/v1/holds/{hold_id}/void", {})
    return await till.post(f"/v1/holds/{hold_id}/capture", {})


@provokes("capture_above_hold")
async def _(shop: Shop, till: Till, clock: Clock) -> httpx.Response:
    hold_id = await till.hold(await shop.member(points=10), 9)
    return await till.post(f"/v1/holds/{hold_id}/capture", {"points": 10})
