"""Time passes, and what it brings happens once, in its order, and is said at the member's own morning."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from actions import expiry, lease, ledger, schedule, staff
from actions.lease import LeaseLost
from jobs.health import Health
from jobs.schedule import Job, Schedule, Sweep
from jobs.table import jobs
from rules.cadence import Daily, Every
from rules.notice import KINDS, Activated, Burned, Digested, Expiring, HoldReleased, Notice, load
from storage.store import Store
from storage.tables import events, job_runs, leases
from storage.work import Row, Work
from tests.jobs.post import WalkingClock, join, running
from tests.make import cause
from tests.web.rig import the_log

DAY = timedelta(days=1)
MOSCOW_NOON = datetime(2026, 3, 2, 9, tzinfo=UTC)


def clockwork(store: Store, table: Sequence[Job] | None = None, holder: str = "one") -> Schedule:
    health = Health()
    return Schedule(store, jobs(health) if table is None else table, health, holder=holder)


def told(work: Work, *kinds: type[Notice]) -> list[Notice]:
    """What was announced, oldest first."""
    rows = work.all(sa.select(events).order_by(events.c.event_id))
    return [load(row.kind, row.facts) for row in rows if not kinds or KINDS[row.kind] in kinds]


def announced(work: Work) -> Sequence[Row]:
    return work.all(sa.select(events).order_by(events.c.event_id))


def runs(work: Work, job: str) -> Sequence[Row]:
    return work.all(sa.select(job_runs).where(job_runs.c.job == job).order_by(job_runs.c.scheduled_for))


def give(work: Work, member_id: str, points: int, burns: date | None = None, wakes: date | None = None) -> str:
    """Points that live to the end of the day before `burns`, from the start of `wakes`, in Moscow."""
    midnight = time(21, tzinfo=UTC)
    active = datetime.combine(wakes - DAY, midnight) if wakes else None
    expires = datetime.combine(burns - DAY, midnight) if burns else None
    return ledger.earn(work, member_id, points, cause(), source="purchase", active_at=active, expires_at=expires).lot_id


async def test_points_burn_the_night_after_their_last_day_and_it_is_said_once(
    shop: Store, walking: WalkingClock
) -> None:
    anna = await shop.write(join, "anna")
    for points in (100, 20):
        await shop.write(give, anna, points, date(2026, 3, 4))
    await shop.write(give, anna, 5)
    ticking = clockwork(shop)
    await ticking.tick()
    assert await shop.read(told, Burned) == []

    await ticking.travel(2 * DAY, lambda: walking.pass_(days=2))
    await ticking.tick()

    assert await shop.read(told, Burned) == [Burned(points=120, available=5)]
    assert await shop.read(ledger.balance, anna) == 5


async def test_warnings_name_the_sum_and_the_last_day_in_the_members_own_morning(
    shop: Store, walking: WalkingClock
) -> None:
    here, there = await shop.write(join, "here"), await shop.write(join, "there", zone="Asia/Vladivostok")
    for member in (here, there):
        for points in (100, 20):  # their last day is 3 April; 30 days before is 4 March
            await shop.write(give, member, points, date(2026, 4, 4))
    ticking = clockwork(shop)
    await ticking.tick()

    until_then = timedelta(hours=39, minutes=1)  # 4 March, 10:01 in Vladivostok, 03:01 in Moscow
    await ticking.travel(until_then, lambda: walking.pass_(hours=39, minutes=1))
    (first,) = [row for row in await shop.read(announced) if row.kind == "expiring"]
    assert first.member_id == there
    assert load("expiring", first.facts) == Expiring(
        points=120, last_day=date(2026, 4, 3), days=30, available=120, share_percent=50
    )

    await ticking.travel(timedelta(hours=6), lambda: walking.pass_(hours=6))  # 09:01 in Moscow
    assert len(await shop.read(told, Expiring)) == 1
    await ticking.travel(timedelta(hours=1), lambda: walking.pass_(hours=1))
    assert len(await shop.read(told, Expiring)) == 2
    await ticking.travel(timedelta(hours=1), lambda: walking.pass_(hours=1))
    assert len(await shop.read(told, Expiring)) == 2


async def test_each_threshold_warns_once(shop: Store, walking: WalkingClock) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(give, anna, 100, date(2026, 4, 4))
    ticking = clockwork(shop)
    for _ in range(34):
        await ticking.travel(DAY, lambda: walking.pass_(days=1))
    days = [notice.days for notice in await shop.read(told, Expiring) if isinstance(notice, Expiring)]
    assert days == [30, 3]
    assert await shop.read(told, Burned) == [Burned(points=100, available=0)]


async def test_points_that_came_after_their_threshold_are_not_warned_of_at_once(
    shop: Store, walking: WalkingClock
) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(give, anna, 200, date(2026, 3, 17))
    ticking = clockwork(shop)
    for _ in range(13):
        await ticking.travel(DAY, lambda: walking.pass_(days=1))
    days = [notice.days for notice in await shop.read(told, Expiring) if isinstance(notice, Expiring)]
    assert days == [3]


async def test_a_month_away_leaves_no_late_nonsense(shop: Store, walking: WalkingClock) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(give, anna, 10, date(2026, 3, 12))  # burns while nobody looks
    await shop.write(give, anna, 40, date(2026, 4, 4))  # burns on the day after tomorrow's tomorrow
    await shop.write(give, anna, 70, date(2026, 4, 25))  # its 30 days passed meanwhile
    ticking = clockwork(shop)
    await ticking.tick()

    await ticking.travel(31 * DAY, lambda: walking.pass_(days=31))

    assert await shop.read(told, Burned) == [Burned(points=10, available=110)]
    said = [notice for notice in await shop.read(told, Expiring) if isinstance(notice, Expiring)]
    assert sorted((one.points, one.days) for one in said) == [(40, 1), (70, 22)]
    for name in ("expire", "digest"):  # the days between are not caught up one by one
        days = {run.scheduled_for.date() for run in await shop.read(runs, name)}
        assert days - {date(2026, 3, 1), date(2026, 3, 2)} in ({date(2026, 4, 1)}, {date(2026, 4, 2)})


async def test_pending_points_are_announced_when_they_wake_in_one_message(shop: Store, walking: WalkingClock) -> None:
    anna = await shop.write(join, "anna")
    for points in (30, 12):
        await shop.write(give, anna, points, date(2026, 5, 1), date(2026, 3, 3))
    ticking = clockwork(shop)
    await ticking.tick()
    assert await shop.read(told, Activated) == []
    await ticking.travel(DAY, lambda: walking.pass_(days=1))
    assert await shop.read(told, Activated) == [Activated(points=42, available=42, last_day=date(2026, 4, 30))]


async def test_a_hold_that_nobody_closed_lets_go(shop: Store, walking: WalkingClock) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(give, anna, 100)
    held = await shop.write(ledger.hold, anna, 60, cause(), minutes=30)
    ticking = clockwork(shop)
    await ticking.travel(timedelta(minutes=31), lambda: walking.pass_(minutes=31))

    assert await shop.read(told, HoldReleased) == [HoldReleased(points=60, available=100)]
    with pytest.raises(ledger.HoldClosed):
        await shop.write(ledger.capture, held.hold_id, 60, cause())


async def test_the_owner_reads_yesterday_once_every_morning(shop: Store, walking: WalkingClock) -> None:
    await shop.write(staff.add, "owner", "+79001234567", "Olga")
    anna = await shop.write(join, "anna")
    await shop.write(give, anna, 100)
    await shop.write(ledger.spend, anna, 40, cause())
    ticking = clockwork(shop)
    await ticking.travel(DAY, lambda: walking.pass_(days=1))
    await ticking.tick()

    digests = [one.digest for one in await shop.read(told, Digested) if isinstance(one, Digested)]
    digest = next(one for one in digests if one.day == date(2026, 3, 2))
    assert (digest.new_members, digest.members, digest.issued, digest.spent) == (1, 1, 100, 40)
    assert (digest.liability_points, digest.liability_minor) == (60, 60_00)


async def test_a_run_that_was_stopped_between_units_is_taken_up_where_it_stood(shop: Store) -> None:
    units: list[str] = []
    halfway, go_on = asyncio.Event(), False

    def step(work: Work, _: datetime) -> Mapping[str, int]:
        units.append("unit")
        if len(units) == 3 and not go_on:
            loop.call_soon_threadsafe(halfway.set)
        return {"done": 1} if len(units) < 6 else {}

    loop = asyncio.get_running_loop()
    table = [Sweep(name="long", cadence=Every(60), step=step)]
    async with running(clockwork(shop, table, "first").run()) as (task,):
        await halfway.wait()
        task.cancel()
    stopped_at = len(units)
    go_on = True
    (run,) = await shop.read(runs, "long")
    await shop.write(_free_lease)
    await clockwork(shop, table, "second").tick()

    assert len(units) >= stopped_at
    (run,) = await shop.read(runs, "long")
    assert run.finished_at is not None
    assert run.outcome == {"done": 5}
    assert run.epoch == 2


async def test_a_bug_in_one_job_stops_no_other(shop: Store) -> None:
    def broken(work: Work, _: datetime) -> Mapping[str, int]:
        raise ZeroDivisionError

    ran: list[str] = []

    def sound(work: Work, _: datetime) -> Mapping[str, int]:
        ran.append("sound")
        return {}

    night = Daily(time(0, 5))
    table = [Sweep(name="broken", cadence=night, step=broken), Sweep(name="sound", cadence=night, step=sound)]
    assert await clockwork(shop, table).tick() == 1
    assert ran == ["sound"]
    assert await shop.read(runs, "broken") == []


async def test_the_log_says_where_a_job_failed_and_never_about_whom(shop: Store) -> None:
    def broken(work: Work, _: datetime) -> Mapping[str, int]:
        raise ValueError("+79161234501 is canary-of-a-person")

    with the_log() as written:
        await clockwork(shop, [Sweep(name="broken", cadence=Daily(time(0, 5)), step=broken)]).tick()

    said = written.getvalue()
    assert "ValueError" in said
    assert "test_schedule.py" in said
    assert "canary" not in said
    assert "79161234501" not in said


async def test_a_stale_epoch_writes_nothing(shop: Store) -> None:
    held = await shop.write(lease.acquire, "schedule", "first", 30)
    assert held is not None
    await shop.write(_free_lease)
    newer = await shop.write(lease.acquire, "schedule", "second", 30)
    assert newer is not None
    assert newer.epoch == held.epoch + 1

    with pytest.raises(LeaseLost):
        await shop.write(schedule.step, held, "expire", MOSCOW_NOON, lambda work, _: expiry.sweep(work))
    assert await shop.read(runs, "expire") == []


def _free_lease(work: Work) -> None:
    work.run(leases.update().values(until=work.now))
