"""A broadcast runs by itself from its start to its end, its message shows how far it is, and it can be taken back."""

from __future__ import annotations

import asyncio

from actions import campaign, campaign_shown, staff
from channels.channel import Effect
from jobs.campaigns import Campaigns
from rules.campaign import campaign_of
from screens.screen import Screen
from storage.store import Store
from storage.work import Work
from tests.jobs.post import Box, everything, join, posting, running

MEMBERS = 6
BOSS = "1000"


def begin(work: Work) -> int:
    for number in range(MEMBERS):
        join(work, f"m{number}", marketing=True)
    variants = [{"name": "a", "message": {"text": {"ru": "Привет!"}}}]
    number = campaign.draft(work, campaign_of({"name": "x", "variants": variants}))
    campaign.start(work, number)
    staff.add_owner(work, BOSS, "telegram")
    campaign.watch(work, number, "telegram", BOSS, "7")
    return number


def done(box: Box, what: str) -> list[tuple[str, ...]]:
    return [one for one in box.done if one[0] == what]


async def state(shop: Store, number: int, wanted: str) -> None:
    async with asyncio.timeout(20):
        while True:
            kept = await shop.read(campaign.get, number)
            if kept.state == wanted and kept.ended_at is not None:
                return
            await asyncio.sleep(0.02)


async def test_it_runs_to_its_end_and_its_message_says_so_once(shop: Store, box: Box) -> None:
    number = await shop.write(begin)
    at_work = Campaigns(shop, box, poll_seconds=0.02, show_seconds=0.05, recalls_per_second=1000)
    async with posting(shop, box), running(at_work.run()):
        await state(shop, number, "done")
        async with asyncio.timeout(20):
            while await shop.read(campaign_shown.shown, "telegram"):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.02)
        assert "100" in done(box, "edit")[-1][-1]
        edits = len(done(box, "edit"))
        await shop.write(campaign.recall, number)
        await state(shop, number, "done")
    assert len(box.taken) == MEMBERS
    assert {what[1:3] for what in done(box, "edit")} == {(BOSS, "7")}
    assert len(done(box, "edit")) == edits, "the last one was shown, and nobody watches any more"
    assert sorted(what[2] for what in done(box, "delete")) == sorted(str(n + 1) for n in range(MEMBERS))
    assert {row.state for row in await shop.read(everything)} == {"recalled"}
    assert (await shop.read(campaign.get, number)).progress.recalled == MEMBERS


class Faulty(Box):
    """Its first edit meets a bug."""

    async def edit(self, chat_id: str, message_id: str, screen: Screen) -> Effect:
        if not self.asked:
            self.asked.append((chat_id, 0))
            raise KeyError(chat_id)
        return await super().edit(chat_id, message_id, screen)


async def test_a_bug_ends_nothing_and_who_left_the_staff_is_shown_nothing_more(shop: Store) -> None:
    await shop.write(begin)
    box = Faulty()
    at_work = Campaigns(shop, box, poll_seconds=0.02, show_seconds=0.05, again_seconds=0.02)
    async with running(at_work.run()), asyncio.timeout(20):
        while not done(box, "edit"):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.02)
        for one in await shop.read(staff.owners):
            await shop.write(staff.remove, one)
        while await shop.read(campaign_shown.shown, "telegram"):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)
