"""Acceptance 12: capture after time-out, twice, or above the hold. The web maps these codes to 409, 409 and 422."""

from __future__ import annotations

import pytest

from actions import ledger
from actions.verify import verify
from storage.store import Store
from tests.make import ANNA, Clock, cause


async def test_12_after_its_time_out_a_hold_is_closed_whether_or_not_the_job_has_run(
    store: Store, clock: Clock
) -> None:
    await store.write(ledger.earn, ANNA, 100, cause(), source="purchase")
    held = await store.write(ledger.hold, ANNA, 60, cause(), minutes=30)
    clock.pass_(minutes=30)

    with pytest.raises(ledger.HoldClosed) as early:
        await store.write(ledger.capture, held.hold_id, 60, cause())
    await store.write(ledger.void, held.hold_id, cause(), state="expired")
    with pytest.raises(ledger.HoldClosed) as late:
        await store.write(ledger.capture, held.hold_id, 60, cause())

    for refused in (early, late):
        assert (refused.value.code, refused.value.facts) == ("hold_closed", {"state": "expired"})
    assert await store.read(ledger.available, ANNA) == 100
    assert await store.read(verify) == ()


async def test_12_a_second_capture_is_refused(store: Store) -> None:
    await store.write(ledger.earn, ANNA, 100, cause(), source="purchase")
    held = await store.write(ledger.hold, ANNA, 60, cause(), minutes=30)
    await store.write(ledger.capture, held.hold_id, 40, cause())

    with pytest.raises(ledger.HoldClosed) as refused:
        await store.write(ledger.capture, held.hold_id, 20, cause())

    assert refused.value.facts == {"state": "captured"}
    assert await store.read(ledger.available, ANNA) == 60


async def test_12_a_capture_above_the_hold_is_refused_and_the_hold_stays_open(store: Store) -> None:
    await store.write(ledger.earn, ANNA, 100, cause(), source="purchase")
    held = await store.write(ledger.hold, ANNA, 60, cause(), minutes=30)

    with pytest.raises(ledger.CaptureAboveHold) as refused:
        await store.write(ledger.capture, held.hold_id, 61, cause())
    await store.write(ledger.capture, held.hold_id, 60, cause())

    assert refused.value.code == "capture_above_hold"
    assert await store.read(ledger.balance, ANNA) == 40
    assert await store.read(verify) == ()
