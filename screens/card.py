"""The card for the till: a picture with a QR, and the same code in words."""

from __future__ import annotations

from rules.card import CardFacts
from screens.layout import bar, blocks, heading, home, lines
from screens.routes import BALANCE, CARD
from screens.screen import Button, Card, Screen
from screens.texts import Texts


def show(texts: Texts, facts: CardFacts) -> Screen:
    scores = facts.available or "points" in texts.parts
    html = blocks(
        heading("💳", texts.gettext("Your card: %(brand)s", brand=texts.brand.name)),
        lines(
            texts.gettext("Code for the cashier: <code>%(code)s</code>", code=facts.code),
            validity(texts, facts),
        ),
        lines(
            texts.gettext("Balance: <b>%(points)s</b>", points=texts.points(facts.available)) if scores else "",
            _tier(texts, facts),
        ),
    )
    rows = (
        (Button.action(texts.gettext("🔄 New code"), CARD, style="primary"),),
        (*((Button.action(texts.gettext("💰 Balance"), BALANCE),) if scores else ()), *home(texts)),
    )
    return Screen(html, rows, picture=picture(texts, facts))


def validity(texts: Texts, facts: CardFacts) -> str:
    """How long the code is good for."""
    return texts.ngettext(
        "Good for %(n)s second, for one purchase",
        "Good for %(n)s seconds, for one purchase",
        facts.seconds,
    )


def _tier(texts: Texts, facts: CardFacts) -> str:
    if not facts.tier or "tiers" not in texts.parts:
        return ""
    tier = texts.gettext("Tier: <b>%(tier)s</b>", tier=texts.name(facts.tier))
    if facts.progress_percent is None:
        return tier
    way = texts.gettext(
        "To the next one: %(bar)s %(percent)s", bar=bar(facts.progress_percent), percent=_percent(texts, facts)
    )
    return lines(tier, way)


def _percent(texts: Texts, facts: CardFacts) -> str:
    return texts.percent(facts.progress_percent or 0)


def picture(texts: Texts, facts: CardFacts) -> Card:
    """The card as it is drawn."""
    plain = texts.plain
    return Card(
        content=facts.content,
        code=facts.code,
        brand=plain.safe(texts.brand.name),
        accent=texts.brand.accent,
        logo=texts.brand.logo,
        tier=plain.name(facts.tier) if facts.tier and "tiers" in texts.parts else "",
        progress_percent=facts.progress_percent,
    )
