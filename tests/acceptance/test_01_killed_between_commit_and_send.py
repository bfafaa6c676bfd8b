"""1: kill -9 between commit and send. Sent once after the restart; the balance changed once."""

from __future__ import annotations

from actions import ledger
from storage.store import Store
from tests.acceptance.chats import a_town, texts, until_states
from tests.acceptance.worker import killed, worker
from tests.jobs.post import advertise


async def test_killed_right_after_the_commit(shop: Store, url: str) -> None:
    async with a_town() as town:
        anna, member_id = await town.member(shop, "Anna")
        with worker("sell_and_die", url=url, member_id=member_id) as process:
            assert await killed(process)
        assert texts(anna) == []

        with worker("send", url=url, api=town.api):
            await until_states(shop, "sent")
        assert texts(anna) == ["purchased"]
        assert await shop.read(ledger.balance, member_id) == 10


async def test_killed_with_messages_claimed_and_not_begun(shop: Store, url: str) -> None:
    async with a_town() as town:
        people = [await town.member(shop, f"m{i}", marketing=True) for i in range(3)]
        for i, (person, member_id) in enumerate(people):
            await shop.write(advertise, member_id, str(person.id), f"offer:{i}")
        # One goes at once; for the others the bucket has nothing for minutes.
        with worker("send", url=url, api=town.api, per_second=0.01) as process:
            await until_states(shop, "sent", "leased", "leased")
            process.kill()
            assert await killed(process)

        with worker("send", url=url, api=town.api):
            await until_states(shop, "sent", "sent", "sent")
        assert [texts(person) for person, _ in people] == [["offer"]] * 3


async def test_killed_when_the_messenger_had_not_taken_it_yet(shop: Store, url: str) -> None:
    async with a_town() as town:
        anna, member_id = await town.member(shop, "Anna")
        with worker("send", url=url, api=town.api) as process:
            town.fault("kill", pid=process.pid, when="before")
            with worker("sell_and_die", url=url, member_id=member_id) as till:
                assert await killed(till)
            assert await killed(process)
        town.app.faults.armed.clear()

        with worker("send", url=url, api=town.api):
            await until_states(shop, "sent")
        assert texts(anna) in (["purchased"], ["purchased"] * 2)  # the local Telegram may take it as the process dies
