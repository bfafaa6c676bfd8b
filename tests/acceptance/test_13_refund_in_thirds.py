"""Acceptance 13: a refund in thirds; one more."""

from __future__ import annotations

import pytest

from actions import ledger
from actions.verify import verify
from storage.store import Store
from tests.make import ANNA, NOON, cause


async def test_13_a_refund_in_thirds_is_exact_and_one_more_is_refused(store: Store) -> None:
    for points in (40, 60):
        await store.write(ledger.earn, ANNA, points, cause(), source="purchase")
    spent = await store.write(ledger.spend, ANNA, 100, cause())

    for part in (33, 33, 34):
        await store.write(ledger.refund, ANNA, spent.tx_id, part, cause(), grace_until=NOON)
    with pytest.raises(ledger.RefundAboveSpend) as refused:
        await store.write(ledger.refund, ANNA, spent.tx_id, 1, cause(), grace_until=NOON)

    assert refused.value.facts == {"rest": 0, "points": 1}
    assert await store.read(ledger.available, ANNA) == 100
    assert await store.read(verify) == ()
