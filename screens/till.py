"""The cashier's till: a sale from the member's code to the recorded purchase, and taking a purchase back."""

from __future__ import annotations

from collections.abc import Sequence

from rules.offer_facts import OfferFacts
from rules.priced import Reduction
from rules.privilege import PrivilegeFacts
from rules.stamp import StampFacts
from rules.till import PaymentRequest, RecordedPurchase, Returned, TillPurchase, TillQuote
from screens import offer, privilege, routes, stamp, till_code, till_stamp, why
from screens.layout import Row, back, blocks, bullets, heading, home, lines
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts

MOST_PURCHASES = 8
OFF_MAX = 8  # rows of what is taken off
OFFERS_MAX = 5


def show(texts: Texts, place: str = "", *, sells_cards: bool = False) -> Screen:
    html = blocks(
        heading("🧾", texts.gettext("Till")),
        texts.gettext("📍 %(place)s", place=place) if place else "",
        texts.gettext("What shall we do?"),
    )
    sell = (Button.action(texts.gettext("🎁 Sell a gift card"), routes.SELL_CARD),)
    rows = (
        (Button.action(texts.gettext("🛍 New sale"), routes.SALE, style="primary"),),
        *((sell,) if sells_cards else ()),
        (Button.action(texts.gettext("↩️ Take back"), routes.RETURNS),),
        home(texts),
    )
    return Screen(html, rows)


def staffed(texts: Texts, place: str = "") -> Screen:
    """Someone became a cashier by a one-time link or by their phone."""
    html = blocks(
        heading("🧾", texts.gettext("You are at the till now")),
        texts.gettext("📍 %(place)s", place=place) if place else "",
        texts.gettext("The till is in the main menu, and under /till."),
    )
    return Screen(
        html, ((Button.action(texts.gettext("🧾 Open the till"), routes.TILL, style="primary"),), home(texts))
    )


def ask_code(texts: Texts) -> Screen:
    html = blocks(
        heading("🛍", texts.gettext("New sale")),
        texts.gettext("Type the code from the customer's card, scan it, or send a photo of it."),
        texts.gettext("No code at hand? A phone number will do."),
    )
    return Screen(html, (_cancel(texts),))


def ask_sum(
    texts: Texts,
    member: str,
    facts: PrivilegeFacts,
    cards: Sequence[StampFacts] = (),
    gift: str = "",
    offers: Sequence[OfferFacts] = (),
) -> Screen:
    """Who is served, what they enjoy and what is ready for them. gift: of this stamp card, taken with the sale."""
    html = blocks(
        texts.gettext("👤 <b>%(name)s</b>", name=_member(texts, member)),
        privilege.what(texts, facts),
        lines(*(offer.at_till(texts, one) for one in offers[:OFFERS_MAX])),
        till_stamp.cards(texts, cards) if cards else "",
        till_stamp.taken(texts, gift),
        texts.gettext("Type the sum of the cheque, like this: <code>1250.50</code>"),
    )
    return Screen(html, (*till_stamp.ways(texts, cards, gift), _cancel(texts)))


def quote(texts: Texts, facts: TillQuote) -> Screen:
    """What may be paid from the balance; the cashier may also type how many points."""
    scores = facts.available or facts.earns or facts.debt or "points" in texts.parts
    tier = facts.tier if "tiers" in texts.parts else ""
    html = blocks(
        lines(
            texts.gettext("👤 <b>%(name)s</b>", name=_member(texts, facts.member)),
            texts.gettext("🏅 %(tier)s", tier=texts.name(tier)) if tier else "",
            bullets(*(texts.name(code) for code in facts.privileges)),
        ),
        lines(
            texts.gettext("🧾 Cheque: <b>%(sum)s</b>", sum=texts.money(facts.cheque_minor)),
            *_off(texts, facts.reductions),
            till_code.used(texts, facts.codes),
            offer.till_done(texts, facts.offer),
            texts.gettext("💵 To pay: <b>%(sum)s</b>", sum=texts.money(facts.due_minor))
            if facts.reductions or facts.codes.card_minor
            else "",
            texts.gettext("💰 Balance: <b>%(points)s</b>", points=texts.points(facts.available)) if scores else "",
            texts.gettext("✨ Will be earned: %(points)s", points=texts.points(facts.earns)) if scores else "",
            *(till_stamp.given(texts, card, count) for card, count in facts.stamps[: till_stamp.CARDS_MAX]),
        ),
        till_stamp.cards(texts, facts.cards) if facts.cards else "",
        _payable(texts, facts) if scores else "",
    )
    return Screen(html, (*_pay(texts, facts), *till_stamp.ways(texts, facts.cards, facts.gift), _cancel(texts)))


def waiting(texts: Texts, request: PaymentRequest) -> Screen:
    """The member has been asked; nothing is recorded yet."""
    html = blocks(
        heading("⏳", texts.gettext("Waiting for the customer")),
        _split(texts, request),
        texts.gettext("We asked in their chat. The answer will appear here by itself."),
        texts.gettext("The question lasts until %(time)s.", time=texts.clock(request.expires_at)),
    )
    without = Button.action(texts.gettext("Without the balance"), action(routes.PAY, 0))
    return Screen(html, ((without,), _cancel(texts)))


def agreed(texts: Texts, request: PaymentRequest) -> Screen:
    """The member said yes: take the rest in money and record."""
    html = blocks(
        heading("✅", texts.gettext("The customer agrees")),
        _split(texts, request),
        texts.gettext("Take the money, then record the purchase."),
    )
    return Screen(html, (_record(texts), _cancel(texts)))


def declined(texts: Texts, request: PaymentRequest) -> Screen:
    html = blocks(
        heading("✋", texts.gettext("The customer said no")),
        texts.gettext("To pay in money: <b>%(sum)s</b>", sum=texts.money(request.cheque_minor)),
    )
    return Screen(html, (_record(texts), _cancel(texts)))


def recorded(texts: Texts, facts: RecordedPurchase) -> Screen:
    html = blocks(
        heading("✅", texts.gettext("The purchase is recorded")),
        lines(
            texts.gettext("👤 <b>%(name)s</b>", name=_member(texts, facts.member)),
            texts.gettext("🧾 Cheque: <b>%(sum)s</b>", sum=texts.money(facts.cheque_minor)),
            *_off(texts, facts.reductions),
            till_code.used(texts, facts.codes),
            offer.till_done(texts, facts.offer),
            texts.gettext("💵 To pay: <b>%(sum)s</b>", sum=texts.money(facts.due_minor)),
        ),
        lines(
            texts.gettext("➖ From the balance: %(points)s", points=texts.points(facts.spent)) if facts.spent else "",
            _earned(texts, facts),
            *(stamp.gained(texts, one) for one in facts.stamps),
            texts.gettext("🏅 A new tier: <b>%(tier)s</b>", tier=texts.name(facts.tier_risen))
            if facts.tier_risen
            else "",
        ),
    )
    rows = (
        (Button.action(texts.gettext("🛍 New sale"), routes.SALE, style="primary"),),
        (Button.action(texts.gettext("↩️ Take it back"), action(routes.RETURN, facts.purchase_id)),),
        back(texts, routes.TILL),
    )
    return Screen(html, rows)


def cancelled(texts: Texts) -> Screen:
    html = texts.gettext("The sale is cancelled; nothing was recorded.")
    rows = ((Button.action(texts.gettext("🛍 New sale"), routes.SALE, style="primary"),), back(texts, routes.TILL))
    return Screen(html, rows)


def returns(texts: Texts, purchases: Sequence[TillPurchase]) -> Screen:
    """The latest purchases of this till, newest first."""
    heads = heading("↩️", texts.gettext("Take a purchase back"))
    if not purchases:
        return Screen(blocks(heads, texts.gettext("There is nothing to take back here.")), (back(texts, routes.TILL),))
    shown = purchases[:MOST_PURCHASES]
    html = blocks(
        heads,
        lines(*(_purchase(texts, number, purchase) for number, purchase in enumerate(shown, start=1))),
        texts.gettext("Pick one by its number."),
    )
    rows = tuple((_pick(texts, number, purchase),) for number, purchase in enumerate(shown, start=1))
    pairs = tuple(left + right for left, right in zip(rows[::2], (*rows[1::2], ()), strict=False))
    return Screen(html, (*pairs, back(texts, routes.TILL)))


def confirm_return(texts: Texts, purchase: TillPurchase) -> Screen:
    html = blocks(
        heading("↩️", texts.gettext("Take this purchase back?")),
        lines(
            texts.gettext("👤 <b>%(name)s</b>", name=_member(texts, purchase.member)),
            texts.gettext("🕑 %(at)s", at=texts.instant(purchase.at)),
            texts.gettext("🧾 Cheque: <b>%(sum)s</b>", sum=texts.money(purchase.cheque_minor)),
        ),
        lines(
            texts.gettext("💵 Give back: <b>%(sum)s</b>", sum=texts.money(purchase.left_minor)),
            texts.gettext("What the purchase gave is taken back, what it took from the balance returns."),
        ),
    )
    yes = Button.action(
        texts.gettext("↩️ Yes, take it back"), action(routes.RETURN, purchase.purchase_id, "yes"), "danger"
    )
    return Screen(html, ((yes,), (Button.action(texts.gettext("No"), routes.RETURNS),)))


def returned(texts: Texts, facts: Returned) -> Screen:
    html = blocks(
        heading("✅", texts.gettext("The purchase is taken back")),
        texts.gettext("💵 Give back: <b>%(sum)s</b>", sum=texts.money(facts.money_minor)),
        lines(
            texts.gettext("➖ Taken back: %(points)s", points=texts.points(facts.clawed)) if facts.clawed else "",
            texts.gettext("➕ Back on the balance: %(points)s", points=texts.points(facts.refunded))
            if facts.refunded
            else "",
            texts.gettext("↩️ Owed: %(points)s", points=texts.points(facts.debt)) if facts.debt else "",
        ),
    )
    return Screen(html, (back(texts, routes.TILL),))


def _off(texts: Texts, reductions: Sequence[Reduction]) -> list[str]:
    """What the programme takes off, each by its own name."""
    return [
        texts.gettext("🏷 −%(sum)s · %(why)s", sum=texts.money(one.minor), why=why.reduction(texts, one))
        for one in reductions[:OFF_MAX]
    ]


def _payable(texts: Texts, facts: TillQuote) -> str:
    if facts.debt:
        return texts.gettext(
            "After a return the customer owes %(points)s; until it is repaid the balance cannot pay.",
            points=texts.points(facts.debt),
        )
    if not facts.max_points:
        return texts.gettext("Nothing of this cheque can be paid from the balance.")
    return lines(
        texts.gettext(
            "From the balance at most: <b>%(points)s</b> = %(sum)s",
            points=texts.points(facts.max_points),
            sum=texts.money(facts.max_points_minor),
        ),
        texts.gettext("For less, type the number."),
    )


def _pay(texts: Texts, facts: TillQuote) -> tuple[Row, ...]:
    if facts.debt or not facts.max_points:
        return (_record(texts),)
    most = texts.plain.gettext("➖ Take %(number)s", number=facts.max_points)
    money = Button.action(texts.gettext("💵 Money only"), routes.RECORD, style="success")
    return ((Button.action(most, action(routes.PAY, facts.max_points), "primary"), money),)


def _split(texts: Texts, request: PaymentRequest) -> str:
    return lines(
        texts.gettext("🧾 Cheque: <b>%(sum)s</b>", sum=texts.money(request.cheque_minor)),
        texts.gettext("➖ From the balance: %(points)s", points=texts.points(request.points)),
        texts.gettext("💵 To pay: <b>%(sum)s</b>", sum=texts.money(request.due_minor)),
    )


def _earned(texts: Texts, facts: RecordedPurchase) -> str:
    if not facts.earned:
        return ""
    points = texts.points(facts.earned)
    if facts.active_at is None:
        return texts.gettext("➕ Earned: %(points)s", points=points)
    return texts.gettext(
        "➕ Earned: %(points)s, usable from %(day)s", points=points, day=texts.local_day(facts.active_at)
    )


def _purchase(texts: Texts, number: int, purchase: TillPurchase) -> str:
    return texts.gettext(
        "%(number)s. %(at)s · <b>%(sum)s</b> · %(name)s",
        number=number,
        at=texts.instant(purchase.at),
        sum=texts.money(purchase.cheque_minor),
        name=_member(texts, purchase.member),
    )


def _pick(texts: Texts, number: int, purchase: TillPurchase) -> Button:
    label = texts.plain.gettext("%(number)s. %(sum)s", number=number, sum=texts.money(purchase.cheque_minor))
    return Button.action(label, action(routes.RETURN, purchase.purchase_id))


def _member(texts: Texts, name: str) -> str:
    return texts.person(name) if name else texts.gettext("A customer")


def _record(texts: Texts) -> Row:
    return (Button.action(texts.gettext("✅ Record"), routes.RECORD, style="success"),)


def _cancel(texts: Texts) -> Row:
    return (Button.action(texts.gettext("✖️ Cancel the sale"), routes.CANCEL),)
