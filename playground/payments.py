"""Stars: invoices, payment sheets, monthly subscriptions that renew themselves, refunds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from playground.messages import deliver
from playground.params import Params
from playground.refusal import Json, bad_request
from playground.stars import STARS, Charge, Invoice, Subscription
from playground.world import Person, World

PERIOD_SECONDS = 2_592_000
STARS_MAX_PER_PERIOD = 10_000


# ------------------------------------------------------------------ invoices


def send_invoice(world: World, params: Params) -> Any:
    """Stars only: digital goods are sold in nothing else."""
    invoice = read_invoice(params)
    message = deliver(world, params, {"invoice": invoice.as_shown()})
    message.invoice = invoice
    pay = {"text": f"Pay ⭐️{invoice.stars}", "pay": True}
    message.shown.setdefault("reply_markup", {"inline_keyboard": [[pay]]})
    return message.shown


def create_invoice_link(world: World, params: Params) -> Any:
    period = params.number("subscription_period") or None
    if period is not None and period != PERIOD_SECONDS:
        raise bad_request("SUBSCRIPTION_PERIOD_INVALID")
    invoice = read_invoice(params, period)
    if period is not None and invoice.stars > STARS_MAX_PER_PERIOD:
        raise bad_request("STARS_INVOICE_INVALID")
    links = world.payments.links
    slug = f"invoice-{len(links) + 1:06d}"
    links[slug] = invoice
    return f"https://t.me/${slug}"


def read_invoice(params: Params, period_seconds: int | None = None) -> Invoice:
    """Raise what Telegram says of an invoice that is none."""
    title, description, payload = params.text("title"), params.text("description"), params.text("payload")
    prices = params.parsed("prices", "prices")
    if not isinstance(prices, list):
        raise bad_request("Expected an Array of labeled prices")
    if not 1 <= len(title) <= 32:
        raise bad_request("INVOICE_TITLE_INVALID" if title else 'Parameter "title" is required')
    if not 1 <= len(description) <= 255:
        raise bad_request("INVOICE_DESCRIPTION_INVALID" if description else 'Parameter "description" is required')
    if not 1 <= len(payload.encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID" if payload else 'Parameter "payload" is required')
    if params.text("currency") != STARS or params.text("provider_token"):
        raise bad_request("CURRENCY_INVALID" if params.text("currency") != STARS else "PAYMENT_PROVIDER_INVALID")
    amounts = [price.get("amount") for price in prices if isinstance(price, dict) and price.get("label")]
    if len(prices) != 1 or len(amounts) != 1 or not isinstance(amounts[0], int) or amounts[0] < 1:
        raise bad_request("STARS_INVOICE_INVALID")
    return Invoice(title, description, payload, amounts[0], period_seconds, params.text("start_parameter"))


# ------------------------------------------------------------------ paying


def ask(world: World, person: Person, invoice: Invoice, message_id: int = 0) -> str:
    """The person pressed Pay: the bot has 10 seconds to agree. Return the query's id."""
    order: Json = {"currency": STARS, "total_amount": invoice.stars, "invoice_payload": invoice.payload}
    query_id = world.ask(person, "pre_checkout_query", message_id, order)
    world.payments.asked[query_id] = invoice
    world.updates.push("pre_checkout_query", {"id": query_id, "from": person.user, **order}, person.id)
    return query_id


def answer_pre_checkout_query(world: World, params: Params) -> Any:
    query_id = params.text("pre_checkout_query_id")
    agreed, reason = params.flag("ok"), params.text("error_message")
    if not agreed and not reason:
        raise bad_request("ERROR_TEXT_EMPTY")
    person = world.answered(query_id, "pre_checkout_query").person
    invoice = world.payments.asked.pop(query_id)
    if not agreed:
        person.alerts.append({"id": query_id, "text": reason, "show_alert": True})
        world.tell(person.id, "chat")
        return True
    if invoice.period_seconds is None:
        charge(world, person, invoice, {})
        return True
    expires_at = world.now() + timedelta(seconds=invoice.period_seconds)
    paid = {"is_recurring": True, "is_first_recurring": True}
    charge_id = charge(world, person, invoice, paid, expires_at)
    world.payments.subscriptions[charge_id] = Subscription(charge_id, person, invoice, expires_at)
    return True


def charge(world: World, person: Person, invoice: Invoice, more: Json, expires_at: datetime | None = None) -> str:
    """Take the Stars and tell the bot; return the charge's id."""
    payments = world.payments
    charge_id = f"stx{len(payments.charges) + 1:08d}"
    payments.charges[charge_id] = Charge(person, invoice)
    payments.earned_stars += invoice.stars
    paid: Json = {"currency": STARS, "total_amount": invoice.stars, "invoice_payload": invoice.payload}
    if expires_at is not None:
        paid["subscription_expiration_date"] = int(expires_at.timestamp())
    paid |= more | {"telegram_payment_charge_id": charge_id, "provider_payment_charge_id": f"{person.id}_{charge_id}"}
    world.from_person(person, {"successful_payment": paid})
    return charge_id


# ------------------------------------------------------------------ subscriptions


def next_renewal(world: World) -> datetime | None:
    """When the next subscription is paid again, or None."""
    return min((one.expires_at for one in renewing(world)), default=None)


def renewing(world: World) -> Iterator[Subscription]:
    # Who left Telegram pays for nothing more; who only blocked the bot does.
    held = world.payments.subscriptions.values()
    return (one for one in held if not one.cancelled and not one.person.deactivated)


def renew(world: World) -> int:
    """Charge for every period that has begun by now; how many payments."""
    paid = 0
    for one in list(renewing(world)):
        period = timedelta(seconds=one.invoice.period_seconds or PERIOD_SECONDS)
        while one.expires_at <= world.now():
            one.expires_at += period
            charge(world, one.person, one.invoice, {"is_recurring": True}, one.expires_at)
            paid += 1
    return paid


def edit_user_star_subscription(world: World, params: Params) -> Any:
    person = named_person(world, params)
    one = world.payments.subscriptions.get(params.text("telegram_payment_charge_id"))
    if one is None or one.person is not person:
        raise bad_request("CHARGE_ID_INVALID")
    stop = params.flag("is_canceled")
    # What the bot gives back the person still has to begin again by themselves.
    one.cancelled, one.by_bot = one.cancelled or stop, stop
    world.tell(person.id, "chat")
    return True


def change(world: World, one: Subscription, cancelled: bool) -> None:
    """The person stops or resumes it in the settings of Telegram, and the bot hears of it."""
    one.cancelled = cancelled
    state = "canceled" if cancelled else "active"
    told = {"user": one.person.user, "invoice_payload": one.invoice.payload, "state": state}
    world.updates.push("subscription", told, one.person.id)
    world.tell(one.person.id, "chat")


# ------------------------------------------------------------------ refunds and the balance


def refund_star_payment(world: World, params: Params) -> Any:
    person = named_person(world, params)
    charge_id = params.text("telegram_payment_charge_id")
    if not charge_id:
        raise bad_request("CHARGE_ID_EMPTY")
    paid = world.payments.charges.get(charge_id)
    if paid is None or paid.person is not person:
        raise bad_request("CHARGE_NOT_FOUND")
    if paid.refunded:
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    paid.refunded = True
    world.payments.earned_stars -= paid.invoice.stars
    refunded: Json = {
        "currency": STARS,
        "total_amount": paid.invoice.stars,
        "invoice_payload": paid.invoice.payload,
        "telegram_payment_charge_id": charge_id,
        "provider_payment_charge_id": f"{person.id}_{charge_id}",
    }
    world.from_person(person, {"refunded_payment": refunded})
    return True


def named_person(world: World, params: Params) -> Person:
    user_id = params.number("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    person = world.people.get(user_id)
    if person is None:
        raise bad_request("USER_ID_INVALID")
    return person


def get_my_star_balance(world: World, _: Params) -> Any:
    return {"amount": world.payments.earned_stars}
