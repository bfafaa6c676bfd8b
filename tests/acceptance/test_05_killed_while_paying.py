"""5, with money in it: kill -9 between a payment and its unit. What was paid for is there after the restart, once."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from storage.store import Store
from storage.tables import subscription_payments, subscriptions
from storage.work import Work
from tests.acceptance.chats import a_town, until
from tests.acceptance.program import hand, running
from tests.acceptance.test_05_killed_while_handling import handed_out, stuck
from tests.acceptance.worker import HERE, killed

PROGRAM = str(HERE / "programs" / "subscription.toml")


def kept(work: Work) -> tuple[int, list[str]]:
    """How many payments, and what is subscribed to."""
    payments = work.value(sa.select(sa.func.count()).select_from(subscription_payments))
    return payments, [row.name for row in work.all(sa.select(subscriptions))]


async def test_a_payment_that_was_taken_is_kept_after_the_restart(store: Store, url: str, tmp_path: Path) -> None:
    async with a_town() as town:
        anna, payments = hand(town, "Анна"), town.app.world.payments
        async with running(tmp_path, url, town.api, program=PROGRAM) as program:
            await anna.joins()
            anna.does("say", text="/subscription")
            await until(lambda: bool(payments.links))
            [slug] = payments.links
            await until(lambda: not anna.updates)
            with stuck(url):
                anna.does("pay", slug=slug)
                # Agreeing only looks, so it needs nobody's leave to write.
                await until(lambda: bool(payments.charges))
                await until(lambda: len(anna.updates) == 1)
                [paid] = anna.updates
                await handed_out(town, paid)
                program.kill()
                assert await killed(program)
        assert anna.updates == [paid], "it was not confirmed"
        assert await store.read(kept) == (0, [])

        async with running(tmp_path, url, town.api, program=PROGRAM):
            await anna.reads("Подписка «Плюс» ваша")
            await until(lambda: not anna.updates)
            town.app.world.updates.repeat(paid)
            await until(lambda: not anna.updates)

        assert await store.read(kept) == (1, ["plus"])
        assert len(payments.charges) == 1
