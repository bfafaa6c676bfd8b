"""A code that comes by words, by a link or by a QR: of a promo or of a gift card, whichever it has the form of."""

from __future__ import annotations

import re

from actions import address, gift_card, guess, promo
from actions.address import Address
from channels.channel import Reply
from handlers.visit import Visit
from rules.code import is_gift, is_promo
from rules.refusal import Refused
from screens import errors
from screens import gift_card as gift_cards
from screens import promo as promos
from screens.screen import Screen

_SHOUTED = re.compile(r"(?=.*[A-Z])[A-Z0-9_-]{3,32}", re.ASCII)
_ANY = re.compile(r"[A-Za-z0-9_ -]{3,64}", re.ASCII)


def looks_like_one(visit: Visit, words: str) -> bool:
    """Whether words that nobody asked for are meant as a code: of its form, or one word in capitals."""
    has_codes = bool(visit.program.promos) or visit.program.gift_cards is not None
    return has_codes and (is_gift(words) or is_promo(words) or _SHOUTED.fullmatch(words.strip()) is not None)


def take(visit: Visit, code: str) -> Screen:
    """Use a promo code, or keep a gift card. Raises PromoCodeInvalid, GiftCodeInvalid, PromoGivesNothing, CodesLocked.

    Other words are tried as a promo code; what cannot be one is no miss.
    """
    me = visit.me.member_id
    if not _ANY.fullmatch(code):
        return errors.unknown_words(visit.texts)
    if is_gift(code) and not promo.is_generic(visit.program, code):
        card = gift_card.bind(visit.work, me, code, who=guess.member(me))
        visit.await_()
        return gift_cards.bound(visit.texts, card)
    facts = promo.use(visit.work, me, code, client=visit.person.channel, who=guess.member(me))
    visit.await_()
    return promos.used(visit.texts, facts)


def brought(visit: Visit, known: Address, code: str, welcome: Screen) -> Reply:
    """Keep the code that brought a newcomer until they have joined. welcome: what they see first."""
    address.brings(visit.work, known, code)
    return Reply(Screen(f"{welcome.html}\n\n{promos.kept(visit.texts)}", welcome.rows, welcome.picture), fresh=True)


def on_joining(visit: Visit) -> Screen | None:
    """Use the code that brought this member, now that they have joined; what is wrong with it is only said."""
    known = visit.address
    if not known.brought:
        return None
    address.brings(visit.work, known, "")
    try:
        with visit.work.savepoint():
            return take(visit, known.brought)
    except Refused as refusal:
        guess.remember(visit.work, refusal)
        return errors.refused(visit.texts, refusal.code, refusal.facts)
