"""The first screen a newcomer sees, and the one that greets a new member."""

from __future__ import annotations

from datetime import date

from rules.welcome import WelcomeFacts
from screens.layout import blocks, heading, home, lines
from screens.routes import CARD, CONSENT, INVITE, LANGUAGE
from screens.screen import Button, Screen
from screens.texts import Texts


def show(texts: Texts, facts: WelcomeFacts) -> Screen:
    """What one gets by joining. The language is the client's until another is picked."""
    # The owner's own greeting already welcomes; the name above it says who speaks.
    hello = texts.gettext("Welcome to %(brand)s!", brand=texts.brand.name)
    html = blocks(
        heading("👋", texts.safe(texts.brand.name) if facts.greeting else hello),
        texts.prose(facts.greeting)
        or texts.gettext("Your loyalty card lives right here in the chat: no app, no plastic, nothing to lose."),
        lines(_gift(texts, facts), _invited(texts, facts)),
        texts.gettext("Joining takes less than a minute."),
    )
    join = Button.action(texts.gettext("✨ Join"), CONSENT, style="primary")
    return Screen(html, ((join,), (Button.action(texts.gettext("🌐 Language"), LANGUAGE),)))


def joined(texts: Texts, name: str, points: int, last_day: date | None) -> Screen:
    """Greet a new member. last_day: the last usable day of the welcome points, None when they never burn."""
    hello = texts.gettext("You are in, %(name)s!", name=texts.person(name)) if name else texts.gettext("You are in!")
    html = blocks(
        heading("🎉", hello),
        gift(texts, points, last_day),
        texts.gettext("At the till just show your card: the cashier scans the code or types it."),
    )
    rows = (
        (Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),),
        *(((Button.action(texts.gettext("🤝 Invite a friend"), INVITE),),) if "invite" in texts.parts else ()),
        home(texts),
    )
    return Screen(html, rows)


def gift(texts: Texts, points: int, last_day: date | None) -> str:
    """Return the lines about the welcome points, or nothing when there are none."""
    if points <= 0:
        return ""
    if last_day is None:
        return texts.gettext("🎁 A welcome gift: <b>%(points)s</b>", points=texts.points(points))
    return lines(
        texts.gettext("🎁 A welcome gift: <b>%(points)s</b>", points=texts.points(points)),
        texts.gettext("Last day to use it: <b>%(day)s</b>", day=texts.day(last_day)),
    )


def _gift(texts: Texts, facts: WelcomeFacts) -> str:
    if facts.points <= 0:
        return ""
    points = texts.points(facts.points)
    if facts.life_days <= 0:
        return texts.gettext("🎁 For joining: <b>%(points)s</b>", points=points)
    return texts.ngettext(
        "🎁 For joining: <b>%(points)s</b>, good for %(n)s day",
        "🎁 For joining: <b>%(points)s</b>, good for %(n)s days",
        facts.life_days,
        points=points,
    )


def _invited(texts: Texts, facts: WelcomeFacts) -> str:
    if facts.friend_points <= 0:
        return ""
    points = texts.points(facts.friend_points)
    if facts.inviter:
        promise = texts.gettext(
            "🤝 %(name)s invites you. After your first purchase: <b>%(points)s</b>",
            name=texts.person(facts.inviter),
            points=points,
        )
    else:
        promise = texts.gettext("🤝 You were invited. After your first purchase: <b>%(points)s</b>", points=points)
    return lines(promise, _terms(texts, facts))


def _terms(texts: Texts, facts: WelcomeFacts) -> str:
    if facts.purchase_min_minor > 0:
        return texts.ngettext(
            "They come for a purchase of %(sum)s or more, made within %(n)s day of joining.",
            "They come for a purchase of %(sum)s or more, made within %(n)s days of joining.",
            facts.window_days,
            sum=texts.money(facts.purchase_min_minor),
        )
    return texts.ngettext(
        "They come for a purchase made within %(n)s day of joining.",
        "They come for a purchase made within %(n)s days of joining.",
        facts.window_days,
    )
