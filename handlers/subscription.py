"""A member looks at subscriptions, pays for one in Stars, and stops it; the messenger tells of payments."""

from __future__ import annotations

from actions import subscription, subscription_stars
from actions.subscription import SubscriptionNotHeld
from actions.subscription_stars import Payment
from channels.channel import Reply
from channels.incoming import Paid, PaymentAsked, Refunded, RenewalChanged
from handlers.route import on
from handlers.visit import Stale, Visit
from rules.refusal import Refused
from screens import errors
from screens import subscription as screens
from screens.screen import Screen


@on.pressed("subscription")
def show(visit: Visit, name: str = "") -> Screen:
    """One of them, with an invoice where it may be paid now; the list where there are several."""
    me = visit.me
    offers = subscription.offered(visit.work, me.member_id, visit.program)
    if not offers:
        return screens.none(visit.texts)
    if not name and len(offers) > 1:
        return screens.many(visit.texts, offers)
    one = visit.program.subscription(name or offers[0].name)
    if one is None or one.name not in {offer.name for offer in offers}:
        return screens.many(visit.texts, offers)
    found = subscription.for_sale(visit.work, me.member_id, visit.program, one)
    return screens.show(visit.texts, found, alone=len(offers) == 1)


@on.pressed("unsubscribe")
def stop(visit: Visit, name: str, word: str = "") -> Screen:
    """Ask, then have it renew no more."""
    me, one = visit.me, visit.program.subscription(name)
    if one is None or word not in ("", "yes"):
        raise Stale
    found = subscription.facts(visit.work, me.member_id, visit.program, one)
    if not found.renews:
        # Stopped already, here or in the messenger's own settings.
        return show(visit, name)
    if not word:
        return screens.stopping(visit.texts, found)
    try:
        subscription.cancel(visit.work, me.member_id, name)
    except SubscriptionNotHeld:
        return show(visit, name)
    return screens.stopped(visit.texts, subscription.facts(visit.work, me.member_id, visit.program, one))


@on.pressed("paysupport", looks_only=True)
def support(visit: Visit) -> Screen:
    """Anybody may ask."""
    return screens.support(visit.texts, visit.program.text(visit.program.brand.contact, visit.texts.language))


@on.pressed("terms", looks_only=True)
def terms(visit: Visit) -> Screen:
    return support(visit)


# ---------------------------------------------------------------------- what the messenger says of payments


def of_payment(visit: Visit, told: PaymentAsked | Paid | Refunded | RenewalChanged) -> Reply:
    match told:
        case PaymentAsked():
            return asked(visit, told)
        case Paid():
            return paid(visit, told)
        case Refunded():
            subscription_stars.returned_by_messenger(visit.work, told.payload, visit.person.channel, told.charge_id)
        case RenewalChanged():
            subscription_stars.renewal_changed(visit.work, told.payload, visit.person.user_id, told.renews)
    return Reply()


def asked(visit: Visit, query: PaymentAsked) -> Reply:
    """Agree, or say in one sentence why not."""
    member_id = visit.member.member_id if visit.member else None
    try:
        subscription_stars.agree(visit.work, member_id, query.payload, query.amount, query.currency)
    except Refused as refusal:
        return Reply(notice=errors.sentence(visit.texts.plain, refusal.code, refusal.facts))
    return Reply(agreed=True)


def paid(visit: Visit, told: Paid) -> Reply:
    """Give what was paid for; a renewal is told in its own time, by a message of its own."""
    payment = Payment(
        channel=visit.person.channel,
        user_id=visit.person.user_id,
        order_id=told.payload,
        charge_id=told.charge_id,
        stars=told.amount,
        currency=told.currency,
        recurring=told.recurring,
        first=told.first,
        expires_at=told.expires_at,
    )
    found = subscription_stars.paid(visit.work, payment)
    if found is None:
        return Reply(screens.returned(visit.texts), fresh=True)
    if told.recurring and not told.first:
        return Reply()
    return Reply(screens.paid(visit.texts, found), fresh=True)
