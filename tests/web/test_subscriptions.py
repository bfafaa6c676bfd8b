"""Subscriptions over HTTP: given, read, ended, and payments of the chat that go back."""

from __future__ import annotations

from actions import program, subscription_stars
from actions.subscription_stars import Payment
from storage import subscriptions
from storage.work import Work
from tests.rules.programs import FOLDER
from tests.web.rig import Shop, Till

SUBSCRIBED = (FOLDER / "subscription.toml").read_text("utf-8")


async def paid_in_the_chat(shop: Shop) -> str:
    """A member who paid a month of plus by the charge stx1."""
    anna = await shop.member()

    def pay(work: Work) -> None:
        order_id = subscriptions.order_for(work, anna, "plus", 250)
        paid = Payment(
            channel="telegram",
            user_id="77",
            order_id=order_id,
            charge_id="stx1",
            stars=250,
            currency="XTR",
            recurring=True,
            first=True,
        )
        subscription_stars.paid(work, paid)

    await shop.store.write(pay)
    return anna


async def test_a_subscription_is_given_read_extended_and_ended(shop: Shop, till: Till) -> None:
    await shop.store.write(program.apply, SUBSCRIBED)
    anna = await shop.member()
    path = f"/v1/members/{anna}/subscriptions"

    given = await till.post(path, {"name": "plus", "reference": "order 17"})
    longer = await till.post(path, {"name": "plus", "periods": 2})
    held = (await till.get(path)).json()
    ended = await till.post(f"{path}/cancel", {"name": "plus", "at_once": True})

    assert given.status_code == 201
    assert given.json() == {
        "name": "plus",
        "began_at": "2026-03-02T09:00:00Z",
        "ends_at": "2026-04-01T21:00:00Z",
        "renews": False,
        "client": "till-1",
        "reference": "order 17",
    }
    assert longer.json()["ends_at"] == "2026-05-31T21:00:00Z"
    assert held == {"subscriptions": [longer.json()], "payments": []}
    assert ended.json()["ends_at"] == "2026-03-02T09:00:00Z"
    assert (await till.get(path)).json()["subscriptions"] == []


async def test_the_same_request_again_gives_no_second_month(shop: Shop, till: Till) -> None:
    await shop.store.write(program.apply, SUBSCRIBED)
    anna = await shop.member()

    answers = [await till.post(f"/v1/members/{anna}/subscriptions", {"name": "plus"}, key="k") for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert (await till.get(f"/v1/members/{anna}/subscriptions")).json()["subscriptions"] == [answers[0].json()]


async def test_a_purchase_earns_by_a_subscription_that_is_in_force(shop: Shop, till: Till) -> None:
    await shop.store.write(program.apply, SUBSCRIBED)
    anna = await shop.member()

    before = (await till.buy(anna, 1000_00)).json()["earned_points"]
    await till.post(f"/v1/members/{anna}/subscriptions", {"name": "plus"})
    after = (await till.buy(anna, 1000_00)).json()["earned_points"]

    assert (before, after) == (30, 100)


async def test_a_payment_of_the_chat_is_read_and_goes_back(shop: Shop, till: Till) -> None:
    await shop.store.write(program.apply, SUBSCRIBED)
    anna = await paid_in_the_chat(shop)
    path = f"/v1/members/{anna}/subscriptions"

    (kept,) = (await till.get(path)).json()["payments"]
    asked = await till.post(f"{path}/refund", {"charge_id": "stx1"})

    assert (kept["channel"], kept["charge_id"], kept["stars"], kept["state"]) == ("telegram", "stx1", 250, "kept")
    assert asked.json()["state"] == "returning"
    assert (await till.get(path)).json()["subscriptions"][0]["renews"] is False


async def test_a_key_needs_its_scope(shop: Shop) -> None:
    till = await shop.another_till(scopes=["members:read"])

    refused = await till.get(f"/v1/members/{await shop.member()}/subscriptions")

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
