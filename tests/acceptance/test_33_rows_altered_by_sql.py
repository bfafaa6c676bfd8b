"""Acceptance 33: a ledger row edited or deleted by SQL; `verify` names member, seq and block."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from actions import ledger
from actions.seal import seal
from actions.verify import verify
from storage.migrate import connecting
from storage.store import Store
from tests.make import ANNA, BORIS, Clock, cause

MINE = f"member_id = '{ANNA}'"


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE transactions SET amount = 5000 WHERE {MINE} AND seq = 2",
        f"DELETE FROM transactions WHERE {MINE} AND seq = 2",
        f"UPDATE lot_moves SET d_remaining = -1 WHERE {MINE} AND tx_id = (SELECT tx_id FROM transactions WHERE {MINE} AND seq = 2)",  # noqa: E501
        f"DELETE FROM lot_moves WHERE {MINE} AND tx_id = (SELECT tx_id FROM transactions WHERE {MINE} AND seq = 2)",
    ],
    ids=["entry edited", "entry deleted", "move edited", "move deleted"],
)
async def test_33_whoever_alters_a_row_behind_the_programs_back_is_found(
    store: Store, url: str, clock: Clock, sql: str
) -> None:
    key = Ed25519PrivateKey.generate()
    for member_id in (BORIS, ANNA):
        await store.write(ledger.earn, member_id, 100, cause(), source="purchase")
        clock.pass_(minutes=2)
        await store.write(seal, key)
        await store.write(ledger.spend, member_id, 30, cause())
        clock.pass_(minutes=2)
        await store.write(seal, key)
    assert await store.read(verify) == ()

    with connecting(url) as outside:
        assert outside.execute(sa.text(sql)).rowcount == 1
        outside.commit()

    sentences = [fault.sentence for fault in await store.read(verify)]
    assert any(f"ember {ANNA}" in one and "entry 2" in one and "block 4" in one for one in sentences), sentences
    assert not any(BORIS in one for one in sentences)
