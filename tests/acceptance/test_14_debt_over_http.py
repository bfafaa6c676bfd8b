"""A return after the points were spent: a debt, the balance never below 0; the next earning repays."""

from __future__ import annotations

from storage.store import Store
from tests.web.rig import a_shop


async def test_a_debt_is_kept_apart_and_repaid_by_the_next_purchase(store: Store) -> None:
    async with a_shop(store) as shop:
        till, anna = shop.till, await shop.member()
        bought = (await till.buy(anna, 1000_00)).json()
        await till.buy(anna, 20_00, pay_points=10)

        returned = (await till.post(f"/v1/purchases/{bought['id']}/returns", {})).json()
        in_debt = (await till.get(f"/v1/members/{anna}")).json()
        spending = await till.buy(anna, 1000_00, pay_points=1)
        repaying = (await till.buy(anna, 1500_00)).json()
        after = (await till.get(f"/v1/members/{anna}")).json()

        assert (returned["clawed_points"], returned["balance"], returned["debt"]) == (10, 0, 10)
        assert (in_debt["balance"], in_debt["debt"]) == (0, 10)
        assert (spending.status_code, spending.json()["code"]) == (409, "debt_open")
        assert (repaying["earned_points"], repaying["balance"]) == (15, 5)
        assert (after["balance"], after["debt"]) == (5, 0)
