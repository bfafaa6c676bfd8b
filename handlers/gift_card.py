"""A member looks at their gift cards, adds one by its code, and shows a fresh code at the till."""

from __future__ import annotations

from actions import gift_card
from handlers import code
from handlers.route import Answer, Id, on
from handlers.visit import Stale, Visit
from rules.code import gift_payload
from rules.gift_card import GiftCode
from screens import gift_card as screens

AWAITED = "gift_code"


@on.pressed("gift_cards")
def every(visit: Visit) -> Answer:
    cards = gift_card.of_member(visit.work, visit.me.member_id)
    visit.await_(AWAITED)
    return screens.many(visit.texts, cards)


@on.pressed("gift_card")
def show(visit: Visit, card_id: Id, word: str = "") -> Answer:
    """One card, or a fresh code of it. Raises GiftCardUnknown for somebody else's."""
    if word not in ("", "code"):
        raise Stale
    card = gift_card.own(visit.work, visit.me.member_id, card_id)
    if not word:
        return screens.show(visit.texts, card)
    return screens.code(visit.texts, fresh(visit, card_id))


@on.awaited(AWAITED)
def typed(visit: Visit, words: str) -> Answer:
    return code.take(visit, words)


def fresh(visit: Visit, card_id: str) -> GiftCode:
    """A new code of this card with the link that its QR holds. Raises GiftCardClosed."""
    made = gift_card.fresh_code(visit.work, card_id)
    return GiftCode(card=gift_card.get(visit.work, card_id), code=made, content=visit.link(gift_payload(made)))
