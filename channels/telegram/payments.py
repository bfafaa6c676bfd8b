"""Payments in Stars: invoices as links, what Telegram says of a payment, and how it is answered."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import structlog
from aiogram.methods import (
    AnswerPreCheckoutQuery,
    CreateInvoiceLink,
    EditUserStarSubscription,
    RefundStarPayment,
    TelegramMethod,
)
from aiogram.types import LabeledPrice

from channels.channel import Done, Effect, Rejected, Reply
from channels.incoming import Incoming, Paid, PaymentAsked, Person, Refunded, RenewalChanged
from channels.telegram.calls import Calls
from channels.telegram.outcome import Failed
from channels.telegram.patience import Patience
from screens.screen import Button, Invoice, Screen

STARS = "XTR"
REMEMBERED = 1000
REASON_CHARACTERS = 200
# Nothing was said: Telegram takes no refusal without a reason.
NO_REASON = "⚠️"

_TAG = re.compile(r"<[^>]*>")
Json = dict[str, Any]

log = structlog.get_logger()


# ------------------------------------------------------------------ what comes in


def asked(update_id: str, person: Person, query: Json) -> PaymentAsked:
    return PaymentAsked(
        update_id=update_id,
        person=person,
        query_id=query["id"],
        payload=query["invoice_payload"],
        amount=query["total_amount"],
        currency=query["currency"],
    )


def told(update_id: str, person: Person, message: Json) -> Incoming | None:
    """What a service message says of a payment, or None when it says nothing of one."""
    if refunded := message.get("refunded_payment"):
        return Refunded(
            update_id=update_id,
            person=person,
            payload=refunded["invoice_payload"],
            charge_id=refunded["telegram_payment_charge_id"],
        )
    if not (paid := message.get("successful_payment")):
        return None
    expires = paid.get("subscription_expiration_date")
    return Paid(
        update_id=update_id,
        person=person,
        payload=paid["invoice_payload"],
        charge_id=paid["telegram_payment_charge_id"],
        amount=paid["total_amount"],
        currency=paid["currency"],
        recurring=bool(paid.get("is_recurring")),
        first=bool(paid.get("is_first_recurring")),
        expires_at=datetime.fromtimestamp(expires, UTC) if expires else None,
    )


def changed(update_id: str, person: Person, subscription: Json) -> RenewalChanged:
    renews = subscription["state"] == "active"
    return RenewalChanged(update_id=update_id, person=person, payload=subscription["invoice_payload"], renews=renews)


# ------------------------------------------------------------------ what goes out


def verdict(query: PaymentAsked, reply: Reply) -> TelegramMethod[bool]:
    """The answer to a payment that was asked about: a reply that does not agree refuses, whatever made it."""
    if reply.agreed:
        return AnswerPreCheckoutQuery(pre_checkout_query_id=query.query_id, ok=True)
    reason = reply.notice or (unescape(_TAG.sub("", reply.screen.html)) if reply.screen else "") or NO_REASON
    return AnswerPreCheckoutQuery(
        pre_checkout_query_id=query.query_id, ok=False, error_message=reason[:REASON_CHARACTERS]
    )


def asks_payment(screen: Screen) -> bool:
    return any(button.kind == "pay" for row in screen.rows for button in row)


class Invoices:
    """Makes links of invoices, each once while it is remembered: a link can be paid by many, and does not grow old."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._links: OrderedDict[Invoice, str] = OrderedDict()

    async def drawn(self, screen: Screen) -> Screen:
        """The screen with links in place of `pay` buttons; where no link is made, with a word of apology."""
        if not asks_payment(screen):
            return screen
        rows = []
        apologies: dict[str, None] = {}
        for row in screen.rows:
            buttons = [await self._drawn(button, apologies) for button in row]
            if kept := tuple(button for button in buttons if button is not None):
                rows.append(kept)
        return replace(screen, html=_with(screen.html, apologies), rows=tuple(rows))

    async def _drawn(self, button: Button, apologies: dict[str, None]) -> Button | None:
        invoice = button.invoice
        if button.kind != "pay" or invoice is None:
            return button
        try:
            return Button("link", button.label, await self._link(invoice), style=button.style)
        except Failed as failed:
            log.warning("No invoice was made", reason=str(failed))
            apologies[invoice.apology] = None
            return None

    async def _link(self, invoice: Invoice) -> str:
        link = self._links.get(invoice)
        if link is None:
            make = CreateInvoiceLink(
                title=invoice.title,
                description=invoice.about,
                payload=invoice.payload,
                currency=STARS,
                prices=[LabeledPrice(label=invoice.title, amount=invoice.stars)],
                provider_token="",
                subscription_period=invoice.period_seconds,
            )
            link = self._links[invoice] = str(await Patience().ask(self._calls, make, repeatable=True))
            while len(self._links) > REMEMBERED:
                self._links.popitem(last=False)
        self._links.move_to_end(invoice)
        return link


def _with(html: str, apologies: Iterable[str]) -> str:
    return "\n\n".join([html, *filter(None, apologies)])


# ------------------------------------------------------------------ what is asked of Telegram afterwards


async def stop_renewal(calls: Calls, user_id: str, charge_id: str) -> Effect:
    stop = EditUserStarSubscription(user_id=int(user_id), telegram_payment_charge_id=charge_id, is_canceled=True)
    return await _effect(calls, stop)


async def give_back(calls: Calls, user_id: str, charge_id: str) -> Effect:
    return await _effect(calls, RefundStarPayment(user_id=int(user_id), telegram_payment_charge_id=charge_id))


async def _effect(calls: Calls, method: TelegramMethod[bool]) -> Effect:
    try:
        await calls.ask(method)
    except Failed as failed:
        # The first try was heard and its answer lost.
        if isinstance(failed.outcome, Rejected) and "CHARGE_ALREADY_REFUNDED" in failed.outcome.reason:
            return Done()
        return failed.outcome
    return Done()
