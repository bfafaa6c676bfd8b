"""34: a member blocks the bot and returns. No sends meanwhile, no consent lost, deliveries resume."""

from __future__ import annotations

import asyncio
from pathlib import Path

from actions import address, consent, delivery, lease
from channels.channel import Reply
from channels.incoming import Incoming
from channels.telegram.channel import Telegram
from handlers.answer import answer
from playground import people
from storage import members
from storage.store import Store
from tests.acceptance.broadcast import begun, crowd
from tests.acceptance.chats import a_town, texts, until
from tests.acceptance.worker import TOKEN
from tests.jobs.post import everything, posting, running, tell


async def test_nothing_is_sent_to_whoever_left_and_everything_new_to_whoever_returned(
    shop: Store, tmp_path: Path
) -> None:
    async with a_town() as town:
        anna, member_id = await town.member(shop, "Anna")
        await shop.write(consent.record, member_id, "marketing", granted=True, language="ru", channel="telegram")
        bot = Telegram(TOKEN, assets=tmp_path, api=town.api)
        await bot.open()

        async def handle(incoming: Incoming) -> Reply:
            return await shop.write(answer, incoming, bot.link)

        async with running(bot.receive(handle)), posting(shop, bot) as office:
            people.ACTIONS["block"](town.app.world, anna, {})
            await until(lambda: len(town.app.world.updates) == 0)
            await asyncio.sleep(0.1)
            await shop.write(tell, member_id, "while away")
            await office.settled()
            calls = [call for call in town.app.world.calls if call[0] == "sendMessage"]
            assert calls == []

            people.ACTIONS["unblock"](town.app.world, anna, {})
            await until(lambda: len(town.app.world.updates) == 0)
            await asyncio.sleep(0.1)
            await shop.write(tell, member_id, "back")
            await until(lambda: texts(anna) == ["burned in ru"])
            await office.settled()
        await bot.close()

    assert [row.state for row in await shop.read(everything)] == ["sent"]
    member = await shop.read(members.get, member_id)
    assert member is not None
    assert member.marketing


async def test_a_block_that_we_were_not_told_of_is_met_once(shop: Store, tmp_path: Path) -> None:
    async with a_town() as town:
        anna, member_id = await town.member(shop, "Anna")
        anna.blocked = True
        bot = Telegram(TOKEN, assets=tmp_path, api=town.api)
        async with posting(shop, bot) as office:
            await shop.write(tell, member_id, "first")
            await office.settled()
            await shop.write(tell, member_id, "second")
            await office.settled()
        await bot.close()

    (row,) = await shop.read(everything)
    assert (row.state, row.reason) == ("failed", "Forbidden: bot was blocked by the user")


async def test_a_broadcast_leaves_out_who_left_and_means_who_returned(shop: Store) -> None:
    async with a_town() as town:
        people = await crowd(town, shop, 2)
    anna, boris = ((member_id, str(person.id)) for member_id, person in people.items())
    await begun(shop)
    await shop.write(address.left, "telegram", anna[1])
    held = await shop.write(lease.acquire, "sender:telegram", "one", 15)
    assert held is not None
    claimed = await shop.write(delivery.claim, held, "telegram", {})
    assert [letter.member_id for letter in claimed.letters] == [boris[0]]
    assert {row.reason for row in await shop.read(everything) if row.state == "skipped"} == {"unreachable"}

    meanwhile = await begun(shop)
    await shop.write(address.returned, "telegram", anna[1])
    later = await begun(shop)

    meant = [(row.campaign, row.member_id) for row in await shop.read(everything)]
    assert (meanwhile, anna[0]) not in meant
    assert (later, anna[0]) in meant
    member = await shop.read(members.get, anna[0])
    assert member is not None
    assert member.marketing
