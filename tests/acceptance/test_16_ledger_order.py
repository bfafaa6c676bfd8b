"""Acceptance 16: the clock jumps by a day; the ledger's half: order holds. (Expiry pauses in the schedule.)"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from actions import ledger
from actions.seal import seal
from actions.verify import verify
from storage.store import Store
from storage.tables import transactions
from tests.make import ANNA, Clock, cause

IN_ORDER = sa.select(transactions.c.at).where(transactions.c.member_id == ANNA).order_by(transactions.c.seq)


@pytest.mark.parametrize("hours", [24, -24])
async def test_16_entries_stay_in_order_through_a_jump_and_back(store: Store, clock: Clock, hours: int) -> None:
    key = Ed25519PrivateKey.generate()
    for jump in (0, hours, -hours, 0):
        clock.pass_(hours=jump)
        await store.write(ledger.earn, ANNA, 10, cause(), source="purchase")
        await store.write(ledger.spend, ANNA, 5, cause())
        clock.pass_(minutes=2)
        await store.write(seal, key)

    instants = [row.at for row in await store.read(lambda work: work.all(IN_ORDER))]
    assert len(instants) == 8
    assert instants == sorted(instants)
    assert await store.read(ledger.balance, ANNA) == 20
    clock.pass_(days=3)
    await store.write(seal, key)
    assert await store.write(seal, key) == 0
    assert await store.read(verify) == ()
