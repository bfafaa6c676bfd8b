"""A refused key retried after a top-up: the same refusal; a new key succeeds."""

from __future__ import annotations

from actions import ledger
from storage.store import Store
from storage.work import Work
from tests.make import cause
from tests.web.rig import a_shop


async def test_a_refusal_is_remembered_and_a_new_key_is_a_new_wish(store: Store) -> None:
    def top_up(work: Work, member_id: str) -> None:
        ledger.adjust(work, member_id, 100, cause(reason="a gift"))

    async with a_shop(store) as shop:
        anna = await shop.member()
        refused = await shop.till.buy(anna, 1000_00, key="k", pay_points=100)
        await shop.store.write(top_up, anna)

        again = await shop.till.buy(anna, 1000_00, key="k", pay_points=100)
        anew = await shop.till.buy(anna, 1000_00, key="k2", pay_points=100)

        assert (refused.status_code, refused.json()["code"]) == (422, "not_enough_points")
        assert again.content == refused.content
        assert anew.status_code == 201
