"""What is kept about a member, a copy of it, and being forgotten."""

from __future__ import annotations

from screens.layout import blocks, contact_line, heading, home, lines
from screens.routes import FORGET, MENU, MYDATA, PRIVACY, action
from screens.screen import Button, File, Screen
from screens.texts import Texts


def show(texts: Texts, text: str, contact: str = "", *, registered: bool = True) -> Screen:
    """text: the programme's own words about personal data. A stranger may read it too."""
    html = blocks(
        heading("🔐", texts.gettext("What we keep about you")),
        texts.prose(text),
        contact_line(texts, contact),
    )
    own = (
        (Button.action(texts.gettext("📦 My data"), MYDATA),),
        (Button.action(texts.gettext("🗑 Erase my data"), FORGET),),
        home(texts),
    )
    return Screen(html, own if registered else (home(texts),))


def my_data(texts: Texts) -> Screen:
    html = blocks(
        heading("📦", texts.gettext("A copy of your data")),
        texts.gettext("Everything we keep about you, as one file. JSON is for programs, CSV opens as a table."),
    )
    rows = (
        (Button.action("JSON", action(MYDATA, "json")), Button.action("CSV", action(MYDATA, "csv"))),
        (Button.action(texts.gettext("‹ Back"), PRIVACY),),
    )
    return Screen(html, rows)


def sent(texts: Texts, *files: File) -> Screen:
    """The copy itself follows as files."""
    html = texts.gettext("📦 Here is everything we keep about you.")
    return Screen(html, (home(texts),), files=files)


def forget(texts: Texts, available: int, *, cards: int = 0, money_minor: int = 0) -> Screen:
    """Ask once more; available: points that would be lost. cards: gift cards with money on them, money_minor in all."""
    html = blocks(
        heading("🗑", texts.gettext("Erase your data?")),
        lines(
            texts.gettext("Your name, phone, birthday and settings will be gone for good."),
            texts.gettext("You would lose: <b>%(points)s</b>", points=texts.points(available)) if available else "",
            texts.gettext("The shop's books keep the purchases, without your name."),
        ),
        _gift_cards(texts, cards, money_minor) if cards else "",
        texts.gettext("This cannot be undone."),
    )
    rows = (
        (Button.action(texts.gettext("🗑 Yes, erase"), action(FORGET, "yes"), style="danger"),),
        (Button.action(texts.gettext("No, keep it"), MENU),),
    )
    return Screen(html, rows)


def _gift_cards(texts: Texts, cards: int, money_minor: int) -> str:
    return texts.ngettext(
        "⚠️ You have %(n)s gift card with <b>%(money)s</b> on it. It will be nobody's then: spend it first, or write "
        "down its last four digits, by which the shop can find it.",
        "⚠️ You have %(n)s gift cards with <b>%(money)s</b> on them. They will be nobody's then: spend them first, or "
        "write down their last four digits, by which the shop can find them.",
        cards,
        money=texts.money(money_minor),
    )


def forgotten(texts: Texts) -> Screen:
    html = blocks(
        heading("👋", texts.gettext("Done, we no longer know you")),
        texts.gettext("Your personal data is erased. If you ever want to come back, send /start."),
    )
    return Screen(html)
