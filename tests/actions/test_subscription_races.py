"""Payments that are told at the same moment, by several updates and processes, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from actions import member, merge, privacy, program, subscription, subscription_stars, subscription_task
from rules.subscription import SubscriptionFacts
from storage import subscriptions as rows
from storage.store import Store
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.actions.test_subscription import DAY_END, MONTH, TEXT, a_payment
from tests.make import NOON


def opened(work: Work) -> tuple[str, str]:
    """A member who was shown an invoice: their id and the order's."""
    program.apply(work, TEXT)
    anna = member.create(work, client="test", welcome=False).member_id
    return anna, rows.order_for(work, anna, "plus", 250)


def grant(work: Work, member_id: str) -> None:
    subscription.grant(work, member_id, "plus", client="crm")


async def test_one_charge_told_many_times_at_once_counts_once(store: Store) -> None:
    anna, order_id = await store.write(opened)

    await asyncio.gather(*(store.write(subscription_stars.paid, a_payment(order_id)) for _ in range(8)))

    (held,) = await store.read(subscription.held, anna)
    assert held.ends_at == NOON + MONTH + DAY_END
    assert len(await store.read(subscription_stars.payments, anna)) == 1


async def test_of_first_payments_made_side_by_side_one_stays(store: Store) -> None:
    anna, order_id = await store.write(opened)
    charges = [a_payment(order_id, f"charge-{number}") for number in range(5)]

    given = await asyncio.gather(*(store.write(subscription_stars.paid, charge) for charge in charges))

    assert sum(one is not None for one in given) == 1
    (held,) = await store.read(subscription.held, anna)
    assert held.ends_at == NOON + MONTH + DAY_END
    tasks = await store.read(subscription_task.due, "telegram")
    assert len(tasks) == 8
    assert held.charge_id not in {task.charge_id for task in tasks}


async def test_what_is_paid_while_its_member_becomes_another_is_the_others(store: Store) -> None:
    anna, order_id = await store.write(opened)
    other = await store.write(lambda work: member.create(work, client="test", welcome=False).member_id)

    given = await meanwhile(
        store,
        lambda work: merge.merge(work, anna, other),
        lambda work: subscription_stars.paid(work, a_payment(order_id)),
    )

    assert isinstance(given, SubscriptionFacts)
    assert await store.read(subscription.held, anna) == []
    assert [row.name for row in await store.read(subscription.held, other)] == ["plus"]
    assert len(await store.read(subscription_stars.payments, other)) == 1


async def test_what_is_paid_while_its_member_is_erased_goes_back(store: Store) -> None:
    anna, order_id = await store.write(opened)

    given = await meanwhile(
        store,
        lambda work: privacy.forget(work, member.get(work, anna)),
        lambda work: subscription_stars.paid(work, a_payment(order_id)),
    )

    assert given is None
    assert await store.read(subscription.held, anna) == []
    tasks = await store.read(subscription_task.due, "telegram")
    assert {task.kind for task in tasks} == {"return", "stop"}


async def test_no_month_is_lost_when_the_shop_gives_one_while_others_are_paid(store: Store) -> None:
    anna, order_id = await store.write(opened)
    await store.write(subscription_stars.paid, a_payment(order_id))
    renewals = [replace(a_payment(order_id, f"renewal-{number}"), first=False) for number in range(4)]

    await asyncio.gather(
        *(store.write(subscription_stars.paid, one) for one in renewals), *(store.write(grant, anna) for _ in range(4))
    )

    (held,) = await store.read(subscription.held, anna)
    assert held.ends_at == NOON + 9 * MONTH + DAY_END
