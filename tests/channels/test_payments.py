"""Stars through the channel: a link under a screen, a question answered in time, a payment heard once it is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from channels.channel import Done, Gone, NotNow, Rejected, Reply, Unknown
from channels.incoming import Incoming, Paid, PaymentAsked, Refunded, RenewalChanged
from channels.telegram.channel import WebhookAnswer
from screens.screen import Button, Invoice, Screen
from tests.channels.rig import Notes, Rig, until

MONTH = timedelta(days=30)
CLUB = Invoice("VIP club", "A month of privileges", "order-1", 50, 2_592_000, "It cannot be paid here <b>now</b>.")
SHOP = Screen("The club", ((Button.pay("Subscribe", CLUB),), (Button.action("Menu", "menu"),)))
AGREES: dict[str, Reply | Screen] = {"club": SHOP, "PaymentAsked": Reply(agreed=True)}


def keys(rig: Rig) -> list[dict[str, Any]]:
    """The buttons of the last message."""
    rows = rig.messages(rig.anna)[-1].get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


async def shown(rig: Rig, word: str = "club") -> list[dict[str, Any]]:
    rig.does(rig.anna, "say", text=word)
    await until(lambda: rig.waiting_updates == [])
    return keys(rig)


async def pays(rig: Rig, link: str) -> None:
    rig.does(rig.anna, "pay", slug=link.partition("$")[2])
    await until(lambda: rig.waiting_updates == [])


def alerts(rig: Rig) -> list[str]:
    return [alert["text"] for alert in rig.anna.alerts]


async def test_an_invoice_is_a_link_made_once_and_paid_when_we_agree(rig: Rig) -> None:
    notes = Notes(AGREES)
    async with rig.receiving(notes):
        link = (await shown(rig))[0]["url"]
        again = (await shown(rig))[0]["url"]
        await pays(rig, link)

    assert link == again
    assert len(rig.calls("createInvoiceLink")) == 1
    asked, paid = [one for one in notes.incoming if isinstance(one, PaymentAsked | Paid)]
    assert (asked.payload, asked.amount, asked.currency) == ("order-1", 50, "XTR")
    assert isinstance(paid, Paid)
    assert (paid.payload, paid.amount, paid.recurring, paid.first) == ("order-1", 50, True, True)
    (subscription,) = rig.app.world.payments.subscriptions.values()
    assert paid.charge_id == subscription.charge_id
    assert paid.expires_at == subscription.expires_at.replace(microsecond=0).astimezone(UTC)


@pytest.mark.parametrize(
    "answer, said",
    [
        (Reply(notice="Not sold any more."), "Not sold any more."),
        (Reply(Screen("<b>Something</b> broke &amp; burned.")), "Something broke & burned."),
        (Reply(), "⚠️"),
    ],
)
async def test_what_does_not_agree_refuses_in_words(rig: Rig, answer: Reply, said: str) -> None:
    async with rig.receiving(Notes(AGREES | {"PaymentAsked": answer})):
        await pays(rig, (await shown(rig))[0]["url"])

    assert alerts(rig) == [said]
    assert rig.app.world.payments.charges == {}


async def test_a_unit_that_breaks_lets_nobody_pay(rig: Rig) -> None:
    async def broken(incoming: Incoming) -> Reply:
        match incoming:
            case PaymentAsked():
                raise RuntimeError("a bug")
        return await Notes(AGREES)(incoming)

    async with rig.receiving(broken):
        await pays(rig, (await shown(rig))[0]["url"])

    assert alerts(rig) == ["Something broke on our side."]
    assert rig.app.world.payments.charges == {}


async def test_a_payment_that_could_not_be_kept_comes_until_it_is(rig: Rig) -> None:
    """kill -9 is the same to Telegram: what was not confirmed is handed out again."""
    notes, tries = Notes(AGREES), []

    async def away(incoming: Incoming) -> Reply:
        if isinstance(incoming, Paid):
            tries.append(incoming.charge_id)
            if len(tries) < 3:
                raise NotNow
        return await notes(incoming)

    async with rig.receiving(away):
        await pays(rig, (await shown(rig))[0]["url"])

    assert len(tries) == 3
    assert len(set(tries)) == 1
    assert notes.came.count("Paid") == 1


async def test_without_an_invoice_the_screen_says_so(rig: Rig) -> None:
    rig.fault("createInvoiceLink", "429", times=9, retry_after=60)
    async with rig.receiving(Notes(AGREES)):
        buttons = await shown(rig)

    assert [button["text"] for button in buttons] == ["Menu"]
    assert rig.texts(rig.anna) == ["The club\n\nIt cannot be paid here now."]


async def test_a_promised_message_carries_an_invoice_too(rig: Rig) -> None:
    rig.start(rig.anna)

    await rig.bot.send(str(rig.anna.id), replace(SHOP, html="Soon it ends"))

    assert keys(rig)[0]["url"].startswith("https://t.me/$")


async def test_what_happens_in_the_settings_of_telegram_is_heard(rig: Rig) -> None:
    notes = Notes(AGREES)
    async with rig.receiving(notes):
        await pays(rig, (await shown(rig))[0]["url"])
        (charge_id,) = rig.app.world.payments.subscriptions
        rig.does(rig.anna, "unsubscribe", charge_id=charge_id)
        rig.does(rig.anna, "resubscribe", charge_id=charge_id)
        await until(lambda: rig.waiting_updates == [])

    heard = [(one.payload, one.renews) for one in notes.incoming if isinstance(one, RenewalChanged)]
    assert heard == [("order-1", False), ("order-1", True)]


async def test_a_renewal_is_stopped_and_a_payment_given_back_however_often_it_is_asked(rig: Rig) -> None:
    notes = Notes(AGREES)
    anna = str(rig.anna.id)
    async with rig.receiving(notes):
        await pays(rig, (await shown(rig))[0]["url"])
        (charge_id,) = rig.app.world.payments.subscriptions
        stopped = [await rig.bot.stop_renewal(anna, charge_id) for _ in range(2)]
        given = [await rig.bot.give_back(anna, charge_id) for _ in range(2)]
        await until(lambda: rig.waiting_updates == [])

    assert stopped == given == [Done(), Done()]
    assert rig.app.world.payments.subscriptions[charge_id].cancelled
    assert [one.charge_id for one in notes.incoming if isinstance(one, Refunded)] == [charge_id]


async def test_what_became_of_a_call_is_told_apart(rig: Rig) -> None:
    rig.start(rig.anna)
    anna = str(rig.anna.id)

    assert await rig.bot.stop_renewal(anna, "of-nobody") == Rejected("Bad Request: CHARGE_ID_INVALID")
    rig.fault("refundStarPayment", "502")
    assert isinstance(await rig.bot.give_back(anna, "x"), Unknown)
    assert not isinstance(await rig.bot.give_back("77", "x"), Done | Gone)


async def test_the_answer_rides_in_the_webhooks_own(webhook: tuple[Rig, list[WebhookAnswer]]) -> None:
    rig, answers = webhook
    notes = Notes(AGREES)
    async with rig.receiving(notes):
        rig.does(rig.anna, "say", text="club")
        await until(lambda: bool(rig.messages(rig.anna)))
        rig.does(rig.anna, "pay", slug=keys(rig)[0]["url"].partition("$")[2])
        await until(lambda: "Paid" in notes.came)

    ridden = [answer.json for answer in answers if answer.json]
    assert [(one["method"], one["ok"]) for one in ridden] == [("answerPreCheckoutQuery", True)]
