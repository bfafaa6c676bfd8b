"""A campaign reaches whom it means: each once, by shares that stay, and nobody who does not want to hear of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from actions import address, campaign, campaign_reach, campaign_recall, campaign_watch, delivery, lease, member
from actions.program import current
from rules.campaign import Campaign, campaign_of
from rules.campaign_draw import LEFT_ALONE, draw_of, drawn
from storage import campaigns as rows
from storage import members
from storage.store import Store
from storage.tables import deliveries, offers, touches
from storage.tables import members as members_table
from storage.work import Row, Work
from tests.actions.racing import meanwhile
from tests.jobs.post import begin_programme, join
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT

CHANNEL = "telegram"
TOLD = {"text": {"ru": "Привет!"}}


def a_document(**more: object) -> Campaign:
    told = {"text": {"ru": "Привет, {name|друг}!", "en": "Hello, {name|friend}!"}}
    return campaign_of({"name": "spring", "variants": [{"name": "a", "message": told}]} | more)


def two(control_percent: int = 20) -> Campaign:
    told = {"text": {"ru": "Привет!"}}
    variants = [{"name": "a", "share": 1, "message": told}, {"name": "b", "share": 3, "message": told}]
    return a_document(variants=variants, control_percent=control_percent)


def crowd(work: Work, size: int) -> list[str]:
    return [join(work, f"m{n}", marketing=True) for n in range(size)]


def started(work: Work, document: Campaign) -> int:
    number = campaign.draft(work, document)
    campaign.start(work, number)
    return number


def settle(work: Work) -> None:
    """Let the job do all that there is to do."""
    for _ in range(100):
        if not campaign_watch.step(work):
            return
    raise AssertionError("it goes on for ever")


def touched(work: Work, number: int) -> list[Row]:
    return list(work.all(sa.select(touches).where(touches.c.campaign == number).order_by(touches.c.member_id)))


def promised(work: Work, number: int) -> list[Row]:
    return list(work.all(sa.select(deliveries).where(deliveries.c.campaign == number)))


@pytest.fixture(autouse=True)
def programme(work: Work) -> None:
    begin_programme(work, BONUS_TEXT)


def test_everybody_who_may_hear_of_it_is_touched_once(work: Work) -> None:
    wanted = set(crowd(work, 5))
    join(work, "refused")
    gone = join(work, "gone", marketing=True)
    address.left(work, CHANNEL, "gone")
    number = started(work, a_document())

    settle(work)

    assert {row.member_id for row in touched(work, number)} == wanted
    assert {row.member_id for row in promised(work, number)} == wanted
    assert gone not in wanted
    kept = campaign.get(work, number)
    assert (kept.state, kept.progress.audience, kept.progress.queued) == ("running", 5, 5)


def test_the_database_draws_as_the_rule_does(work: Work) -> None:
    begin_programme(work, BONUS_TEXT + "\n[marketing]\nglobal_control_percent = 20\n")
    crowd(work, 120)
    number = started(work, two())

    settle(work)

    row = rows.get(work, number)
    assert row is not None
    draw = draw_of(two(), row.a, row.b, current(work).program.marketing.global_control_percent)
    chances = {one.member_id: one.chance for one in work.all(sa.select(members_table))}
    found = touched(work, number)
    assert len(found) == 120
    assert [one.variant for one in found] == [drawn(draw, chances[one.member_id]) for one in found]
    assert {one.variant for one in found} == {"", "*", "a", "b"}
    progress = campaign.get(work, number).progress
    assert progress.controls == sum(one.variant in LEFT_ALONE for one in found)
    told = {one.member_id for one in found if one.variant not in LEFT_ALONE}
    assert {one.member_id for one in promised(work, number)} == told


def claimed(work: Work) -> list[delivery.Letter]:
    held = lease.acquire(work, "sender:telegram", "one", 15)
    assert held is not None
    return list(delivery.claim(work, held, CHANNEL, {}).letters)


def test_a_message_says_what_is_the_members_own(work: Work) -> None:
    crowd(work, 1)
    started(work, a_document())
    settle(work)

    (letter,) = claimed(work)

    assert letter.facts["filling"]["name"] == "m0"
    assert letter.facts["message"]["text"]["en"] == "Hello, {name|friend}!"


def test_one_that_is_paused_sends_nothing_and_one_that_goes_on_does(work: Work) -> None:
    crowd(work, 3)
    number = started(work, a_document())
    settle(work)
    campaign.pause(work, number)
    assert not delivery.anything_due(work, CHANNEL)
    assert claimed(work) == []

    campaign.resume(work, number)

    assert len(claimed(work)) == 3


def test_each_campaign_gets_its_fair_part(work: Work) -> None:
    crowd(work, 30)
    small, large = started(work, a_document(audience='language = "en"')), started(work, a_document())
    work.run(members_table.update().where(members_table.c.name.in_(["m1", "m2"])).values(language="en"))
    settle(work)

    found = [row.campaign for row in delivery._fair_part(work, CHANNEL, 10)]

    assert found.count(small) == 2
    assert found.count(large) == 8


def test_whoever_heard_enough_hears_no_more(work: Work, clock: Clock) -> None:
    crowd(work, 1)
    for _ in range(4):
        started(work, a_document())
    settle(work)
    for _ in range(3):
        (letter,) = claimed(work)
        work.run(
            deliveries.update()
            .where(deliveries.c.delivery_id == letter.delivery_id)
            .values(state="sent", ended_at=work.now)
        )
        clock.pass_(seconds=5)  # until the chat may be written to again

    assert claimed(work) == []
    assert [row.reason for row in work.all(sa.select(deliveries)) if row.state == "skipped"] == ["heard enough"]


def test_a_stopped_one_skips_who_still_waits(work: Work) -> None:
    crowd(work, 3)
    number = started(work, a_document())
    settle(work)

    campaign.stop(work, number)
    settle(work)

    kept = campaign.get(work, number)
    assert (kept.state, kept.progress.skipped, kept.progress.queued) == ("stopped", 3, 0)
    assert kept.ended_at is not None
    assert claimed(work) == []


def test_an_audience_of_nobody_is_done_and_says_so(work: Work) -> None:
    member.create(work, name="Anna", language="ru", client="test")
    number = started(work, a_document())

    settle(work)

    kept = campaign.get(work, number)
    assert (kept.state, kept.reason) == ("done", "nobody")
    assert members.count(work) == 1


def test_too_many_failures_stop_it(work: Work) -> None:
    crowd(work, 1)
    number = started(work, a_document(stop_failed_percent=10))
    settle(work)
    rows.add(work, number, {"sent": 44, "failed": 5, "blocked": 200})  # who left us long ago is no failure of it
    settle(work)
    assert campaign.get(work, number).state == "running"

    rows.add(work, number, {"sent": 1})
    settle(work)

    kept = campaign.get(work, number)
    assert (kept.state, kept.reason, kept.progress.skipped) == ("failed", "failures", 1)


def test_a_spent_budget_stops_it(work: Work) -> None:
    (anna,) = crowd(work, 1)
    number = started(work, a_document(budget_points=100))
    settle(work)
    given = {"member_id": anna, "offer": "x", "program_version": 1, "campaign": number, "state": "used"}
    times = {"granted_at": work.now, "expires_at": work.now}
    work.run(offers.insert().values(**given, **times, offer_id=work.fresh_id(), points=100))

    campaign_watch.stop_spent(work, campaign_watch.spent(work))

    assert (campaign.get(work, number).state, campaign.get(work, number).reason) == ("stopped", "budget")


def test_a_wish_that_the_state_does_not_allow_is_refused_with_both(work: Work) -> None:
    number = campaign.draft(work, a_document())
    for wish in (campaign.pause, campaign.resume, campaign.stop, campaign.recall):
        with pytest.raises(campaign.CampaignStateInvalid) as refused:
            wish(work, number)
        assert refused.value.facts["state"] == "draft"
    campaign.start(work, number, work.now + timedelta(hours=1))
    assert campaign.get(work, number).state == "scheduled"
    with pytest.raises(campaign.CampaignStateInvalid):
        campaign.pause(work, number)
    with pytest.raises(campaign.CampaignUnknown):
        campaign.get(work, 99)


def test_its_hour_begins_one_that_was_scheduled(work: Work, clock: Clock) -> None:
    crowd(work, 1)
    number = campaign.draft(work, a_document())
    campaign.start(work, number, work.now + timedelta(hours=1))
    settle(work)
    assert touched(work, number) == []

    clock.pass_(hours=1)
    settle(work)

    assert len(touched(work, number)) == 1


def test_one_that_is_scheduled_stays_as_it_was_seen_and_is_looked_at_again_before_it_starts(
    work: Work, clock: Clock
) -> None:
    crowd(work, 1)
    number = campaign.draft(work, a_document(variants=[{"name": "a", "message": TOLD, "offer": "gone"}]))
    other = campaign.draft(work, a_document(audience='language = "en"'))
    for one in (number, other):
        campaign.start(work, one, work.now + timedelta(hours=1))
    with pytest.raises(campaign.CampaignStateInvalid):
        campaign.redraft(work, number, a_document())

    clock.pass_(hours=1)
    settle(work)

    told = [(kept.state, kept.reason) for kept in (campaign.get(work, one) for one in (number, other))]
    assert told == [("failed", "blocked"), ("failed", "nobody")]
    assert touched(work, number) == []


def test_the_number_of_a_draft_that_was_dropped_is_never_anothers(work: Work) -> None:
    campaign.draft(work, a_document())
    second = campaign.draft(work, a_document())
    campaign.forget(work, second)
    assert campaign.draft(work, a_document()) == second + 1


def test_what_is_recalled_is_counted_and_goes_oldest_first_while_it_is_young_enough(work: Work) -> None:
    crowd(work, 4)
    number = started(work, a_document())
    settle(work)
    rows.add(work, number, {"sent": 4})
    ages = dict(
        zip("1234", (timedelta(hours=49), timedelta(minutes=5), timedelta(hours=47), timedelta(0)), strict=True)
    )
    for row, (message_id, age) in zip(promised(work, number), ages.items(), strict=True):
        became = {"state": "sent", "message_id": message_id, "ended_at": work.now - age}
        work.run(deliveries.update().where(deliveries.c.delivery_id == row.delivery_id).values(**became))
    assert campaign_recall.too_late(work, number) == 1
    assert campaign_recall.too_late(work, number, per_second=1 / 7200) == 2

    campaign.recall(work, number)
    first, *others = campaign_recall.due(work, CHANNEL)
    for _ in range(2):
        campaign_recall.note(work, [first], [(others[0], "gone")])

    assert [one.message_id for one in (first, *others)] == ["3", "2", "4"]
    assert [one.message_id for one in campaign_recall.due(work, CHANNEL)] == ["4"]
    assert campaign.get(work, number).progress.recalled == 1


async def test_as_many_drafts_at_once_as_there_are(store: Store) -> None:
    await store.write(begin_programme, BONUS_TEXT)

    numbers = await asyncio.gather(*(store.write(campaign.draft, a_document()) for _ in range(30)))

    assert sorted(numbers) == list(range(1, 31))


async def test_a_recall_that_comes_as_one_closes_is_not_forgotten(store: Store) -> None:
    def stopped(work: Work) -> int:
        begin_programme(work, BONUS_TEXT)
        (anna,) = crowd(work, 1)
        number = started(work, a_document())
        settle(work)
        row = work.one(sa.select(deliveries).where(deliveries.c.member_id == anna))
        assert row is not None
        work.run(deliveries.update().values(state="sent", message_id="1", ended_at=work.now))
        campaign.stop(work, number)
        return number

    number = await store.write(stopped)

    await meanwhile(store, lambda work: campaign.recall(work, number), campaign_watch.step)

    kept = await store.read(campaign.get, number)
    assert kept.recalled_at is not None
    assert kept.ended_at is None


def test_its_own_time_is_the_members(work: Work) -> None:
    moscow, york = join(work, "moscow", marketing=True), join(work, "york", marketing=True, zone="America/New_York")
    own = join(work, "own", marketing=True, quiet_start=0, quiet_end=0)
    number = started(work, a_document(at="13:00"))
    late = started(work, a_document(at="22:30"))
    settle(work)

    due = {row.member_id: row.due_at.isoformat() for row in promised(work, number)}
    assert due[moscow] == due[own] == "2026-03-02T10:00:00+00:00"
    assert due[york] == "2026-03-02T18:00:00+00:00"
    due = {row.member_id: row.due_at.isoformat() for row in promised(work, late)}
    assert due[moscow] == "2026-03-03T06:00:00+00:00"  # out of the programme's quiet hours
    assert due[own] == "2026-03-02T19:30:00+00:00"


def test_a_chunk_that_is_done_again_means_nobody_twice(work: Work) -> None:
    crowd(work, 7)
    number = started(work, two())
    row = rows.get(work, number)
    assert row is not None
    for _ in range(2):
        campaign_reach.reach(work, current(work), row, limit=3)

    settle(work)

    assert len(touched(work, number)) == 7
    assert len(promised(work, number)) + campaign.get(work, number).progress.controls == 7
