"""Subscriptions: what each gives and costs, paying and stopping one, and what its member hears of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count, takewhile
from typing import Any

from rules import subscription_notice as notices
from rules.subscription import SubscriptionFacts
from screens.layout import Row, back, blocks, bullets, contact_line, heading, home, lines
from screens.routes import CARD, SUBSCRIPTION, UNSUBSCRIBE, action
from screens.screen import Button, Invoice, Screen
from screens.texts import Texts

TITLE_CHARACTERS = 32
ABOUT_CHARACTERS = 255
LABEL_CHARACTERS = 20
SHOWN_MAX = 4  # a row each, beside the menu's
PRIVILEGES_MAX = 8
SECONDS_A_DAY = 86_400


def none(texts: Texts) -> Screen:
    html = blocks(heading("⭐", texts.gettext("Subscriptions")), texts.gettext("There is nothing to subscribe to now."))
    return Screen(html, (home(texts),))


def many(texts: Texts, offers: Sequence[SubscriptionFacts]) -> Screen:
    """One line for each, and a button that leads to it."""
    offers = offers[:SHOWN_MAX]
    html = blocks(
        heading("⭐", texts.gettext("Subscriptions")),
        *(lines(f"<b>{_name(texts, one.title)}</b>", _price(texts, one), _state(texts, one)) for one in offers),
    )
    buttons = [Button.action(_plain(texts, one.title, LABEL_CHARACTERS), _open(one)) for one in offers]
    return Screen(html, (*((button,) for button in buttons), home(texts)))


def show(texts: Texts, one: SubscriptionFacts, *, alone: bool = True) -> Screen:
    """What it gives, what it costs, how it stands. alone: it is the only one, so nothing leads back to a list."""
    html = blocks(
        heading("⭐", _name(texts, one.title)),
        texts.prose(texts.names.get(f"{one.title}:about", "")),
        bullets(*_privileges(texts, one.title)),
        lines(_price(texts, one), _state(texts, one)),
        texts.gettext("It renews by itself until you stop it. Paid days stay yours.") if one.order_id else "",
    )
    way = home(texts) if alone else (*back(texts, SUBSCRIPTION), *home(texts))
    return Screen(html, (*_pay(texts, one), *_stop(texts, one), way))


def paid(texts: Texts, one: SubscriptionFacts) -> Screen:
    html = blocks(
        heading("🎉", texts.gettext("Thank you! %(title)s is yours.", title=_name(texts, one.title))),
        bullets(*_privileges(texts, one.title)),
        _state(texts, one),
    )
    return Screen(html, (_card(texts), (Button.action(texts.gettext("⭐ Subscription"), _open(one)), *home(texts))))


def returned(texts: Texts) -> Screen:
    html = blocks(
        heading("↩️", texts.gettext("Your Stars go back to you")),
        texts.gettext(
            "This payment could not be used: you have this subscription already, or it was for a membership that "
            "has ended."
        ),
    )
    return Screen(html, ((Button.action(texts.gettext("⭐ Subscription"), SUBSCRIPTION), *home(texts)),))


def stopping(texts: Texts, one: SubscriptionFacts) -> Screen:
    """Ask before it is stopped."""
    html = blocks(
        heading("⭐", texts.gettext("Stop %(title)s?", title=_name(texts, one.title))),
        texts.gettext("Nothing more will be taken. It stays yours through <b>%(day)s</b>.", day=_day(texts, one)),
    )
    stop = Button.action(texts.gettext("Stop renewing"), action(UNSUBSCRIBE, one.name, "yes"), style="danger")
    return Screen(html, ((stop,), (Button.action(texts.gettext("Keep it"), _open(one)),)))


def stopped(texts: Texts, one: SubscriptionFacts) -> Screen:
    html = blocks(
        heading("⭐", texts.gettext("%(title)s will not renew", title=_name(texts, one.title))),
        texts.gettext("It stays yours through <b>%(day)s</b>. You can come back at any time.", day=_day(texts, one)),
    )
    return Screen(html, ((Button.action(texts.gettext("⭐ Subscription"), _open(one)), *home(texts)),))


def support(texts: Texts, contact: str) -> Screen:
    """How payments in this chat work and whom to ask: messengers want this to answer. contact: the shop's own words."""
    html = blocks(
        heading("🧾", texts.gettext("Payments in this chat")),
        texts.gettext(
            "A subscription renews by itself until you stop it: open it and press “Stop renewing”. You can stop it in "
            "the settings of your messenger too. Paid days stay yours."
        ),
        texts.gettext(
            "Something went wrong with a payment? Tell us its day and its sum: we will look into it and can give it "
            "back. The support of the messenger itself cannot."
        ),
        contact_line(texts, contact),
        texts.gettext("What is kept about you: /privacy"),
    )
    return Screen(html, ((Button.action(texts.gettext("⭐ Subscription"), SUBSCRIPTION), *home(texts)),))


# ---------------------------------------------------------------------- parts


def _price(texts: Texts, one: SubscriptionFacts) -> str:
    return lines(_price_here(texts, one), _price_at_the_till(texts, one))


def _price_here(texts: Texts, one: SubscriptionFacts) -> str:
    if not one.stars:
        return ""
    stars = texts.ngettext("%(n)s Star", "%(n)s Stars", one.stars)
    return texts.ngettext(
        "💫 <b>%(stars)s</b> for %(n)s day", "💫 <b>%(stars)s</b> for %(n)s days", one.period_days, stars=stars
    )


def _price_at_the_till(texts: Texts, one: SubscriptionFacts) -> str:
    if not one.price_minor:
        return ""
    return texts.ngettext(
        "🏪 At the till: <b>%(price)s</b> for %(n)s day",
        "🏪 At the till: <b>%(price)s</b> for %(n)s days",
        one.period_days,
        price=texts.money(one.price_minor),
    )


def _state(texts: Texts, one: SubscriptionFacts) -> str:
    if one.last_day is None:
        return ""
    if one.renews:
        return texts.gettext("✅ Yours; renews by itself after <b>%(day)s</b>", day=_day(texts, one))
    return texts.gettext("✅ Yours through <b>%(day)s</b>", day=_day(texts, one))


def _day(texts: Texts, one: SubscriptionFacts) -> str:
    assert one.last_day is not None, "it is in force"
    return texts.day(one.last_day)


def _pay(texts: Texts, one: SubscriptionFacts) -> tuple[Row, ...]:
    if not one.order_id:
        return ()
    about = f"{one.title}:about"
    invoice = Invoice(
        title=_plain(texts, one.title, TITLE_CHARACTERS),
        about=_plain(texts, about if about in texts.names else one.title, ABOUT_CHARACTERS),
        payload=one.order_id,
        stars=one.stars,
        period_seconds=one.period_days * SECONDS_A_DAY,
        apology=texts.gettext("🙏 It cannot be paid right now. Please open this again in a few minutes."),
    )
    label = texts.gettext("⭐ Extend") if one.last_day else texts.gettext("⭐ Subscribe")
    return ((Button.pay(label, invoice),),)


def _stop(texts: Texts, one: SubscriptionFacts) -> tuple[Row, ...]:
    if not one.renews:
        return ()
    return ((Button.action(texts.gettext("Stop renewing"), action(UNSUBSCRIBE, one.name)),),)


def _privileges(texts: Texts, title: str) -> list[str]:
    codes = takewhile(lambda code: code in texts.names, (f"{title}:{place}" for place in count()))
    return [texts.name(code) for code in list(codes)[:PRIVILEGES_MAX]]


def _name(texts: Texts, code: str) -> str:
    """Its title; of one that the programme no longer has, the name that it had there."""
    return texts.name(code if code in texts.names else code.removeprefix("subscription:"))


def _plain(texts: Texts, code: str, characters: int) -> str:
    """The programme's words where no html is taken, cut to size."""
    text = texts.plain.prose(texts.names.get(code, code)) or "…"
    return text if len(text) <= characters else f"{text[: characters - 1].rstrip()}…"


def _open(one: SubscriptionFacts) -> str:
    return action(SUBSCRIPTION, one.name)


def _card(texts: Texts) -> Row:
    return (Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),)


# ---------------------------------------------------------------------- what is told without asking


def _began(texts: Texts, notice: notices.SubscriptionBegan) -> Screen:
    html = blocks(
        heading("⭐", texts.gettext("%(title)s is yours", title=_name(texts, notice.title))),
        bullets(*_privileges(texts, notice.title)),
        texts.gettext("✅ Yours through <b>%(day)s</b>", day=texts.day(notice.last_day)),
    )
    return Screen(html, (_card(texts), _look(texts)))


def _renewed(texts: Texts, notice: notices.SubscriptionRenewed) -> Screen:
    html = blocks(
        heading("⭐", texts.gettext("%(title)s goes on", title=_name(texts, notice.title))),
        lines(
            texts.ngettext("➖ Taken: %(n)s Star", "➖ Taken: %(n)s Stars", notice.stars) if notice.stars else "",
            texts.gettext("✅ Yours through <b>%(day)s</b>", day=texts.day(notice.last_day)),
        ),
    )
    return Screen(html, (_look(texts),))


def _ends_soon(texts: Texts, notice: notices.SubscriptionEndsSoon) -> Screen:
    html = blocks(
        heading("⭐", texts.gettext("%(title)s ends soon", title=_name(texts, notice.title))),
        texts.gettext("Its last day is <b>%(day)s</b>.", day=texts.day(notice.last_day)),
    )
    return Screen(html, (_look(texts),))


def _ended(texts: Texts, notice: notices.SubscriptionEnded) -> Screen:
    html = blocks(
        heading("⭐", texts.gettext("%(title)s has ended", title=_name(texts, notice.title))),
        texts.gettext("Its privileges rest until you subscribe again. Your balance is untouched."),
    )
    return Screen(html, (_look(texts),))


def _payment_returned(texts: Texts, notice: notices.PaymentReturned) -> Screen:
    html = blocks(
        heading("↩️", texts.ngettext("%(n)s Star went back to you", "%(n)s Stars went back to you", notice.stars)),
        texts.gettext("It was paid for %(title)s.", title=_name(texts, notice.title)),
        texts.gettext("✅ Yours through <b>%(day)s</b>", day=texts.day(notice.last_day)) if notice.last_day else "",
    )
    return Screen(html, (_look(texts),))


def _look(texts: Texts) -> Row:
    return (Button.action(texts.gettext("⭐ Subscription"), SUBSCRIPTION), *home(texts))


SUBSCRIPTIONS: dict[str, Callable[[Texts, Any], Screen]] = {
    "subscription_began": _began,
    "subscription_renewed": _renewed,
    "subscription_ends_soon": _ends_soon,
    "subscription_ended": _ended,
    "payment_returned": _payment_returned,
}


# ---------------------------------------------------------------------- what cannot be paid


def _price_changed(texts: Texts, facts: Mapping[str, Any]) -> str:
    return texts.ngettext(
        "The price has changed: it is %(n)s Star now. Open the subscription again.",
        "The price has changed: it is %(n)s Stars now. Open the subscription again.",
        int(facts["stars"]),
    )


REFUSALS: dict[str, Callable[[Texts, Mapping[str, Any]], str]] = {
    "invoice_stale": lambda texts, _: texts.gettext("This invoice is not valid any more. Open the subscription again."),
    "invoice_not_yours": lambda texts, _: texts.gettext(
        "This invoice was made for somebody else. Open the subscription yourself."
    ),
    "subscription_not_sold": lambda texts, _: texts.gettext("This subscription is not sold any more."),
    "subscription_price_changed": _price_changed,
    "subscription_renews_already": lambda texts, _: texts.gettext(
        "This subscription is yours already and renews by itself."
    ),
}
"""Each a sentence of screens.errors, said by the messenger itself before a payment."""
