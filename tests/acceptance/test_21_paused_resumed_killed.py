"""21: a broadcast is paused at 40 %, resumed, and its process killed at 60 %. At most one batch goes after the pause,
there is one row a member, and nobody hears twice."""

from __future__ import annotations

import math

import sqlalchemy as sa

from actions import campaign
from actions.delivery import CLAIM_MAX
from storage.store import Store
from storage.tables import deliveries
from storage.work import Row, Work
from tests.acceptance.broadcast import all_done, begun, crowd, heard, is_held, pause, settled
from tests.acceptance.chats import a_town, texts, until
from tests.acceptance.worker import killed, worker

MEMBERS = 160
AT_PAUSE = MEMBERS * 4 // 10  # and with what is on its way and in hand then, most of the rest still waits


def rows(work: Work) -> list[Row]:
    return list(work.all(sa.select(deliveries)))


async def test_a_broadcast_is_paused_goes_on_and_survives_a_kill(shop: Store, url: str) -> None:
    async with a_town() as town:
        people = await crowd(town, shop, MEMBERS)
        number = await begun(shop)
        # The messenger holds the next message back at each of these moments, however slow the machine is.
        town.gate.let(AT_PAUSE)
        with worker("send", url=url, api=town.api) as process:
            await settled(shop, lambda found: is_held(found, AT_PAUSE))
            at_pause = await shop.write(pause, number)
            town.gate.let(math.inf)
            after = await settled(shop, lambda found: not found["leased"] + found["sending"])
            assert at_pause["leased"] <= CLAIM_MAX
            # What was being sent comes to its end, the batch in hand goes after it, and not one more.
            assert after["sent"] == AT_PAUSE + at_pause["sending"] + at_pause["leased"]
            assert after["queued"] > 0

            at_kill = max(MEMBERS * 6 // 10, after["sent"] + 1)
            town.gate.let(at_kill)
            await shop.write(campaign.resume, number)
            await until(lambda: heard(people) == at_kill)
            process.kill()
            assert await killed(process)
        town.gate.let(math.inf)
        with worker("send", url=url, api=town.api):
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
