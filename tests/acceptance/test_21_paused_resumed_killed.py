"""21: a broadcast is paused at 40 %, resumed, and its process killed at 60 %. At most one batch goes after the pause,
there is one row a member, and nobody hears twice."""

from __future__ import annotations

import sqlalchemy as sa

from actions import campaign
from actions.delivery import CLAIM_MAX
from storage.store import Store
from storage.tables import deliveries
from storage.work import Row, Work
from tests.acceptance.broadcast import all_done, begun, crowd, heard, pause, settled
from tests.acceptance.chats import a_town, texts, until
from tests.acceptance.worker import killed, worker

MEMBERS = 80
RATE = 80


def rows(work: Work) -> list[Row]:
    return list(work.all(sa.select(deliveries)))


async def test_a_broadcast_is_paused_goes_on_and_survives_a_kill(shop: Store, url: str) -> None:
    async with a_town() as town:
        people = await crowd(town, shop, MEMBERS)
        number = await begun(shop)
        with worker("send", url=url, api=town.api, per_second=RATE) as process:
            await until(lambda: heard(people) >= MEMBERS * 0.4)
            at_pause = await shop.write(pause, number)
            in_hand = at_pause["leased"] + at_pause["sending"]
            after = await settled(shop, lambda found: not found["leased"] + found["sending"])
            assert at_pause["leased"] <= CLAIM_MAX
            # A claim that was under way when it was paused may still have taken its batch.
            assert after["sent"] <= at_pause["sent"] + max(in_hand, CLAIM_MAX)
            assert after["queued"] > 0

            await shop.write(campaign.resume, number)
            await until(lambda: heard(people) >= max(MEMBERS * 0.6, after["sent"] + 1))
            process.kill()
            assert await killed(process)
        with worker("send", url=url, api=town.api, per_second=RATE):
            await settled(shop, lambda found: found["sent"] + found["unknown"] == MEMBERS)

        kept = await shop.read(rows)
        assert sorted(row.member_id for row in kept) == sorted(people)
        for row in kept:
            said = texts(people[row.member_id])
            assert len(said) <= 1
            assert row.state == "unknown" or said
        await all_done(shop)
        progress = (await shop.read(campaign.get, number)).progress
        assert (progress.state, progress.queued, progress.percent) == ("done", 0, 100)
        assert progress.sent + progress.unknown == MEMBERS
