"""Gift cards at the cashier's till: sold, looked at, topped up, taken for a sale; and a promo code typed there."""

from __future__ import annotations

import re

from actions import gift_card, promo
from actions.gift_card import GiftCardsOff
from handlers import till
from handlers.gift_card import fresh
from handlers.route import Answer, Id, on
from handlers.visit import Stale, Visit
from rules.code import code_in, is_gift
from rules.program_formats import GiftCards
from screens import gift_card as screens
from screens.screen import Screen

SELL, TOP_UP, DONE = "till_card_sum", "till_card_top_up", "till_card_done"
AWAITED = frozenset({SELL, TOP_UP})
_CODE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_ -]{3,32}", re.ASCII)


@on.pressed("till:sell_card")
def sell(visit: Visit, word: str = "") -> Answer:
    """Ask the sum; with `yes`, sell the card for it and show its code, this once."""
    cashier, terms = visit.cashier, _terms(visit)
    if not word:
        visit.await_(SELL)
        return screens.ask_sum(visit.texts, terms.minimum_minor, terms.maximum_minor)
    known = visit.address
    if word != "yes" or known.awaiting != SELL or "amount_minor" not in known.dialogue:
        raise Stale  # pressed twice: the card is sold, and its code was shown
    card = gift_card.sell(visit.work, known.dialogue["amount_minor"], client=cashier.client, location=cashier.location)
    visit.await_(DONE)
    return screens.sold(visit.texts, fresh(visit, card.card_id))


@on.awaited(SELL)
def sum_typed(visit: Visit, words: str) -> Answer:
    terms, amount_minor = _terms(visit), till.minor(visit, words)
    _ = visit.cashier
    if not terms.minimum_minor <= amount_minor <= terms.maximum_minor:
        raise gift_card.GiftSumInvalid(
            least_minor=terms.minimum_minor, most_minor=terms.maximum_minor, amount_minor=amount_minor
        )
    visit.await_(SELL, amount_minor=amount_minor)
    return screens.confirm(visit.texts, amount_minor)


@on.pressed("till:top_up")
def top_up(visit: Visit, card_id: Id, word: str = "") -> Answer:
    """Ask the sum; with `yes`, put it on the card."""
    cashier, terms = visit.cashier, _terms(visit)
    card = gift_card.get(visit.work, card_id)
    if not word:
        visit.await_(TOP_UP, card_id=str(card_id))
        most = terms.maximum_minor - card.balance_minor
        return screens.ask_sum(visit.texts, min(terms.minimum_minor, most), most)
    known = visit.address
    if word != "yes" or known.awaiting != TOP_UP or known.dialogue.get("card_id") != card_id:
        raise Stale
    if "amount_minor" not in known.dialogue:
        raise Stale
    card = gift_card.top_up(
        visit.work, card_id, known.dialogue["amount_minor"], client=cashier.client, location=cashier.location
    )
    visit.await_(DONE)
    return screens.topped_up(visit.texts, card)


@on.awaited(TOP_UP)
def top_up_typed(visit: Visit, words: str) -> Answer:
    _ = visit.cashier
    card_id, amount_minor = visit.address.dialogue["card_id"], till.minor(visit, words)
    visit.await_(TOP_UP, card_id=card_id, amount_minor=amount_minor)
    return screens.confirm_top_up(visit.texts, gift_card.get(visit.work, card_id), amount_minor)


def takes(visit: Visit, words: str) -> bool:
    """Whether a cashier who types this means a code: a gift card's at any time, a promo's within a sale."""
    if not visit.at_till:
        return False
    in_sale = visit.address.awaiting in (till.SUM, till.QUOTE) and bool(visit.program.promos)
    return is_gift(words) or (in_sale and _CODE.fullmatch(words.strip()) is not None)


def typed(visit: Visit, words: str) -> Screen:
    """A code at the till: in a sale its money or promo is used, else the gift card is looked at.

    Raises GiftCodeInvalid, PromoCodeInvalid, PromoGivesNothing, CodesLocked.
    """
    cashier, code = visit.cashier, code_in(words) or words
    in_sale = visit.address.awaiting in (till.SUM, till.QUOTE)
    if is_gift(code):
        card = gift_card.look(visit.work, code, who=cashier.client)
        if in_sale:
            return till.with_card(visit, card.card_id)
        terms = visit.program.gift_cards
        return screens.looked(visit.texts, card, takes_money=terms is not None and terms.top_up)
    member_id = till.buyer(visit)
    promo.use(visit.work, member_id, code, client=cashier.client, who=cashier.client)
    return till.resume(visit)


def _terms(visit: Visit) -> GiftCards:
    terms = visit.program.gift_cards
    if terms is None:
        raise GiftCardsOff
    return terms
