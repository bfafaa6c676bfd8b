"""What the messenger is asked about payments after the commit: once it has heard, or again, or given up aloud."""

from __future__ import annotations

import pytest

from actions import member, program, subscription, subscription_stars, subscription_task
from actions.subscription_stars import Payment
from channels.channel import Gone, NotSent, Rejected, Unknown, Wait
from jobs import payments
from storage import subscriptions as rows
from storage.store import Store
from storage.work import Work
from tests.jobs.post import Box
from tests.make import NOON, Clock
from tests.rules.programs import FOLDER

TEXT = (FOLDER / "subscription.toml").read_text("utf-8")


def cancelled(work: Work) -> str:
    """A member who paid and then stopped it."""
    program.apply(work, TEXT)
    anna = member.create(work, client="test", welcome=False).member_id
    order_id = rows.order_for(work, anna, "plus", 250)
    paid = Payment(
        channel="telegram",
        user_id="77",
        order_id=order_id,
        charge_id="stx1",
        stars=250,
        currency="XTR",
        recurring=True,
        first=True,
    )
    subscription_stars.paid(work, paid)
    subscription.cancel(work, anna, "plus")
    return anna


async def carried_out(store: Store, box: Box) -> None:
    """One run of the job."""
    await store.write(payments.note, await payments.carry_out(store, NOON, channel=box))


async def test_what_was_decided_is_asked_for_once_it_was_committed(store: Store) -> None:
    box = Box()
    anna = await store.write(cancelled)
    await store.write(subscription_stars.give_back, anna, "telegram", "stx1")

    for _ in range(2):
        await carried_out(store, box)

    assert set(box.done) == {("stop", "77", "stx1"), ("return", "77", "stx1")}
    assert len(box.done) == 2
    (payment,) = await store.read(subscription_stars.payments, anna)
    assert payment.state == "returned"
    assert await store.read(subscription.active, anna) == frozenset()


@pytest.mark.parametrize("effect, seconds", [(Unknown("reset"), 10), (NotSent("away"), 10), (Wait(40), 40)])
async def test_what_was_not_heard_is_asked_for_again_later(
    store: Store, clock: Clock, effect: Unknown | NotSent | Wait, seconds: int
) -> None:
    box = Box()
    box.effects.append(effect)
    await store.write(cancelled)

    await carried_out(store, box)
    clock.pass_(seconds=seconds - 1)
    await carried_out(store, box)
    assert len(box.done) == 1
    clock.pass_(seconds=1)
    await carried_out(store, box)

    assert len(box.done) == 2
    assert await store.read(subscription_task.due, "telegram") == []


@pytest.mark.parametrize("effect", [Rejected("CHARGE_ID_INVALID"), Gone("user not found")])
async def test_what_is_refused_for_good_is_given_up(store: Store, effect: Rejected | Gone) -> None:
    box = Box()
    box.effects.append(effect)
    await store.write(cancelled)

    for _ in range(2):
        await carried_out(store, box)

    assert len(box.done) == 1
    assert box.effects == type(box.effects)()
