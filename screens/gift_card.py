"""Gift cards in the chat: the member's own, their codes for the till or a friend, and selling them at the till."""

from __future__ import annotations

from collections.abc import Sequence

from rules.gift_card import GiftCardFacts, GiftCode
from rules.gift_notice import GiftCardReceived
from screens import routes
from screens.layout import Row, back, blocks, heading, home, lines
from screens.routes import GIFT_CARD, GIFT_CARDS, action
from screens.screen import Button, Qr, Screen
from screens.texts import Texts

SHOWN_MAX = 8


def many(texts: Texts, cards: Sequence[GiftCardFacts]) -> Screen:
    """The member's cards, each a button; a code that is typed now adds one."""
    cards = cards[:SHOWN_MAX]
    html = blocks(
        heading("🎁", texts.gettext("My gift cards")),
        *(_card(texts, card) for card in cards),
        "" if cards else texts.gettext("There are none yet."),
        texts.gettext("Got a card? Type its code, or send a photo of its QR: the money is safe here."),
    )
    buttons = [Button.action(_label(texts, card), action(GIFT_CARD, card.card_id)) for card in cards]
    return Screen(html, (*_pairs(buttons), home(texts)))


def show(texts: Texts, card: GiftCardFacts) -> Screen:
    html = blocks(heading("🎁", texts.gettext("Gift card •••• %(last4)s", last4=card.last4)), _state(texts, card))
    return Screen(html, (*_use(texts, card), (*back(texts, GIFT_CARDS), *home(texts))))


def code(texts: Texts, shown: GiftCode) -> Screen:
    """A fresh code, for the till or for somebody who gets the card."""
    html = blocks(
        heading("🎁", texts.gettext("Gift card •••• %(last4)s", last4=shown.card.last4)),
        texts.gettext("💳 On it: <b>%(sum)s</b>", sum=texts.money(shown.card.balance_minor)),
        _opened_by(texts, shown),
        texts.gettext("Show it at the till, or send it to whom you give the card: whoever has the code has the money."),
    )
    rows = (
        (
            Button.share(texts.gettext("📤 Share"), shown.content, texts.plain.gettext("A gift card for you")),
            Button.copy(texts.gettext("📋 Copy the code"), shown.code),
        ),
        (Button.action(texts.gettext("🔄 New code"), action(GIFT_CARD, shown.card.card_id, "code")), *home(texts)),
    )
    return Screen(html, rows, picture=_qr(texts, shown))


def bound(texts: Texts, card: GiftCardFacts) -> Screen:
    """The card is the member's from now on."""
    html = blocks(
        heading("🎉", texts.gettext("The gift card is yours")),
        _state(texts, card),
        texts.gettext("Its old code opens nothing any more. At the till, show a new one from here."),
    )
    return Screen(html, (*_use(texts, card), home(texts)))


def received(texts: Texts, notice: GiftCardReceived) -> Screen:
    html = blocks(heading("🎁", texts.gettext("You have got a gift card")), _state(texts, notice.card))
    return Screen(html, (*_use(texts, notice.card), home(texts)))


# ------------------------------------------------------------------ at the till


def ask_sum(texts: Texts, least_minor: int, most_minor: int) -> Screen:
    """What is put on a card that is sold or topped up."""
    html = blocks(
        heading("🎁", texts.gettext("A gift card")),
        texts.gettext(
            "Type the sum, from %(least)s to %(most)s.", least=texts.money(least_minor), most=texts.money(most_minor)
        ),
    )
    return Screen(html, (_cancel(texts),))


def confirm(texts: Texts, amount_minor: int) -> Screen:
    """Take the money first."""
    html = blocks(
        heading("🎁", texts.gettext("A gift card of %(sum)s", sum=texts.money(amount_minor))),
        texts.gettext("Take the money, then sell it. The code is shown once: let the customer take a photo of it."),
    )
    sell = Button.action(texts.gettext("✅ Money taken"), action(routes.SELL_CARD, "yes"), style="success")
    return Screen(html, ((sell,), _cancel(texts)))


def confirm_top_up(texts: Texts, card: GiftCardFacts, amount_minor: int) -> Screen:
    html = blocks(
        heading("🎁", texts.gettext("Gift card •••• %(last4)s", last4=card.last4)),
        texts.gettext("➕ To put on it: <b>%(sum)s</b>", sum=texts.money(amount_minor)),
        texts.gettext("Take the money first."),
    )
    yes = Button.action(texts.gettext("✅ Money taken"), action(routes.TOP_UP, card.card_id, "yes"), style="success")
    return Screen(html, ((yes,), _cancel(texts)))


def sold(texts: Texts, shown: GiftCode) -> Screen:
    """The customer's, shown by the cashier this once."""
    html = blocks(
        heading("✅", texts.gettext("Sold: a gift card of %(sum)s", sum=texts.money(shown.card.balance_minor))),
        lines(_opened_by(texts, shown), _until(texts, shown.card)),
        texts.gettext("Let the customer take a photo of it, or open it with a camera: it is not shown again."),
    )
    return Screen(html, (back(texts, routes.TILL),), picture=_qr(texts, shown))


def looked(texts: Texts, card: GiftCardFacts, *, takes_money: bool) -> Screen:
    """A card that the cashier scanned or typed outside of a sale."""
    html = blocks(
        heading("🎁", texts.gettext("Gift card •••• %(last4)s", last4=card.last4)),
        _state(texts, card),
        texts.gettext("To pay with it, begin the sale and give the code there."),
    )
    more = Button.action(texts.gettext("➕ Top up"), action(routes.TOP_UP, card.card_id))
    sale = Button.action(texts.gettext("🛍 New sale"), routes.SALE, style="primary")
    return Screen(html, ((sale, more) if takes_money else (sale,), back(texts, routes.TILL)))


def topped_up(texts: Texts, card: GiftCardFacts) -> Screen:
    html = blocks(heading("✅", texts.gettext("The money is on the card")), _state(texts, card))
    return Screen(html, (back(texts, routes.TILL),))


def _cancel(texts: Texts) -> Row:
    """Out of the question: what is typed afterwards is no answer to it."""
    return (Button.action(texts.gettext("✖️ Cancel the sale"), routes.CANCEL),)


def _state(texts: Texts, card: GiftCardFacts) -> str:
    return lines(
        texts.gettext("💳 On it: <b>%(sum)s</b>", sum=texts.money(card.balance_minor)),
        _until(texts, card),
        texts.gettext("🔒 Blocked: ask the shop.") if card.state == "blocked" else "",
    )


def _opened_by(texts: Texts, shown: GiftCode) -> str:
    return lines(
        texts.gettext("Code: <code>%(code)s</code>", code=shown.code),
        texts.gettext("Link: <code>%(link)s</code>", link=shown.content),
    )


def _until(texts: Texts, card: GiftCardFacts) -> str:
    if card.last_day is None:
        return ""
    day = texts.day(card.last_day)
    if card.burns_minor < card.balance_minor:
        return texts.gettext("📅 %(sum)s of it: use by %(day)s", sum=texts.money(card.burns_minor), day=day)
    return texts.gettext("📅 Use by %(day)s", day=day)


def _card(texts: Texts, card: GiftCardFacts) -> str:
    return lines(texts.gettext("<b>•••• %(last4)s</b>", last4=card.last4), _state(texts, card))


def _label(texts: Texts, card: GiftCardFacts) -> str:
    return texts.plain.gettext("•••• %(last4)s", last4=card.last4)


def _use(texts: Texts, card: GiftCardFacts) -> tuple[Row, ...]:
    if card.state != "active" or not card.balance_minor:
        return ()
    button = Button.action(texts.gettext("🔳 Code for the till"), action(GIFT_CARD, card.card_id, "code"), "primary")
    return ((button,),)


def _qr(texts: Texts, shown: GiftCode) -> Qr:
    return Qr(shown.content, texts.brand.accent, texts.brand.logo)


def _pairs(buttons: list[Button]) -> tuple[Row, ...]:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
