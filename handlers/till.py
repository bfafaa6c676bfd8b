"""The cashier's sale: a code, a sum, a quote, the member's yes, the record; and taking a purchase back."""

from __future__ import annotations

from typing import Any

from actions import card, member, offer, privilege, program, stamp, till
from channels.channel import Reply
from handlers.route import Answer, Id, on
from handlers.visit import Stale, Visit
from rules.cheque import MAX_CHEQUE_MINOR
from rules.money import MAX_POINTS, minor_digits, to_minor
from rules.refusal import AmountInvalid, PointsInvalid, ReturnAboveRest
from screens import payment
from screens import till as screens
from screens.screen import Screen

CODE, SUM, QUOTE = "till_code", "till_sum", "till_quote"
RECORDED = "till_recorded"  # waits for nothing; a second press on "record" is told that it is done
AWAITED = frozenset({CODE, SUM, QUOTE})
CARD_PREFIX = "c_"
POINTS_DIGITS = len(str(MAX_POINTS))


def plain_digits(words: str) -> str:
    """The digits of what was typed, blanks aside; nothing when it is anything else, emoji digits too."""
    digits = "".join(words.split())
    return digits if digits.isascii() and digits.isdigit() else ""


def card_payload(code: str) -> str:
    """What a card's QR starts the bot with."""
    return f"{CARD_PREFIX}{code}"


def code_in(payload: str) -> str:
    """The card's code in a start payload, or nothing."""
    return payload.removeprefix(CARD_PREFIX) if payload.startswith(CARD_PREFIX) else ""


def scanned(visit: Visit, code: str) -> Answer:
    """A cashier's camera opened the link on a member's card."""
    return Reply(_take_code(visit, code), fresh=True)


@on.pressed("till", looks_only=True)
def show(visit: Visit) -> Screen:
    return screens.show(visit.texts, visit.cashier.location, sells_cards=visit.program.gift_cards is not None)


@on.pressed("till:sale")
def sale(visit: Visit) -> Screen:
    _only_cashier(visit)
    _end(visit)
    visit.await_(CODE)
    return screens.ask_code(visit.texts)


@on.awaited(CODE)
def code_typed(visit: Visit, words: str) -> Answer:
    """A card's six digits, or a phone."""
    _only_cashier(visit)
    digits = plain_digits(words)
    if len(digits) == card.CODE_DIGITS:
        return _take_code(visit, digits)
    return _ask_sum(visit, member.by_phone(visit.work, words).member_id)


@on.awaited(SUM)
def sum_typed(visit: Visit, words: str) -> Answer:
    _only_cashier(visit)
    sale = visit.address.dialogue
    return _quote(visit, sale["member_id"], minor(visit, words), sale.get("gift", ""))


@on.awaited(QUOTE)
def points_typed(visit: Visit, words: str) -> Answer:
    """How many points, typed instead of pressed. Raises PointsInvalid."""
    digits = plain_digits(words)
    if not digits or len(digits) > POINTS_DIGITS:
        raise PointsInvalid(points=words, most=MAX_POINTS)
    return pay(visit, int(digits))


@on.pressed("till:pay")
def pay(visit: Visit, points: int) -> Screen:
    """Ask the member to pay with points; 0 withdraws the question."""
    cashier, sale = visit.cashier, _sale(visit)
    _withdraw(visit)
    gift = sale.get("gift", "")
    if points <= 0:
        return _quote(visit, sale["member_id"], sale["amount_minor"], gift)
    card_id = sale.get("card_id", "")
    request = till.ask(visit.work, cashier, sale["member_id"], sale["amount_minor"], points, gift=gift, card_id=card_id)
    visit.await_(QUOTE, **{**sale, "request_id": request.request_id})
    return screens.waiting(visit.texts, request)


@on.pressed("till:record")
def record(visit: Visit) -> Answer:
    _only_cashier(visit)
    if visit.address.awaiting == RECORDED:
        return Reply(notice=visit.texts.plain.gettext("The purchase is recorded"))  # pressed twice, done once
    sale = _sale(visit)
    recorded = till.record(
        visit.work,
        visit.cashier,
        sale["member_id"],
        sale["amount_minor"],
        sale.get("request_id", ""),
        gift=sale.get("gift", ""),
        card_id=sale.get("card_id", ""),
    )
    visit.await_(RECORDED)
    return screens.recorded(visit.texts, recorded)


@on.pressed("till:cancel")
def cancel(visit: Visit) -> Screen:
    _only_cashier(visit)
    _end(visit)
    return screens.cancelled(visit.texts)


@on.pressed("till:returns", looks_only=True)
def returns(visit: Visit) -> Screen:
    return screens.returns(visit.texts, till.purchases_of(visit.work, visit.cashier))


@on.pressed("till:return")
def take_back(visit: Visit, purchase_id: Id, word: str = "") -> Answer:
    """Ask, then take it back."""
    if word not in ("", "yes"):
        raise Stale
    if not word:
        return screens.confirm_return(visit.texts, till.purchase_of(visit.work, visit.cashier, purchase_id))
    try:
        return screens.returned(visit.texts, till.take_back(visit.work, visit.cashier, purchase_id))
    except ReturnAboveRest:
        return Reply(notice=visit.texts.plain.gettext("The purchase is taken back"))  # pressed twice, done once


@on.pressed("pay")
def answer(visit: Visit, request_id: Id, word: str) -> Screen:
    """The member's own yes or no."""
    me = visit.me
    if word not in ("yes", "no"):
        raise Stale
    try:
        request = till.answer(visit.work, me, request_id, yes=word == "yes")
    except till.RequestClosed:
        return payment.closed(visit.texts)
    return payment.agreed(visit.texts, request) if word == "yes" else payment.declined(visit.texts, request)


def buyer(visit: Visit) -> str:
    """Who is served now, before or after the sum was typed. Raises NotStaff, Stale."""
    _only_cashier(visit)
    known = visit.address
    if known.awaiting not in (SUM, QUOTE):
        raise Stale
    member_id: str = known.dialogue["member_id"]
    return member_id


def resume(visit: Visit, gift: str | None = None) -> Screen:
    """Go on with the sale under way, with the gift of this stamp card; None leaves the gift as it was."""
    member_id, sale = buyer(visit), visit.address.dialogue
    _withdraw(visit)
    gift = sale.get("gift", "") if gift is None else gift
    if "amount_minor" in sale:
        return _quote(visit, member_id, sale["amount_minor"], gift)
    return _ask_sum(visit, member_id, gift)


def with_card(visit: Visit, card_id: str) -> Screen:
    """Go on with the sale under way; this gift card pays what points leave."""
    known = visit.address
    visit.await_(known.awaiting, **{**known.dialogue, "card_id": card_id})
    return resume(visit)


def _take_code(visit: Visit, code: str) -> Screen:
    _only_cashier(visit)
    _end(visit)
    return _ask_sum(visit, card.use(visit.work, code))


def _only_cashier(visit: Visit) -> None:
    """Raises NotStaff."""
    _ = visit.cashier


def _ask_sum(visit: Visit, member_id: str, gift: str = "") -> Screen:
    work, place = visit.work, visit.cashier.location
    served = member.get(work, member_id)
    visit.await_(SUM, member_id=member_id, **_chosen(visit, gift))
    facts = privilege.of(work, member_id, place)
    in_force = program.serving(work, member_id, place)
    offers = offer.at_till(work, member_id) if in_force.offered else ()
    cards = stamp.cards(work, member_id, in_force.program)
    return screens.ask_sum(visit.texts, served.name, facts, cards, gift, offers)


def _quote(visit: Visit, member_id: str, amount_minor: int, gift: str = "") -> Screen:
    chosen = _chosen(visit, gift)
    card_id = chosen.get("card_id", "")
    quoted = till.quote(visit.work, visit.cashier, member_id, amount_minor, gift=gift, card_id=card_id)
    visit.await_(QUOTE, member_id=member_id, amount_minor=amount_minor, **chosen)
    return screens.quote(visit.texts, quoted)


def _chosen(visit: Visit, gift: str) -> dict[str, str]:
    """What was chosen for the sale under way: the stamp card whose gift is taken, the gift card that pays."""
    known = visit.address
    card_id = known.dialogue.get("card_id", "") if known.awaiting in (SUM, QUOTE) else ""
    return {name: value for name, value in (("gift", gift), ("card_id", card_id)) if value}


def _sale(visit: Visit) -> dict[str, Any]:
    """The sale under way. Raises Stale when there is none any more."""
    known = visit.address
    if known.awaiting != QUOTE:
        raise Stale
    return known.dialogue


def _end(visit: Visit) -> None:
    """Withdraw whatever the last sale left open."""
    _withdraw(visit)
    visit.await_()


def _withdraw(visit: Visit) -> None:
    known = visit.address
    if known.awaiting == QUOTE and "request_id" in known.dialogue:
        till.cancel(visit.work, visit.cashier, known.dialogue["request_id"])


def minor(visit: Visit, words: str) -> int:
    """The sum as people type it, `1 250,50`. Raises AmountInvalid."""
    currency = visit.program.currency
    # A low line parts the thousands in a programme file; nobody types one at a till but by a slip.
    written = words.strip().replace(",", ".").replace("_", "?")
    try:
        return to_minor(written, minor_digits(currency))
    except ValueError as error:
        raise AmountInvalid(what="The sum", line=0, amount=words, least=1, most=MAX_CHEQUE_MINOR) from error
