"""What a member hears from us: the kinds of messages, a silence for a while, and all of it in words."""

from __future__ import annotations

from rules.hearing import Hearing, hearing
from rules.member import MUTABLE, SNOOZES_DAYS, Member, Mutable
from screens import routes
from screens.layout import Row, back, blocks, bullets, heading, lines
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts


def kinds(texts: Texts, member: Member) -> Screen:
    """Which kinds of messages come; each button turns its own kind."""
    html = blocks(
        heading("🔔", texts.gettext("Which messages to send you")),
        texts.gettext(
            "Press one to turn it on or off. Questions from the till always come: they wait for your answer."
        ),
        "" if member.marketing else _refused(texts),
    )
    buttons = [
        Button.action(f"{'🔕' if kind in member.muted else '🔔'} {kind_name(texts, kind)}", action(routes.MUTE, kind))
        for kind in MUTABLE
    ]
    words = Button.action(texts.gettext("🔎 What I hear"), routes.HEARING)
    return Screen(html, (*_pairs(buttons), (words, *back(texts, routes.SETTINGS))))


def snooze(texts: Texts, member: Member) -> Screen:
    """Pick for how long; or end it."""
    html = blocks(
        heading("💤", texts.gettext("Silence for a while")),
        texts.gettext(
            "No offers, no news, no reminders and no questions. What you buy and what you earn we tell you as before."
        ),
        snoozed(texts, member),
    )
    choices = tuple(
        Button.action(texts.plain.ngettext("%(n)s day", "%(n)s days", days), action(routes.SNOOZE, days))
        for days in SNOOZES_DAYS
    )
    end = (Button.action(texts.gettext("🔔 End the silence"), action(routes.SNOOZE, "off")),)
    rows: tuple[Row, ...] = (choices, end) if member.snoozed_until else (choices,)
    words = Button.action(texts.gettext("🔎 What I hear"), routes.HEARING)
    return Screen(html, (*rows, (words, *back(texts, routes.SETTINGS))))


def show(texts: Texts, member: Member) -> Screen:
    """What comes and what does not, with the reason, in words."""
    found: list[tuple[Mutable, Hearing]] = [(kind, hearing(member, kind)) for kind in MUTABLE]
    heard = [_about(texts, kind) for kind, state in found if state == "heard"]
    silent = [
        texts.gettext("%(what)s <i>(%(why)s)</i>", what=_about(texts, kind), why=_why(texts, member, state))
        for kind, state in found
        if state != "heard"
    ]
    html = blocks(
        heading("🔎", texts.gettext("What you hear from us")),
        lines(texts.gettext("✅ We write about:"), bullets(*heard)) if heard else "",
        lines(texts.gettext("🔕 We do not write about:"), bullets(*silent)) if silent else "",
        lines(
            texts.gettext("❗ Always:"),
            bullets(
                texts.gettext("questions from the till, returns, changes of the programme, answers to your own words")
            ),
        ),
        _nights(texts, member),
    )
    rows = (
        (
            Button.action(texts.gettext("🔔 Messages"), routes.KINDS),
            Button.action(texts.gettext("💤 Silence"), routes.SNOOZE),
        ),
        back(texts, routes.SETTINGS),
    )
    return Screen(html, rows)


def snoozed(texts: Texts, member: Member) -> str:
    """The line that says until when it is silent, or nothing."""
    if member.snoozed_until is None:
        return ""
    return texts.gettext("💤 Silence until <b>%(when)s</b>", when=texts.instant(member.snoozed_until))


def kind_name(texts: Texts, kind: str) -> str:
    """Return the short name of a kind of MUTABLE."""
    names = {
        "purchases": texts.gettext("Purchases"),
        "warnings": texts.gettext("Before it burns"),
        "tiers": texts.gettext("My tier"),
        "friends": texts.gettext("My friends"),
        "offers": texts.gettext("Personal offers"),
        "news": texts.gettext("News"),
        "reminders": texts.gettext("Reminders"),
        "surveys": texts.gettext("Questions"),
    }
    return names[kind]


def _about(texts: Texts, kind: str) -> str:
    words = {
        "purchases": texts.gettext("your purchases and the points that they bring"),
        "warnings": texts.gettext("points that burn soon"),
        "tiers": texts.gettext("your tier: when it rises, ends or falls"),
        "friends": texts.gettext("friends whom you invited"),
        "offers": texts.gettext("offers made for you"),
        "news": texts.gettext("news and promotions"),
        "reminders": texts.gettext("reminders: a birthday, a gift that waits, a tier that is near"),
        "surveys": texts.gettext("how you liked it: a question after a purchase, now and then"),
    }
    return words[kind]


def _why(texts: Texts, member: Member, state: Hearing) -> str:
    if state == "snoozed" and member.snoozed_until is not None:
        return texts.gettext("silence until %(when)s", when=texts.instant(member.snoozed_until))
    return texts.gettext("you turned it off") if state == "muted" else texts.gettext("you did not agree to offers")


def _refused(texts: Texts) -> str:
    return texts.gettext("Offers, news and reminders come only when you agree to them: 💌 in the settings.")


def _nights(texts: Texts, member: Member) -> str:
    if member.quiet is None:
        return ""
    start, end = member.quiet
    return texts.gettext(
        "🌙 From %(start)s to %(end)s nothing comes but from the till.", start=texts.hour(start), end=texts.hour(end)
    )


def _pairs(buttons: list[Button]) -> tuple[Row, ...]:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
