"""Acceptance 11: a lot expires under a hold."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import ledger
from actions.verify import verify
from storage.store import Store
from tests.make import ANNA, NOON, Clock, cause


async def hold_over_the_end_of_a_life(store: Store, clock: Clock) -> str:
    """100 points that end at noon, 80 of them held from ten minutes before it; the sweeper runs a minute after."""
    await store.write(ledger.earn, ANNA, 100, cause(), source="purchase", expires_at=NOON)
    clock.now = NOON - timedelta(minutes=10)
    held = await store.write(ledger.hold, ANNA, 80, cause(), minutes=30)
    clock.now = NOON + timedelta(minutes=1)
    assert await store.write(ledger.expire, ANNA, cause()) == 20
    return held.hold_id


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON - timedelta(days=1))


@pytest.mark.parametrize("captured", [80, 50])
async def test_11_a_capture_succeeds_and_what_it_leaves_burns(store: Store, clock: Clock, captured: int) -> None:
    hold_id = await hold_over_the_end_of_a_life(store, clock)

    posted = await store.write(ledger.capture, hold_id, captured, cause())

    assert posted.amount == -captured
    assert await store.read(ledger.balance, ANNA) == 0
    assert await store.read(verify) == ()


async def test_11_a_void_burns_the_points(store: Store, clock: Clock) -> None:
    hold_id = await hold_over_the_end_of_a_life(store, clock)

    freed = await store.write(ledger.void, hold_id, cause())

    assert freed == 0
    assert await store.read(ledger.balance, ANNA) == 0
    assert await store.read(verify) == ()
