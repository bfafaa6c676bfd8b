"""The rule changed between purchase and return: exactly what was given is taken back."""

from __future__ import annotations

from actions import program
from storage.store import Store
from tests.web.rig import PROGRAM, a_shop

GENEROUS = PROGRAM.replace('rate = "1%"', 'rate = "10%"').replace("share_percent = 50", "share_percent = 10")


async def test_a_return_reads_the_purchase_and_not_the_programme(store: Store) -> None:
    async with a_shop(store) as shop:
        till, anna = shop.till, await shop.member(points=500)
        bought = (await till.buy(anna, 1000_00, pay_points=500)).json()
        assert bought["earned_points"] == 5
        await shop.store.write(program.apply, GENEROUS)
        assert (await till.buy(anna, 1000_00)).json()["earned_points"] == 100

        returned = (await till.post(f"/v1/purchases/{bought['id']}/returns", {})).json()

        assert (returned["clawed_points"], returned["restored_points"], returned["refund_minor"]) == (5, 500, 500_00)
        assert await till.balance(anna) == 500 + 100
