"""Stars as both clients read them: links, subscriptions that renew themselves, cancelling, refunds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiogram.types import Update as AiogramUpdate
from telegram import Bot, LabeledPrice, SuccessfulPayment, Update
from telegram.error import BadRequest

from tests.playground.conftest import NOON, Town

MONTH = timedelta(days=30)
PRICE = [LabeledPrice("VIP", 100)]


async def a_link(ptb: Bot, **more: Any) -> str:
    """The slug of a new link."""
    link = await ptb.create_invoice_link("VIP", "A month", "vip:1", "XTR", PRICE, "", **more)
    address, _, slug = link.partition("$")
    assert address == "https://t.me/"
    return slug


async def taken(ptb: Bot) -> list[Update]:
    """What waited for the bot, confirmed."""
    updates = list(await ptb.get_updates())
    if updates:
        await ptb.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def paid(town: Town, ptb: Bot, person_id: int, slug: str) -> SuccessfulPayment:
    await town.ask(f"people/{person_id}/pay", slug=slug)
    (asked,) = await taken(ptb)
    assert asked.pre_checkout_query is not None
    assert await asked.pre_checkout_query.answer(ok=True)
    return payment_of(await taken(ptb))


def payment_of(updates: list[Update]) -> SuccessfulPayment:
    (update,) = updates
    assert update.message is not None
    assert update.message.successful_payment is not None
    return update.message.successful_payment


async def test_a_link_is_shown_on_a_sheet_and_paid_once_the_bot_agrees(town: Town, ptb: Bot) -> None:
    anna, slug = await town.member(), await a_link(ptb)

    sheet = await town.look(f"invoices/{slug}")
    payment = await paid(town, ptb, anna, slug)

    assert (sheet["title"], sheet["total_amount"], sheet["period_seconds"]) == ("VIP", 100, None)
    assert (payment.invoice_payload, payment.total_amount, payment.is_recurring) == ("vip:1", 100, None)
    assert (await ptb.get_my_star_balance()).amount == 100
    assert (await town.chat(anna))["subscriptions"] == []


async def test_a_subscription_renews_itself_on_its_day_whatever_the_clock_jumps(town: Town, ptb: Bot) -> None:
    anna = await town.member()

    first = await paid(town, ptb, anna, await a_link(ptb, subscription_period=MONTH))
    await town.ask("clock", days=65)
    renewals = [payment_of([update]) for update in await taken(ptb)]

    assert (first.is_recurring, first.is_first_recurring) == (True, True)
    assert first.subscription_expiration_date == NOON + MONTH
    assert [one.subscription_expiration_date for one in renewals] == [NOON + 2 * MONTH, NOON + 3 * MONTH]
    assert [(one.is_recurring, one.is_first_recurring) for one in renewals] == [(True, None)] * 2
    ids = {one.telegram_payment_charge_id for one in (first, *renewals)}
    assert len(ids) == 3


async def test_the_bot_stops_a_subscription_by_its_first_payment(town: Town, ptb: Bot) -> None:
    anna, boris = await town.member("Anna"), await town.member("Boris")
    first = await paid(town, ptb, anna, await a_link(ptb, subscription_period=MONTH))

    with pytest.raises(BadRequest, match="Charge_id_invalid"):
        await ptb.edit_user_star_subscription(boris, first.telegram_payment_charge_id, True)
    assert await ptb.edit_user_star_subscription(anna, first.telegram_payment_charge_id, True)
    await town.ask("clock", days=40)

    assert await taken(ptb) == []
    (shown,) = (await town.chat(anna))["subscriptions"]
    assert (shown["cancelled"], shown["by_bot"]) == (True, True)
    status, _ = await town.try_asking(f"people/{anna}/resubscribe", charge_id=first.telegram_payment_charge_id)
    assert status == 409


async def test_a_person_stops_and_resumes_by_themselves_and_the_bot_hears_of_it(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    first = await paid(town, ptb, anna, await a_link(ptb, subscription_period=MONTH))
    charge = {"charge_id": first.telegram_payment_charge_id}

    await town.ask(f"people/{anna}/unsubscribe", **charge)
    await town.ask(f"people/{anna}/resubscribe", **charge)
    raw = await town.result("getUpdates")

    heard = [AiogramUpdate.model_validate(update).subscription for update in raw]
    assert [(one.user.id, one.invoice_payload, one.state) for one in heard if one] == [
        (anna, "vip:1", "canceled"),
        (anna, "vip:1", "active"),
    ]


async def test_a_payment_is_refunded_once_and_both_hear_of_it(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    payment = await paid(town, ptb, anna, await a_link(ptb))
    charge_id = payment.telegram_payment_charge_id

    assert await ptb.refund_star_payment(anna, charge_id)
    (update,) = await taken(ptb)

    assert update.message is not None
    assert update.message.refunded_payment is not None
    assert update.message.refunded_payment.telegram_payment_charge_id == charge_id
    assert (await ptb.get_my_star_balance()).amount == 0
    with pytest.raises(BadRequest, match="Charge_already_refunded"):
        await ptb.refund_star_payment(anna, charge_id)
    with pytest.raises(BadRequest, match="Charge_not_found"):
        await ptb.refund_star_payment(anna, "stx-of-nobody")
    assert await town.refusal("refundStarPayment") == (400, "Bad Request: invalid user_id specified")


@pytest.mark.parametrize(
    "change, description",
    [
        ({"subscription_period": 86_400}, "SUBSCRIPTION_PERIOD_INVALID"),
        ({"prices": [{"label": "a", "amount": 10_001}]}, "STARS_INVOICE_INVALID"),
        ({"currency": "RUB"}, "CURRENCY_INVALID"),
        ({"description": "d" * 256}, "INVOICE_DESCRIPTION_INVALID"),
    ],
)
async def test_a_subscription_is_a_month_of_stars(town: Town, change: Any, description: str) -> None:
    good: dict[str, Any] = {
        "title": "VIP",
        "description": "d",
        "payload": "p",
        "currency": "XTR",
        "prices": [{"label": "a", "amount": 1}],
        "subscription_period": 2_592_000,
    }

    assert (await town.call("createInvoiceLink", **good))["ok"]
    assert await town.refusal("createInvoiceLink", **(good | change)) == (400, f"Bad Request: {description}")


async def test_a_link_that_was_made_up_leads_to_nothing(town: Town) -> None:
    anna = await town.member()

    status, body = await town.try_asking(f"people/{anna}/pay", slug="invoice-999999")

    assert (status, body["detail"]) == (404, "this link leads to no invoice")
