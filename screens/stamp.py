"""Stamp cards: drawn, said in circles and in words, with what is ready and what is left to the next gift."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rules.history import Entry
from rules.stamp import BY_HAND, StampFacts, StampGain
from screens import routes
from screens.layout import Row, blocks, heading, home, lines
from screens.routes import CARD, action
from screens.screen import Button, Screen, Stamps
from screens.texts import Texts

CIRCLES_MAX = 20  # of more, a line is no picture any more
CARDS_MAX = 5  # shown beside each other
ENTRIES_MAX = 3


def show(texts: Texts, cards: Sequence[StampFacts], at: int, entries: Sequence[Entry] = ()) -> Screen:
    """One card of several. entries: its newest ones."""
    facts = cards[at]
    html = blocks(
        heading("🎟", title(texts, facts.card)),
        state(texts, facts),
        texts.gettext("Show your card at the till and say that you take the gift.") if facts.gifts else "",
        _all(texts, cards) if len(cards) > 1 else "",
        _latest(texts, entries),
    )
    show_card = Button.action(texts.gettext("💳 Show my card"), CARD, style="primary")
    return Screen(html, ((show_card,), *_others(texts, cards, at), home(texts)), picture=_picture(texts, facts))


def none(texts: Texts) -> Screen:
    """The programme has no stamp cards, or none any more."""
    return Screen(texts.gettext("There are no stamp cards here now."), (home(texts),))


def title(texts: Texts, card: str) -> str:
    """How the card is called, no longer than a name: there may be several, under one picture."""
    return texts.person(texts.names.get(f"stamp:{card}", card))


def gift(texts: Texts, card: str) -> str:
    """What a full card gives."""
    return texts.person(texts.names.get(f"stamp_gift:{card}", card))


def state(texts: Texts, facts: StampFacts) -> str:
    """How full it is, what is ready, what is left, what is owed and until when."""
    return lines(
        circles(facts.filled, facts.needed),
        texts.gettext("<b>%(filled)s of %(needed)s</b>", filled=facts.filled, needed=facts.needed),
        ready(texts, facts.card, facts.gifts) if facts.gifts else _left(texts, facts),
        _further(texts, facts),
        _owed(texts, facts),
        texts.gettext("📅 Use by %(day)s", day=texts.day(facts.last_day)) if facts.last_day else "",
    )


def circles(filled: int, needed: int) -> str:
    """`●●●○○`; nothing where nobody would count them."""
    return "●" * filled + "○" * (needed - filled) if needed <= CIRCLES_MAX else ""


def ready(texts: Texts, card: str, gifts: int) -> str:
    if gifts == 1:
        return texts.gettext("🎁 Ready: <b>%(gift)s</b>", gift=gift(texts, card))
    return texts.gettext("🎁 Ready: <b>%(gift)s</b> × %(gifts)s", gift=gift(texts, card), gifts=gifts)


def gained(texts: Texts, one: StampGain) -> str:
    """What a purchase put on a card, in one or two lines."""
    full = one.needed if one.gifts else one.stamps % one.needed
    line = texts.gettext(
        "🎟 %(card)s: +%(gained)s, %(filled)s of %(needed)s",
        card=title(texts, one.card),
        gained=one.gained,
        filled=full,
        needed=one.needed,
    )
    return lines(line, ready(texts, one.card, one.gifts) if one.gifts else "")


def line(texts: Texts, facts: StampFacts) -> str:
    """A card in one line."""
    return texts.gettext(
        "🎟 %(card)s: %(filled)s of %(needed)s",
        card=title(texts, facts.card),
        filled=facts.filled,
        needed=facts.needed,
    )


def _left(texts: Texts, facts: StampFacts) -> str:
    left = facts.needed - facts.filled
    return texts.ngettext(
        "%(n)s more stamp, and it is yours: %(gift)s",
        "%(n)s more stamps, and it is yours: %(gift)s",
        left,
        gift=gift(texts, facts.card),
    )


def _further(texts: Texts, facts: StampFacts) -> str:
    if not facts.further:
        return ""
    return texts.ngettext("And %(n)s stamp on the next card", "And %(n)s stamps on the next card", facts.further)


def _owed(texts: Texts, facts: StampFacts) -> str:
    if not facts.owed:
        return ""
    return texts.ngettext(
        "↩️ Owed after a return: %(n)s stamp; the next ones repay it",
        "↩️ Owed after a return: %(n)s stamps; the next ones repay them",
        facts.owed,
    )


def _latest(texts: Texts, entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    shown = (_entry(texts, entry) for entry in entries[:ENTRIES_MAX])
    return lines(texts.gettext("<b>What came and what went</b>"), *shown)


def _entry(texts: Texts, entry: Entry) -> str:
    change = f"+{texts.number(entry.points)}" if entry.points > 0 else texts.number(entry.points)
    return texts.gettext(
        "%(change)s · %(at)s · %(what)s", change=change, at=texts.instant(entry.at), what=_what(texts, entry)
    )


def _what(texts: Texts, entry: Entry) -> str:
    match entry.kind:
        case "earned":
            return texts.gettext("a purchase")
        case "spent":
            return texts.gettext("a gift was taken")
        case "clawed":
            return texts.gettext("a return")
        case "refunded":
            return texts.gettext("a gift came back")
        case "burned":
            return texts.gettext("burned")
        case "adjusted" if entry.note == BY_HAND:
            return texts.gettext("by the shop")
        case "adjusted":
            return texts.gettext("by the shop: %(reason)s", reason=texts.person(entry.note))
        case "imported":
            return texts.gettext("from your earlier card")
        case _:
            return texts.gettext("your two cards became one")


def _all(texts: Texts, cards: Sequence[StampFacts]) -> str:
    """All cards by number, one line each."""
    shown = enumerate(cards[:CARDS_MAX], start=1)
    return lines(*(f"{numbered(texts, number, one)}{' 🎁' if one.gifts else ''}" for number, one in shown))


def numbered(texts: Texts, number: int, facts: StampFacts) -> str:
    """A card in one line, by the number that its button bears."""
    return texts.gettext(
        "%(number)s. %(card)s: %(filled)s of %(needed)s",
        number=number,
        card=title(texts, facts.card),
        filled=facts.filled,
        needed=facts.needed,
    )


def _others(texts: Texts, cards: Sequence[StampFacts], at: int) -> tuple[Row, ...]:
    """A button for each other card."""
    buttons = [
        Button.action(f"{'🎁' if one.gifts else '🎟'} {place + 1}", action(routes.STAMPS, one.card))
        for place, one in enumerate(cards[:CARDS_MAX])
        if place != at
    ]
    return (tuple(buttons),) if buttons else ()


def _picture(texts: Texts, facts: StampFacts) -> Stamps:
    plain = texts.plain
    return Stamps(
        filled=facts.filled,
        needed=facts.needed,
        brand=plain.safe(texts.brand.name),
        accent=texts.brand.accent,
        logo=texts.brand.logo,
    )


STAMP_REFUSALS: dict[str, Callable[[Texts, Mapping[str, Any]], str]] = {
    "stamp_card_unknown": lambda texts, _: texts.gettext("There is no such stamp card any more."),
    "stamps_missing": lambda texts, facts: texts.gettext(
        "There are not enough stamps for a gift: %(has)s of %(needed)s.",
        has=int(facts["has"]),
        needed=int(facts["needed"]),
    ),
    "stamp_gift_not_here": lambda texts, _: texts.gettext(
        "This gift is for other goods. Hand it over beside the cheque."
    ),
}
