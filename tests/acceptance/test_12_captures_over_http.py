"""A capture after time-out, twice, or above the hold: 409, 409 (new key), 422."""

from __future__ import annotations

from storage.store import Store
from tests.make import Clock
from tests.web.rig import a_shop


async def test_a_capture_comes_too_late(store: Store, clock: Clock) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        hold_id = await shop.till.hold(anna, 100)
        clock.pass_(minutes=30)

        bare = await shop.till.post(f"/v1/holds/{hold_id}/capture", {})
        purchase = await shop.till.buy(anna, 1000_00, hold_id=hold_id)

        assert (bare.status_code, bare.json()["code"]) == (409, "hold_closed")
        assert (purchase.status_code, purchase.json()["code"]) == (409, "hold_closed")


async def test_a_capture_in_its_last_second_succeeds(store: Store, clock: Clock) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        hold_id = await shop.till.hold(anna, 100)
        clock.pass_(minutes=29, seconds=59)

        captured = await shop.till.post(f"/v1/holds/{hold_id}/capture", {})

        assert (captured.status_code, captured.json()["captured_points"]) == (200, 100)


async def test_a_capture_comes_twice(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        hold_id = await shop.till.hold(anna, 100)
        first = await shop.till.post(f"/v1/holds/{hold_id}/capture", {"points": 60}, key="k")

        same_key = await shop.till.post(f"/v1/holds/{hold_id}/capture", {"points": 60}, key="k")
        new_key = await shop.till.post(f"/v1/holds/{hold_id}/capture", {"points": 40})

        assert first.json()["balance"] == 40
        assert same_key.content == first.content
        assert (new_key.status_code, new_key.json()["code"]) == (409, "hold_closed")
        assert await shop.till.balance(anna) == 40


async def test_a_capture_is_above_its_hold(store: Store) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        hold_id = await shop.till.hold(anna, 60)

        bare = await shop.till.post(f"/v1/holds/{hold_id}/capture", {"points": 61})
        purchase = await shop.till.buy(anna, 1000_00, hold_id=hold_id, pay_points=61)

        assert (bare.status_code, bare.json()["code"]) == (422, "capture_above_hold")
        assert (purchase.status_code, purchase.json()["code"]) == (422, "capture_above_hold")
        assert await shop.till.balance(anna) == 40
