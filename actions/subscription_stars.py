"""Subscriptions paid in the chat: what is agreed to, what was paid, renewed, stopped there and given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from actions import program
from actions.notice import announce
from actions.subscription import NEWS_DAYS, RETURN, STOP, facts, lengthen, stop, tell, title
from rules.lifetime import last_usable_day
from rules.program import Program
from rules.program_formats import STARS_PERIOD_DAYS
from rules.refusal import Refused
from rules.subscription import SubscriptionFacts, extended, in_force, next_look, shortened
from rules.subscription_notice import PaymentReturned, SubscriptionRenewed
from storage import members
from storage import subscriptions as rows
from storage.work import Row, Work

STARS = "XTR"
PERIOD = timedelta(days=STARS_PERIOD_DAYS)
PAYMENTS_MAX = 50


class InvoiceStale(Refused):
    code = "invoice_stale"
    sentence = "This invoice is not valid any more; open the subscription again."


class InvoiceNotYours(Refused):
    code = "invoice_not_yours"
    sentence = "This invoice was made for somebody else; open the subscription yourself."


class NotSold(Refused):
    code = "subscription_not_sold"
    sentence = "This subscription is not sold any more."


class PriceChanged(Refused):
    code = "subscription_price_changed"
    sentence = "The price is {stars} Stars now; open the subscription again."


class RenewsAlready(Refused):
    code = "subscription_renews_already"
    sentence = "This subscription is in force and renews by itself."


class PaymentUnknown(Refused):
    code = "payment_unknown"
    sentence = "The member has no such payment."


class PaymentReturnedAlready(Refused):
    code = "payment_returned_already"
    sentence = "This payment goes back or went back already."


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a messenger says of money taken. user_id: who paid, as it names them. stars: of the currency."""

    channel: str
    user_id: str
    order_id: str
    charge_id: str
    stars: int
    currency: str
    recurring: bool = False
    first: bool = False
    expires_at: datetime | None = None


# ---------------------------------------------------------------------- before and after a payment


def agree(work: Work, member_id: str | None, order_id: str, stars: int, currency: str) -> None:
    """Whether this person may pay this now. Raises a Refused, whose sentence the messenger shows."""
    order = _order(work, order_id)
    if order is None or currency != STARS:
        raise InvoiceStale
    if order.member_id != member_id:
        raise InvoiceNotYours
    one = program.serving(work, order.member_id).program.subscription(order.name)
    if one is None or not one.price_stars:
        raise NotSold
    if not one.price_stars == order.stars == stars:
        raise PriceChanged(stars=one.price_stars)
    row = rows.get(work, order.member_id, order.name)
    if row is not None and _renews(work, row):
        raise RenewsAlready


def paid(work: Work, payment: Payment) -> SubscriptionFacts | None:
    """Give what was paid for, once, however often it is told; None when the payment goes back instead.

    It goes back when nobody is left to give it to, or when the same is paid twice side by side.
    """
    order = _order_locked(work, payment.order_id)
    if order is None or payment.currency != STARS:
        _give_back(work, payment, None)
        return None
    document = program.serving(work, order.member_id).program
    row = rows.lock(work, order.member_id, order.name)
    twice = payment.first and row is not None and _renews(work, row) and row.charge_id != payment.charge_id
    start, end = _span(work, payment, row, document.zone)
    if not _keep(work, payment, order, row, timedelta() if twice else end - start):
        known = rows.payment(work, order.member_id, payment.channel, payment.charge_id)
        return _facts(work, order, document) if known is not None and known.state == "kept" else None
    if twice:
        _give_back(work, payment, order.member_id)
        return None
    _lengthen(work, payment, order, row, end)
    if payment.recurring and not payment.first:
        _tell_renewed(work, payment, order, document)
    return _facts(work, order, document)


def _order(work: Work, order_id: str) -> Row | None:
    """The order that an invoice names; what it names may be anything."""
    try:
        return rows.order(work, str(UUID(order_id)))
    except ValueError:
        return None


def _order_locked(work: Work, order_id: str) -> Row | None:
    """The order, with its member locked; None where it is nobody's, for they were erased in the meantime."""
    found, seen = _order(work, order_id), None
    while found is not None and found.member_id != seen:
        seen = found.member_id
        members.lock(work, seen)
        found = _order(work, order_id)  # it went over to another with whom they were joined
    return None if found is None or members.is_erased(work, found.member_id) else found


def _renews(work: Work, row: Row) -> bool:
    return bool(row.renews) and in_force(row.ends_at, row.renews, work.now)


def _span(work: Work, payment: Payment, row: Row | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From where to where this payment carries the subscription."""
    renewal = payment.recurring and not payment.first
    before = row.ends_at if row is not None else None
    start = work.now if before is None or not in_force(before, renewal, work.now) else before
    return start, extended(before, PERIOD, work.now, zone, renewal=renewal, expires_at=payment.expires_at)


def _keep(work: Work, payment: Payment, order: Row, row: Row | None, worth: timedelta) -> bool:
    """Keep the payment; whether it is new. worth: nothing, for one that goes back at once."""
    first = payment.charge_id if payment.first else row.charge_id if row is not None else None
    return rows.insert_payment(
        work,
        {
            "member_id": order.member_id,
            "channel": payment.channel,
            "charge_id": payment.charge_id,
            "name": order.name,
            "stars": payment.stars,
            # Taken off again when it goes back.
            "worth_seconds": int(worth.total_seconds()),
            "at": work.now,
            "state": "kept" if worth else "returning",
            "first_charge_id": first if payment.recurring else None,
        },
    )


def _lengthen(work: Work, payment: Payment, order: Row, row: Row | None, end: datetime) -> None:
    changes: dict[str, object] = {"client": payment.channel}
    if payment.first:
        changes |= {"channel": payment.channel, "user_id": payment.user_id, "charge_id": payment.charge_id}
        changes["renews"] = True
    elif payment.recurring and row is not None and row.charge_id:
        # One that crossed our wish to stop is still the last.
        changes["renews"] = not rows.waits(work, row.channel, row.charge_id, STOP)
    lengthen(work, order.member_id, order.name, end, **changes)


def _tell_renewed(work: Work, payment: Payment, order: Row, document: Program) -> None:
    row = rows.get(work, order.member_id, order.name)
    assert row is not None, "it was made longer just now"
    day = last_usable_day(row.ends_at, document.zone)
    told = SubscriptionRenewed(title=title(order.name), last_day=day, stars=payment.stars)
    key = f"{told.kind}:{payment.channel}:{payment.charge_id}"
    announce(work, order.member_id, told, key=key, stale_at=work.now + timedelta(days=NEWS_DAYS))


def _facts(work: Work, order: Row, document: Program) -> SubscriptionFacts:
    one = document.subscription(order.name)
    if one is not None:
        return facts(work, order.member_id, document, one)
    row = rows.get(work, order.member_id, order.name)
    day = last_usable_day(row.ends_at, document.zone) if row is not None else None
    return SubscriptionFacts(order.name, title(order.name), 0, STARS_PERIOD_DAYS, day)


def _give_back(work: Work, payment: Payment, member_id: str | None) -> None:
    rows.insert_task(work, payment.channel, payment.charge_id, RETURN, payment.user_id, member_id)
    if payment.first:
        rows.insert_task(work, payment.channel, payment.charge_id, STOP, payment.user_id, member_id)


# ---------------------------------------------------------------------- stopped in the messenger, given back


def renewal_changed(work: Work, order_id: str, user_id: str, renews: bool) -> None:
    """The payer stopped or resumed it in the messenger's own settings, or it could not be paid."""
    order = _order_locked(work, order_id)
    row = rows.get(work, order.member_id, order.name) if order is not None else None
    if row is None or row.user_id != user_id or row.renews == renews:
        return
    rows.update(work, row.member_id, row.name, renews=renews, due_at=next_look(row.ends_at, renews, work.now))
    tell(work, row, "resumed" if renews else "cancelled", row.ends_at, renews=renews)


def payments(work: Work, member_id: str) -> Sequence[Row]:
    """The latest payments (channel, charge_id, name, stars, at, state), newest first."""
    return rows.payments(work, member_id, PAYMENTS_MAX)


def give_back(work: Work, member_id: str, channel: str, charge_id: str) -> Row:
    """Have one payment returned by its messenger; the days it bought go when it is. Nothing renews after that.

    Raises PaymentUnknown, PaymentReturnedAlready.
    """
    found = rows.payment(work, member_id, channel, charge_id)
    if found is None:
        raise PaymentUnknown
    payer = _payer(work, found)
    if payer is None:
        raise PaymentUnknown
    if found.state != "kept" or not rows.advance_payment(work, found, "returning"):
        raise PaymentReturnedAlready
    rows.insert_task(work, channel, charge_id, RETURN, payer, member_id)
    row = _stopped(work, found)
    if row is not None:
        rows.update(work, member_id, found.name, due_at=next_look(row.ends_at, row.renews, work.now))
    after = rows.payment(work, member_id, channel, charge_id)
    assert after is not None, "it is there"
    return after


def _stopped(work: Work, payment: Row) -> Row | None:
    """The subscription of a payment that goes back, locked; what that payment began renews no more."""
    row = rows.lock(work, payment.member_id, payment.name)
    if row is None or not row.renews or row.charge_id != payment.first_charge_id:
        return row
    stop(work, row)
    rows.update(work, payment.member_id, payment.name, renews=False)
    tell(work, row, "cancelled", row.ends_at)
    return rows.get(work, payment.member_id, payment.name)


def _payer(work: Work, payment: Row) -> str | None:
    """Who paid, as the messenger names them: whoever's chat it is by now."""
    row = rows.get(work, payment.member_id, payment.name)
    if row is not None and row.user_id and row.channel == payment.channel:
        return str(row.user_id)
    chats = members.addresses_of(work, payment.member_id)
    return next((chat.user_id for chat in chats if chat.channel == payment.channel), None)


def returned(work: Work, member_id: str, channel: str, charge_id: str) -> None:
    """The money is back with the member: the days that it bought are gone."""
    found = rows.payment(work, member_id, channel, charge_id)
    if found is None or found.state == "returned" or not rows.advance_payment(work, found, "returned"):
        return
    row = _stopped(work, found)
    day = None
    if row is not None and found.worth_seconds:
        end = shortened(row.ends_at, timedelta(seconds=found.worth_seconds), work.now)
        lives = in_force(end, row.renews, work.now)
        rows.update(
            work, member_id, found.name, ends_at=end, due_at=next_look(end, row.renews, work.now) if lives else None
        )
        if row.due_at is not None:  # else it had ended before
            tell(work, row, "cancelled" if lives else "ended", end, renews=lives and row.renews)
        day = last_usable_day(end, program.current(work).program.zone) if lives else None
    told = PaymentReturned(title=title(found.name), stars=found.stars, last_day=day)
    announce(work, member_id, told, key=f"{told.kind}:{channel}:{charge_id}")


def returned_by_messenger(work: Work, order_id: str, channel: str, charge_id: str) -> None:
    """As `returned`, of a payment that the messenger names by its order."""
    order = _order(work, order_id)
    if order is not None:
        returned(work, order.member_id, channel, charge_id)
