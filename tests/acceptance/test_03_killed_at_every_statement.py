"""Acceptance 3: kill -9 at every statement and at COMMIT of a purchase; the till retries with its key."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from actions import ledger, member, program
from actions.verify import verify
from storage.store import Store
from storage.tables import purchases, requests, transactions
from storage.work import Work
from tests.make import Clock, cause

ROOT = Path(__file__).parents[2]
POINTS = 100_000


def prepare(work: Work) -> str:
    program.apply(work, (ROOT / "programs" / "retail-bonus.toml").read_text())
    anna = member.create(work, name="Anna", language="ru", client="test", welcome=False)
    ledger.earn(work, anna.member_id, POINTS, cause(), source="adjustment")
    return anna.member_id


def counted(work: Work) -> tuple[int, int, int]:
    """Purchases, spends, answers that were kept."""
    spends = sa.select(sa.func.count()).select_from(transactions).where(transactions.c.kind == "spend")
    return (
        work.value(sa.select(sa.func.count()).select_from(purchases)),
        work.value(spends),
        work.value(sa.select(sa.func.count()).select_from(requests).where(requests.c.status == 201)),
    )


async def test_03_a_purchase_killed_at_every_statement_and_retried_happens_once(
    store: Store, url: str, clock: Clock
) -> None:
    member_id = await store.write(prepare)

    till = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.acceptance.dying_till", url, member_id, cwd=ROOT, stdout=asyncio.subprocess.PIPE
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
    assert balance == POINTS - 50 * meant + await store.read(lambda work: work.value(earned))
