"""Promo codes in the chat: asking for one, what it gave, what waits for the next purchase."""

from __future__ import annotations

from rules.promo import PROMO, PromoFacts
from screens.layout import blocks, heading, home, lines
from screens.routes import BALANCE, CARD, action
from screens.routes import PROMO as ROUTE
from screens.screen import Button, Screen
from screens.texts import Texts


def ask(texts: Texts, waiting: PromoFacts | None = None) -> Screen:
    """Type a code; waiting: what the next purchase will use."""
    html = blocks(
        heading("🏷", texts.gettext("Promo code")),
        blocks(texts.gettext("Waits for your next purchase:"), _about(texts, waiting)) if waiting else "",
        texts.gettext("Type a code, or send a photo of its QR."),
    )
    drop = (Button.action(texts.gettext("✖️ Put it aside"), action(ROUTE, "drop")),)
    return Screen(html, (*((drop,) if waiting else ()), home(texts)))


def used(texts: Texts, facts: PromoFacts) -> Screen:
    """What a code gave, at once or with the next purchase."""
    if facts.waits:
        html = blocks(
            heading("🏷", texts.gettext("It is yours with the next purchase")),
            _about(texts, facts),
            texts.gettext("Show your card at the till: the code is used by itself."),
        )
        return Screen(html, ((Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),), home(texts)))
    html = blocks(heading("🎉", texts.gettext("The code is yours")), _about(texts, facts))
    return Screen(html, ((Button.action(texts.gettext("💰 Balance"), BALANCE), *home(texts)),))


def dropped(texts: Texts) -> Screen:
    html = texts.gettext("Put aside. The code is not used up: type it again when you want it.")
    return Screen(html, ((Button.action(texts.gettext("🏷 Promo code"), ROUTE),), home(texts)))


def kept(texts: Texts) -> str:
    """What a newcomer is told who came by the link of a code."""
    return texts.gettext("🏷 Your code is kept: it is used as soon as you have joined.")


def title(texts: Texts, promo: str) -> str:
    return texts.name(f"{PROMO}{promo}")


def gift(texts: Texts, promo: str) -> str:
    return texts.name(f"promo_gift:{promo}")


def _about(texts: Texts, facts: PromoFacts) -> str:
    minimum, day = facts.minimum_minor, facts.last_day
    return lines(
        texts.gettext("<b>%(title)s</b>", title=title(texts, facts.promo)),
        gives(texts, facts),
        texts.gettext("🧾 For a purchase from %(sum)s", sum=texts.money(minimum)) if minimum else "",
        texts.gettext("📅 Use by %(day)s", day=texts.day(day)) if day else "",
    )


def gives(texts: Texts, facts: PromoFacts) -> str:
    """One line."""
    if facts.points:
        return texts.gettext("🎁 %(points)s", points=texts.points(facts.points))
    if facts.percent:
        return texts.gettext("🎁 %(percent)s off", percent=texts.percent(facts.percent))
    if facts.sum_minor:
        return texts.gettext("🎁 %(sum)s off", sum=texts.money(facts.sum_minor))
    if facts.is_gift:
        return texts.gettext("🎁 %(gift)s", gift=gift(texts, facts.promo))
    if facts.tier:
        return texts.gettext("🏅 The tier %(tier)s", tier=texts.name(facts.tier))
    return texts.ngettext("🎫 %(n)s ticket of the draw", "🎫 %(n)s tickets of the draw", facts.tickets)
