"""The phone: why it is asked for, and what came of it."""

from __future__ import annotations

from screens.layout import blocks, heading, home
from screens.routes import PHONE, action
from screens.screen import Button, Screen
from screens.texts import Texts


def ask(texts: Texts) -> Screen:
    """A contact that the messenger vouches for, or later; nothing else is lost by waiting."""
    html = blocks(
        heading("📱", texts.gettext("Your phone number")),
        texts.gettext(
            "With it the cashier finds you without a code, and an earlier card of yours joins this one by itself."
        ),
        texts.gettext("Press the button to share it, or do it later in the settings."),
    )
    later = Button.action(texts.gettext("Later"), action(PHONE, "later"))
    return Screen(html, ((Button.contact(texts.gettext("📱 Share my number")),), (later,)))


def saved(texts: Texts) -> Screen:
    return Screen(texts.gettext("📱 Thank you, the number is saved."), (home(texts),))


def merged(texts: Texts, available: int) -> Screen:
    """The number belonged to an imported member: the two are one now."""
    html = blocks(
        heading("🔗", texts.gettext("We found your earlier card")),
        texts.gettext(
            "Everything on it is yours here too. Your balance: <b>%(points)s</b>", points=texts.points(available)
        ),
    )
    return Screen(html, (home(texts),))


def foreign(texts: Texts) -> Screen:
    """Somebody else's contact, or a forwarded one."""
    html = blocks(
        heading("🙅", texts.gettext("This is somebody else's contact")),
        texts.gettext("We take only your own number, shared by the button below."),
    )
    later = Button.action(texts.gettext("Later"), action(PHONE, "later"))
    return Screen(html, ((Button.contact(texts.gettext("📱 Share my number")),), (later,)))
