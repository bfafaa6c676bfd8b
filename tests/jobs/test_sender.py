"""What is promised is delivered: once, in its turn, at a fit hour, and never faster than the messenger allows."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from actions import address, delivery
from actions.delivery import Letter
from channels.channel import Gone, NotSent, Rejected, Unauthorized, Unknown, Wait
from jobs.health import Health
from jobs.pump import Pump
from jobs.sender import Sender
from rules.notice import Purchased
from screens.screen import Screen
from storage import members
from storage.store import Store
from storage.work import Work
from tests.jobs.post import Box, WalkingClock, advertise, everything, join, posting, running, states, tell, until


async def test_an_event_becomes_one_message_in_the_members_language(shop: Store, box: Box) -> None:
    anna = await shop.write(join, "anna", language="en")
    async with posting(shop, box) as office:
        await shop.write(tell, anna, "news")
        await shop.write(tell, anna, "news")
        office.pump.wake()
        await until(lambda: bool(box.taken))
        await office.settled()

    assert box.texts == [("anna", "burned in en")]
    (row,) = await shop.read(everything)
    assert (row.state, row.message_id, row.attempts) == ("sent", "1", 1)


async def test_a_member_without_a_chat_is_promised_nothing(shop: Store, box: Box) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(address.left, "telegram", "anna")
    await shop.write(tell, anna, "news")
    async with posting(shop, box) as office:
        await office.settled()
    assert await states(shop) == []


async def test_whoever_waits_at_the_till_is_served_before_the_others(shop: Store, box: Box) -> None:
    people = [await shop.write(join, f"m{i}", marketing=True) for i in range(6)]
    for i in range(4):
        await shop.write(advertise, people[i], f"m{i}", f"offer:{i}")
    await shop.write(tell, people[4], "news")
    await shop.write(tell, people[5], "bought", Purchased(purchase_minor=100))
    await shop.write(delivery.pump)
    async with posting(shop, box) as office:
        await office.settled()

    assert [html.split()[0] for _, html in box.texts] == ["purchased", "burned", *["offer"] * 4]


async def test_one_chat_gets_a_message_a_second_and_holds_nobody_up(shop: Store, box: Box) -> None:
    anna, boris = await shop.write(join, "anna"), await shop.write(join, "boris")
    for i in range(3):
        await shop.write(tell, anna, f"news:{i}")
    await shop.write(tell, boris, "news")
    async with posting(shop, box):
        await until(lambda: len(box.taken) == 4)

    at = [when for chat, _, when in box.taken if chat == "anna"]
    assert [later - earlier >= 0.95 for earlier, later in pairwise(at)] == [True, True]
    assert "boris" in [chat for chat, _ in box.texts[:2]]


async def test_what_may_wait_waits_for_the_members_own_morning(shop: Store, box: Box, walking: WalkingClock) -> None:
    walking.pass_(hours=11)  # 23:00 in Moscow, 15:00 in New York
    moscow = await shop.write(join, "moscow")
    york = await shop.write(join, "york", zone="America/New_York")
    for person in (moscow, york):
        await shop.write(tell, person, f"news:{person}")
    await shop.write(tell, moscow, "bought", Purchased(purchase_minor=100))
    async with posting(shop, box) as office:
        await office.settled()
        assert sorted(box.texts) == [("moscow", "purchased in ru"), ("york", "burned in ru")]
        walking.pass_(hours=10)
        await until(lambda: len(box.taken) == 3)
        await office.settled()
    assert box.texts[2] == ("moscow", "burned in ru")


async def test_wishes_count_at_the_claim(shop: Store, box: Box, walking: WalkingClock) -> None:
    refused = await shop.write(join, "refused")
    agreed = await shop.write(join, "agreed", marketing=True)
    muted = await shop.write(join, "muted", muted=["warnings"])
    await shop.write(advertise, refused, "refused", "offer:1")
    await shop.write(advertise, agreed, "agreed", "offer:2")
    await shop.write(tell, muted, "news")
    await shop.write(tell, agreed, "old", stale_at=walking() - timedelta(seconds=1))
    async with posting(shop, box) as office:
        await office.settled()

    assert box.texts == [("agreed", "offer in ru")]
    reasons = {(row.state, row.reason) for row in await shop.read(everything)}
    assert reasons == {("skipped", "no consent"), ("skipped", "muted"), ("skipped", "stale"), ("sent", "")}


async def test_too_many_spends_no_attempt_and_sends_nothing_early(shop: Store, box: Box) -> None:
    anna, boris = await shop.write(join, "anna"), await shop.write(join, "boris")
    box.answers.extend([Wait(1.0)])
    await shop.write(tell, anna, "news")
    async with posting(shop, box, per_second=2) as office:
        await until(lambda: bool(box.asked))
        await shop.write(tell, boris, "news for boris")
        await until(lambda: len(box.taken) == 2)
        await office.settled()

    first = box.asked[0][1]
    assert all(when >= first + 1.0 for _, when in box.asked[1:])
    assert [row.attempts for row in await shop.read(everything)] == [1, 1]


async def test_a_person_who_left_is_not_written_to_until_they_return(shop: Store, box: Box) -> None:
    anna = await shop.write(join, "anna")
    box.answers.append(Gone("Forbidden: bot was blocked by the user"))
    await shop.write(tell, anna, "first")
    async with posting(shop, box) as office:
        await office.settled()
        await shop.write(tell, anna, "second")
        await office.settled()

    assert await states(shop) == ["failed"]
    row = await shop.read(members.address, "telegram", "anna")
    assert row is not None
    assert not row.reachable


async def test_what_was_surely_not_sent_is_tried_again(shop: Store, box: Box) -> None:
    anna = await shop.write(join, "anna")
    box.answers.append(NotSent("no connection"))
    await shop.write(tell, anna, "news")
    async with posting(shop, box):
        await until(lambda: bool(box.taken))
    (row,) = await shop.read(everything)
    assert (row.state, row.attempts) == ("sent", 2)


async def test_a_fault_of_ours_ends_one_delivery_and_not_the_others(shop: Store, box: Box) -> None:
    anna, boris = await shop.write(join, "anna"), await shop.write(join, "boris")
    await shop.write(tell, anna, "first")
    await shop.write(tell, boris, "second")
    box.answers.append(Rejected("Bad Request: can't parse entities"))
    async with posting(shop, box) as office:
        await office.settled()
    assert sorted(await states(shop)) == ["failed", "sent"]


async def test_a_notice_without_words_fails_alone(shop: Store, box: Box) -> None:
    def mute(letter: Letter) -> Screen:
        raise KeyError(letter.kind)

    anna = await shop.write(join, "anna")
    await shop.write(tell, anna, "first")
    health = Health()
    sender = Sender(shop, box, mute, health, holder="one", poll_seconds=0.05)
    async with running(Pump(shop, health, poll_seconds=0.05).run(), sender.run()):
        assert await sender.settled(5)
    (row,) = await shop.read(everything)
    assert (row.state, row.reason) == ("failed", "no words: KeyError")


async def test_a_refused_token_stops_the_sender_and_nothing_is_lost(shop: Store, box: Box) -> None:
    anna = await shop.write(join, "anna")
    await shop.write(tell, anna, "news")
    box.answers.append(Unauthorized())
    async with posting(shop, box) as office:
        await until(lambda: not office.health.ready)
    assert "token" in office.health.troubles
    assert await states(shop) == ["queued"]
    async with posting(shop, box, holder="with the right token") as office:
        await office.settled()
    assert len(box.taken) == 1


async def test_an_unknown_service_message_is_sent_once_more_and_an_advertisement_never(
    shop: Store, box: Box, walking: WalkingClock
) -> None:
    anna, boris = await shop.write(join, "anna"), await shop.write(join, "boris", marketing=True)
    await shop.write(tell, anna, "news")
    async with posting(shop, box) as office:
        box.answers.append(Unknown("502"))
        await office.settled()
        assert await states(shop) == ["unknown"]
        box.answers.append(Unknown("502"))
        walking.pass_(seconds=10)
        await until(lambda: len(box.asked) == 2)
        await office.settled()
        await shop.write(advertise, boris, "boris", "offer")
        box.answers.append(ConnectionResetError())
        await office.settled()
        walking.pass_(seconds=60)
        await asyncio.sleep(1)
        await office.settled()

    rows = await shop.read(everything)
    assert [(row.state, row.attempts, row.ended_at is None) for row in rows] == [
        ("unknown", 2, False),
        ("unknown", 1, False),
    ]
    assert box.taken == []


async def test_a_clean_stop_leaves_nothing_unknown_and_lets_the_next_one_in(shop: Store) -> None:
    box = Box(seconds=0.1)
    for i in range(60):
        person = await shop.write(join, f"m{i}")
        await shop.write(tell, person, f"news:{i}")
    async with posting(shop, box, holder="first", lease_seconds=60):
        await until(lambda: len(box.taken) >= 5)
    assert set(await states(shop)) <= {"sent", "queued"}
    async with posting(shop, box, holder="second", lease_seconds=60) as office:
        await office.settled()
    assert await states(shop) == ["sent"] * 60
    assert len({chat for chat, _ in box.texts}) == len(box.taken) == 60


@pytest.mark.parametrize("per_second", [30, 1000])
async def test_the_allowed_rate_is_used_and_not_passed(shop: Store, box: Box, per_second: int) -> None:
    count = per_second * 2 if per_second < 100 else 1500
    await shop.write(_crowd, count)
    async with posting(shop, box, per_second=per_second, lease_seconds=15, poll_seconds=1) as office:
        await office.settled(20)
    at = sorted(when for _, _, when in box.taken)
    assert len(at) == count
    if per_second < 100:  # how near the limit it comes is for the benchmark: here other tests share the machine
        assert count / (at[-1] - at[0]) > per_second * 0.6
    window = [sum(start <= when < start + 1 for when in at) for start in at[:: max(1, count // 50)]]
    assert max(window) <= per_second * 1.1 + 1


def _crowd(work: Work, count: int) -> None:
    for i in range(count):
        advertise(work, join(work, f"m{i}", marketing=True), f"m{i}", f"offer:{i}")
