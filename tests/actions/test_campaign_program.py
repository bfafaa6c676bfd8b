"""The programme's campaigns come back when what ended them is put right, and never against a marketer's wish."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from actions import campaign, campaign_standing, campaign_watch
from rules.campaign import Campaign
from storage import campaigns as rows
from storage.store import Store
from storage.tables import deliveries
from storage.work import Row, Work
from tests.actions.racing import meanwhile
from tests.actions.test_campaign_standing import Life, a_document
from tests.jobs.post import begin_programme, join
from tests.make import Clock

DAILY = {"kind": "daily"}


@pytest.fixture
def shop(work: Work) -> Work:
    begin_programme(work)
    return work


def state(work: Work, number: int = 1) -> tuple[str, str]:
    kept = campaign.get(work, number)
    return kept.state, kept.reason


def changed(life: Life, *documents: Campaign) -> None:
    life.documents = list(documents)
    life.pass_(minutes=5)


def test_one_that_failed_goes_on_when_the_programme_changes_it_and_what_failed_before_is_forgiven(
    shop: Work, clock: Clock
) -> None:
    life = Life(shop, clock, a_document(on={"kind": "registered"}))
    rows.add(shop, 1, {"audience": 60, "sent": 20, "failed": 40})
    life.pass_(minutes=5)
    join(shop, "before", marketing=True)
    life.pass_(minutes=5)
    assert state(shop) == ("failed", "failures")

    changed(life, a_document(on={"kind": "registered"}, title="Put right"))
    clock.pass_(minutes=1)
    anna = join(shop, "anna", marketing=True)
    life.pass_(minutes=5)
    assert state(shop) == ("running", "")
    assert [member for member, _ in life.touched()] == [anna]

    rows.add(shop, 1, {"audience": 60, "sent": 20, "failed": 40})
    life.pass_(minutes=5)
    assert state(shop) == ("failed", "failures")
    changed(life)
    changed(life, a_document(on={"kind": "registered"}, title="Put right"))
    assert state(shop) == ("running", "")


def test_a_greater_budget_lets_it_go_on(shop: Work, clock: Clock) -> None:
    life = Life(shop, clock, a_document(on=DAILY, budget_points=300))
    campaign_watch.stop_spent(shop, [1])
    life.pass_(minutes=5)
    assert state(shop) == ("stopped", "budget")
    changed(life, a_document(on=DAILY, budget_points=500))
    assert state(shop) == ("running", "")


@pytest.mark.parametrize("wish", [campaign.stop, campaign.pause, campaign.recall])
def test_what_a_marketer_ended_or_paused_stays_so(shop: Work, clock: Clock, wish: Any) -> None:
    life = Life(shop, clock, a_document(on=DAILY))
    wish(shop, 1)
    life.pass_(minutes=5)
    before = campaign.get(shop, 1).state

    changed(life, a_document(on=DAILY, title="Another"))
    changed(life, a_document(on={"kind": "registered"}))
    changed(life)
    changed(life, a_document(on=DAILY))

    assert campaign.get(shop, 1).state == before


def waiting(work: Work) -> list[Row]:
    found = sa.select(deliveries).where(deliveries.c.campaign > 0, deliveries.c.state == "queued")
    return list(work.all(found))


@pytest.mark.parametrize("reached", [False, True])
def test_no_pass_goes_on_as_what_it_was_not_opened_as(shop: Work, clock: Clock, reached: bool) -> None:
    join(shop, "anna", marketing=True)
    life = Life(shop, clock, a_document(on=DAILY, at="10:00"))
    clock.pass_(days=1)
    campaign_standing.step(shop, shop.now, life.standing)
    if reached:
        life.look()
        assert len(waiting(shop)) == 1
    count = len(life.touched())

    changed(life, a_document(on={"kind": "registered"}, at="23:00"))
    life.pass_(minutes=5)

    assert state(shop) == ("running", "")
    assert (len(life.touched()), waiting(shop)) == (count, [])
    clock.pass_(minutes=1)
    boris = join(shop, "boris", marketing=True)
    life.pass_(minutes=5)
    assert [row.member_id for row in waiting(shop)] == [boris]


def test_a_day_that_a_pause_held_up_is_left_out(shop: Work, clock: Clock) -> None:
    anna = join(shop, "anna", marketing=True)
    life = Life(shop, clock, a_document(on=DAILY, at="10:00"))
    clock.pass_(days=1)
    campaign_standing.step(shop, shop.now, life.standing)
    campaign.pause(shop, 1)
    clock.pass_(days=3)
    campaign.resume(shop, 1)
    while campaign_watch.step(shop):  # it looks more often than new passes are opened
        pass
    assert life.touched() == []

    life.pass_(minutes=1)

    assert life.touched() == [(anna, "2026-03-06")]
    stale = waiting(shop)[0].stale_at
    assert timedelta(hours=23) < stale - shop.now <= timedelta(days=1)


async def test_a_start_that_is_moved_as_it_comes_is_the_new_one(store: Store, clock: Clock) -> None:
    def begin(work: Work) -> None:
        begin_programme(work)
        join(work, "anna", marketing=True)
        campaign.start(work, campaign.draft(work, a_document()), work.now + timedelta(minutes=1))

    await store.write(begin)
    clock.pass_(minutes=2)
    tomorrow = clock() + timedelta(days=1)
    await meanwhile(store, lambda work: campaign.start(work, 1, tomorrow), campaign_watch.step)

    kept = await store.read(campaign.get, 1)
    assert (kept.state, kept.starts_at) == ("scheduled", tomorrow)


async def test_as_many_drafts_at_once_as_there_are(store: Store) -> None:
    await store.write(begin_programme)

    numbers = await asyncio.gather(*(store.write(campaign.draft, a_document()) for _ in range(30)))

    assert sorted(numbers) == list(range(1, 31))
