"""Acceptance 14: a return after the points were spent."""

from __future__ import annotations

import pytest

from actions import ledger
from actions.verify import verify
from rules.ledger import POINTS
from rules.refusal import DebtOpen
from storage import ledger as accounts
from storage.store import Store
from tests.make import ANNA, cause


async def test_14_the_points_become_a_debt_that_the_next_earning_repays(store: Store) -> None:
    bought = await store.write(ledger.earn, ANNA, 100, cause(source_id="p1"), source="purchase")
    await store.write(ledger.spend, ANNA, 70, cause())

    await store.write(ledger.claw_back, ANNA, bought.tx_id, 100, "debt", cause(source_id="p1"))

    account = await store.read(accounts.account, ANNA, POINTS)
    assert account is not None
    assert (account.balance, account.debt) == (0, 70)
    await store.write(ledger.earn, ANNA, 50, cause(source_id="p2"), source="purchase")
    with pytest.raises(DebtOpen):
        await store.write(ledger.spend, ANNA, 1, cause())
    await store.write(ledger.earn, ANNA, 50, cause(source_id="p3"), source="purchase")
    account = await store.read(accounts.account, ANNA, POINTS)
    assert account is not None
    assert (account.balance, account.debt) == (30, 0)
    await store.write(ledger.spend, ANNA, 30, cause())
    assert await store.read(verify) == ()
