"""Acceptance 3: kill -9 at every statement and at COMMIT of a purchase; the till retries with its key."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from actions import gift_card, ledger, member, program
from actions.verify import verify
from rules.gift_card import GIFT
from rules.ledger import POINTS
from storage import uses
from storage.store import Store
from storage.tables import purchases, requests, transactions
from storage.work import Work
from tests.make import NOON, Clock, cause
from tests.rules.programs import everything

ROOT = Path(__file__).parents[2]
GIVEN_POINTS = 100_000
CARD_MINOR = 5_000_00


def prepare(work: Work) -> tuple[str, str]:
    program.apply(work, everything())
    anna = member.create(work, name="Anna", language="ru", client="test", welcome=False)
    ledger.earn(work, anna.member_id, GIVEN_POINTS, cause(), source="adjustment")
    return anna.member_id, gift_card.sell(work, CARD_MINOR, client="test").card_id


def counted(work: Work) -> tuple[int, int, int]:
    """Purchases, spends of points, answers that were kept."""
    is_spend = (transactions.c.kind == "spend", transactions.c.asset == POINTS)
    spends = sa.select(sa.func.count()).select_from(transactions).where(*is_spend)
    return (
        work.value(sa.select(sa.func.count()).select_from(purchases)),
        work.value(spends),
        work.value(sa.select(sa.func.count()).select_from(requests).where(requests.c.status == 201)),
    )


async def test_03_a_purchase_killed_at_every_statement_and_retried_happens_once(
    store: Store, url: str, clock: Clock
) -> None:
    member_id, card_id = await store.write(prepare)

    till = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.acceptance.dying_till", url, member_id, card_id, cwd=ROOT, stdout=PIPE
    )
    told, _ = await till.communicate()

    assert till.returncode == 0
    meant = int(told)
    assert meant > 15, "a purchase is more statements than that"
    clock.now += timedelta(days=2)
    assert await store.read(counted) == (meant, meant, meant)
    assert await store.read(verify) == ()
    earned = sa.select(sa.func.sum(purchases.c.points_earned))
    balance = await store.read(ledger.balance, member_id)
    assert balance == GIVEN_POINTS - 50 * meant + await store.read(lambda work: work.value(earned))
    assert await store.read(ledger.balance, card_id, GIFT) == CARD_MINOR - 10_00 * meant
    assert await store.read(ledger.balance, member_id, "stamp:tea") == 2 * meant
    assert await store.read(ledger.balance, member_id, "stamp:visit") == 1, "one a day"
    house = await store.read(lambda work: uses.of_member(work, member_id, NOON.date()).get("house", (0, 0))[1])
    assert await store.read(uses.spent, "house") == house
