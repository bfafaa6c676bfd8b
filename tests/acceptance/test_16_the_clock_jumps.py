"""16: the clock jumps by a day. The ledger's order holds; a jump of over an hour pauses expiry and alerts."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from actions import expiry, ledger, verify
from jobs.health import Health
from jobs.schedule import Schedule, Sweep
from jobs.table import jobs
from rules.cadence import Every
from storage.store import Store, open_store
from storage.tables import transactions
from storage.work import Work
from tests.jobs.post import WalkingClock, begin_programme, join
from tests.make import cause

DAY = timedelta(days=1)


@pytest.fixture
def walking() -> WalkingClock:
    return WalkingClock()


@pytest.fixture
async def shop(url: str, walking: WalkingClock) -> AsyncIterator[Store]:
    opened = await open_store(url, walking, random.Random(5).randbytes)
    await opened.write(begin_programme)
    yield opened
    await opened.close()


def give(work: Work, member_id: str, hours: int = 6) -> None:
    ledger.earn(work, member_id, 100, cause(), source="purchase", expires_at=work.now + timedelta(hours=hours))


async def test_a_jump_pauses_expiry_until_the_owner_says_that_the_clock_is_right(
    shop: Store, walking: WalkingClock
) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(give, anna)
    health = Health()
    ticking = Schedule(shop, jobs(health), health, holder="one")
    await ticking.tick()

    walking.pass_(days=1)
    with capture_logs() as logs:
        await ticking.tick()
    assert [entry["log_level"] for entry in logs if "clock jumped" in entry["event"].lower()] == ["critical"]
    assert not health.ready
    for _ in range(2):
        await ticking.tick()
    assert await shop.read(ledger.balance, anna) == 100
    assert await shop.read(ledger.available, anna) == 0  # what is past cannot be spent, whether or not it was burned

    await shop.write(expiry.resume_expiry)
    await ticking.tick()
    assert await shop.read(ledger.balance, anna) == 0
    assert health.ready


async def test_a_process_that_starts_after_the_jump_still_waits_for_the_owner(
    shop: Store, walking: WalkingClock
) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(give, anna)
    first = Schedule(shop, jobs(Health()), Health(), holder="one")
    await first.tick()
    walking.pass_(days=1)
    await first.tick()

    health = Health()
    await Schedule(shop, jobs(health), health, holder="one").tick()
    assert "clock" in health.troubles
    assert await shop.read(ledger.balance, anna) == 100


async def test_a_jump_in_the_middle_of_a_run_stops_it(shop: Store, walking: WalkingClock) -> None:
    units: list[datetime] = []

    def step(work: Work, _: datetime) -> Mapping[str, int]:
        units.append(work.now)
        walking.pass_(days=1)
        return {"done": 1}

    table = [Sweep(name="burn", cadence=Every(1), step=step, wary=True)]
    await Schedule(shop, table, Health(), holder="one").tick()

    assert len(units) == 1
    assert await shop.read(expiry.paused)


async def test_an_intended_travel_and_a_small_step_are_no_alarm(shop: Store, walking: WalkingClock) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(give, anna)
    health = Health()
    ticking = Schedule(shop, jobs(health), health, holder="one")
    await ticking.tick()
    walking.pass_(minutes=50)
    await ticking.tick()
    assert health.ready

    await ticking.travel(DAY, lambda: walking.pass_(days=1))
    assert health.ready
    assert await shop.read(ledger.balance, anna) == 0


async def test_a_clock_set_back_never_reorders_the_ledger(shop: Store, walking: WalkingClock) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(give, anna, 72)
    walking.pass_(days=-1)
    await shop.write(give, anna, 72)
    await shop.write(ledger.spend, anna, 150, cause())

    assert await shop.read(verify.verify) == ()
    assert await shop.read(_instants_in_order, anna)


def _instants_in_order(work: Work, member_id: str) -> bool:
    query = sa.select(transactions.c.at).where(transactions.c.member_id == member_id).order_by(transactions.c.seq)
    instants = [row.at for row in work.all(query)]
    return instants == sorted(instants) and len(instants) == 3
