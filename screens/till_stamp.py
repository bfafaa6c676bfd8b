"""Stamps at the cashier's till: what is on the cards, a gift taken off the cheque or handed over, a stamp by hand."""

from __future__ import annotations

from collections.abc import Sequence

from rules.stamp import StampFacts
from screens import routes, stamp
from screens.layout import Row, blocks, heading, lines
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts

CARDS_MAX = 5  # in one row of buttons


def card(texts: Texts, facts: StampFacts) -> str:
    """One line about a card, a second one for its gift."""
    return lines(stamp.line(texts, facts), stamp.ready(texts, facts.card, facts.gifts) if facts.gifts else "")


def given(texts: Texts, name: str, count: int) -> str:
    return texts.gettext("🎟 %(card)s: +%(count)s", card=stamp.title(texts, name), count=count)


def taken(texts: Texts, gift: str) -> str:
    """That a gift is a part of this sale."""
    return texts.gettext("🎁 In this sale: <b>%(gift)s</b>", gift=stamp.gift(texts, gift)) if gift else ""


def cards(texts: Texts, found: Sequence[StampFacts]) -> str:
    """Each card in a line or two, by number where there are several."""
    if len(found) == 1:
        return card(texts, found[0])
    shown = []
    for number, one in enumerate(found[:CARDS_MAX], start=1):
        shown.append(f"🎟 {stamp.numbered(texts, number, one)}")
        shown.append(stamp.ready(texts, one.card, one.gifts) if one.gifts else "")
    return lines(*shown)


def ways(texts: Texts, found: Sequence[StampFacts], gift: str) -> tuple[Row, ...]:
    """A button for each card: its gift where one is ready, else a stamp by hand; or the way back from a gift."""
    if gift:
        return ((Button.action(texts.gettext("✖️ Without the gift"), action(routes.GIFT, gift, "leave")),),)
    if not found:
        return ()
    return (tuple(_way(texts, f" {at}" if len(found) > 1 else "", one) for at, one in enumerate(found[:CARDS_MAX], 1)),)


def _way(texts: Texts, number: str, facts: StampFacts) -> Button:
    if facts.gifts:
        gift = texts.gettext("🎁 Gift")
        return Button.action(f"{gift}{number}", action(routes.GIFT, facts.card), "success")
    by_hand = texts.gettext("➕ Stamp")
    return Button.action(f"{by_hand}{number}", action(routes.STAMP, facts.card))


def ask_gift(texts: Texts, facts: StampFacts) -> Screen:
    """How the gift goes out: taken off this cheque, or handed over beside it."""
    html = blocks(
        heading("🎁", stamp.gift(texts, facts.card)),
        card(texts, facts),
        texts.gettext("Take it off this cheque, or hand it over beside it?")
        if facts.goes_into_a_sale
        else texts.gettext("Hand it over and leave it out of the sum of the cheque."),
    )
    sale = Button.action(texts.gettext("🧾 Off this cheque"), action(routes.GIFT, facts.card, "sale"), "primary")
    give = Button.action(texts.gettext("🤲 Handed over"), action(routes.GIFT, facts.card, "give", facts.gifts))
    add = Button.action(texts.gettext("➕ A stamp by hand"), action(routes.STAMP, facts.card))
    back = Button.action(texts.gettext("‹ Back"), action(routes.GIFT, facts.card, "back"))
    first = ((sale,), (give,)) if facts.goes_into_a_sale else ((give,),)
    return Screen(html, (*first, (add,), (back,)))


def ask_stamp(texts: Texts, facts: StampFacts) -> Screen:
    html = blocks(
        heading("➕", texts.gettext("A stamp by hand?")),
        card(texts, facts),
        texts.gettext("The purchase gives its stamps by itself. This one comes besides, and the customer is told."),
    )
    yes = Button.action(texts.gettext("➕ Give it"), action(routes.STAMP, facts.card, facts.stamps), "primary")
    back = Button.action(texts.gettext("‹ Back"), action(routes.GIFT, facts.card, "back"))
    return Screen(html, ((yes,), (back,)))
