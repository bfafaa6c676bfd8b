"""The cashier gives a stamp by hand, takes a gift off the cheque, or hands it over."""

from __future__ import annotations

from actions import program, stamp
from channels.channel import Reply
from handlers import till
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from rules.stamp import BY_HAND, StampFacts
from screens import till_stamp as screens


@on.pressed("till:gift")
def gift(visit: Visit, card: str, how: str = "", ready: int = 0) -> Answer:
    """Ask how it goes out, or let it. ready: how many gifts there were when it was asked."""
    facts = _card(visit, card)
    if how == "" and facts.gifts:
        return screens.ask_gift(visit.texts, facts)
    if how == "sale" and facts.gifts and facts.goes_into_a_sale:
        return till.resume(visit, card)
    if how == "leave":
        return till.resume(visit, "")
    if how == "back":
        return till.resume(visit)
    if how != "give":
        raise Stale
    if facts.gifts != ready:
        return Reply(till.resume(visit), notice=visit.texts.plain.gettext("The gift is handed over"))  # pressed twice
    stamp.hand_over(visit.work, till.buyer(visit), card, visit.cashier.client, visit.cashier.location)
    return Reply(till.resume(visit), notice=visit.texts.plain.gettext("The gift is handed over"))


@on.pressed("till:stamp")
def by_hand(visit: Visit, card: str, before: int = -1) -> Answer:
    """Ask, or give one. before: how many stamps there were when it was asked."""
    facts = _card(visit, card)
    if before < 0:
        return screens.ask_stamp(visit.texts, facts)
    if facts.stamps == before:
        cashier = visit.cashier
        stamp.grant(visit.work, till.buyer(visit), card, 1, BY_HAND, cashier.client, cashier.location)
    return Reply(till.resume(visit), notice=visit.texts.plain.gettext("The stamp is given"))


def _card(visit: Visit, name: str) -> StampFacts:
    """The card of whoever is served. Raises NotStaff, Stale."""
    member_id = till.buyer(visit)
    in_force = program.serving(visit.work, member_id, visit.cashier.location).program
    for facts in stamp.cards(visit.work, member_id, in_force):
        if facts.card == name:
            return facts
    raise Stale
