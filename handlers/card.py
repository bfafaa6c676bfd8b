"""A member shows the card, or renews it: the same press."""

from __future__ import annotations

from dataclasses import replace

from actions import card
from handlers.route import on
from handlers.till import card_payload
from handlers.visit import Visit
from screens import card as screens
from screens.screen import Screen


@on.pressed("card")
def show(visit: Visit) -> Screen:
    facts = card.show(visit.work, visit.me)
    # A link, so that a cashier's own camera opens the till at once; till software reads the code at its end.
    return screens.show(visit.texts, replace(facts, content=visit.link(card_payload(facts.code))))
