"""A sale as a till describes it, priced with what only the books know: the buyer, their promo code, a gift card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions import buyer, gift_card, promo
from actions.program import InForce
from actions.promo import Found
from rules.cheque import price
from rules.late import living
from rules.priced import Cheque, MemberState, Quote
from rules.program import Program
from rules.refusal import PromoNotForThis, Refused
from storage.work import Work


class GiftCardShort(Refused):
    code = "gift_card_short"
    sentence = "On this gift card, in minor units: {available_minor}; asked: {asked_minor}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What a till records. hold_id: points kept earlier for this cheque, captured now. at: None for now.

    gift_card_id: whose money pays what points leave; gift_minor: how much of it, None for as much as it can.
    promo_code: as it was typed; what waits for the member's next purchase applies where it is empty.
    partner: of a coalition; the location's own when it is empty.
    """

    member_id: str
    cheque: Cheque
    client: str
    location: str = ""
    partner: str = ""
    cashier: str = ""
    receipt: str = ""
    hold_id: str = ""
    gift_card_id: str = ""
    gift_minor: int | None = None
    promo_code: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """promo: whose code is used by this sale, or None."""

    cheque: Cheque
    quote: Quote
    promo: Found | None


def priced(work: Work, sale: Sale, in_force: InForce, state: MemberState, at: datetime, *, lock: bool) -> Priced:
    """Price a sale as of its instant, by the programme of then and the member of now.

    lock: budgets, the code and the gift card too, to use them; the member's account is locked by then.

    Raises what `rules.cheque.price` raises, PromoCodeInvalid, PromoGivesNothing, CodesLocked, GiftCardUnknown,
    GiftCardClosed, GiftCardShort.
    """
    seen = buyer.look(work, sale.member_id, state, in_force, at, stamp_gift=sale.cheque.stamp_gift, lock=lock)
    found = _promo(work, sale, in_force, at, lock=lock)
    cheque = _whole(work, sale, in_force.program, lock=lock)
    if found is None:
        return Priced(cheque, _price(work, in_force.program, cheque, seen, at), None)
    cheaper = replace(cheque, promo=found.promo.name)
    try:
        return Priced(cheaper, _price(work, in_force.program, cheaper, seen, at), found)
    except PromoNotForThis:
        if sale.promo_code:
            raise
        # It waited for a purchase, and goes on waiting for one that it is for.
        return Priced(cheque, _price(work, in_force.program, cheque, seen, at), None)


def _price(work: Work, in_force: Program, cheque: Cheque, seen: MemberState, at: datetime) -> Quote:
    quoted = price(in_force, cheque, seen, at)
    return quoted if at == work.now else living(in_force, quoted, work.now)


def _promo(work: Work, sale: Sale, in_force: InForce, at: datetime, *, lock: bool) -> Found | None:
    if not sale.promo_code and not in_force.program.promos:
        return None
    return promo.for_sale(work, sale.member_id, sale.promo_code, in_force, at, client=sale.client, lock=lock)


def _whole(work: Work, sale: Sale, in_force: Program, *, lock: bool) -> Cheque:
    """The cheque with what is on the gift card, and whose sale it is."""
    gift_minor = _gift(work, sale, lock=lock) if sale.gift_card_id else 0
    partner = sale.partner or in_force.partner_at(sale.location)
    if not (gift_minor or partner or sale.location):
        return sale.cheque
    return replace(sale.cheque, gift_minor=gift_minor, partner=partner, location=sale.location)


def _gift(work: Work, sale: Sale, *, lock: bool) -> int:
    """How much the card may pay. Whoever shops with the same card waits here, after the member's own account."""
    available = gift_card.payable(work, sale.gift_card_id, lock=lock)
    asked = available if sale.gift_minor is None else sale.gift_minor
    if asked > available or not available:
        raise GiftCardShort(available_minor=available, asked_minor=asked)
    return asked
