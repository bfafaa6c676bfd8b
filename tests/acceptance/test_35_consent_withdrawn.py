"""35: marketing consent is withdrawn during a broadcast. It is effective before the next batch, in every channel."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from actions import campaign_answer
from actions.delivery import CLAIM_MAX
from channels.telegram.channel import Telegram
from storage import members
from storage.store import Store
from storage.work import Work
from tests.acceptance.broadcast import begun, crowd, heard, is_held, settled, states
from tests.acceptance.chats import a_town
from tests.acceptance.worker import TOKEN
from tests.jobs.post import everything, posting

MEMBERS = 100
HEARD = 3


def withdraw(work: Work, member_ids: Iterable[str]) -> Counter[str]:
    """Everybody wants no more of it; where the messages stood in that very unit."""
    for member_id in member_ids:
        member = members.get(work, member_id)
        assert member is not None
        campaign_answer.stop(work, member, language="ru", channel="telegram")
    return states(work)


async def test_whoever_wants_no_more_is_left_out_from_the_next_batch_on(shop: Store, tmp_path: Path) -> None:
    async with a_town() as town:
        people = await crowd(town, shop, MEMBERS)
        await begun(shop)
        bot = Telegram(TOKEN, assets=tmp_path, api=town.api)
        town.gate.let(HEARD)
        async with posting(shop, bot):
            await settled(shop, lambda found: is_held(found, HEARD))
            at = await shop.write(withdraw, sorted(people))
            town.gate.let(math.inf)
            after = await settled(shop, lambda found: found["sent"] + found["skipped"] == MEMBERS)
        await bot.close()

        assert at["leased"] <= CLAIM_MAX
        assert after["sent"] == HEARD + at["sending"] + at["leased"], "what was in the sender's hands goes, and no more"
        assert after["skipped"] > 0
        assert {row.reason for row in await shop.read(everything) if row.state == "skipped"} == {"no consent"}
        assert heard(people) == after["sent"]
