"""The birthday: asked for kindly, never needed."""

from __future__ import annotations

from datetime import date

from screens.layout import blocks, heading, home
from screens.routes import BIRTHDAY, SETTINGS, action
from screens.screen import Button, Screen
from screens.texts import Texts


def ask(texts: Texts) -> Screen:
    html = blocks(
        heading("🎂", texts.gettext("When is your birthday?")),
        texts.gettext("Type day, month and year, like this: <code>25.12.1990</code>"),
        texts.gettext("You may also leave it out."),
    )
    return Screen(html, ((Button.action(texts.gettext("Leave it out"), action(BIRTHDAY, "later")),),))


def saved(texts: Texts, day: date) -> Screen:
    html = texts.gettext("🎂 Noted: <b>%(day)s</b>", day=texts.day(day))
    return Screen(html, ((Button.action(texts.gettext("⚙️ Settings"), SETTINGS), *home(texts)),))


def unreadable(texts: Texts) -> Screen:
    html = blocks(
        texts.gettext("🤔 That does not look like a date in the past."),
        texts.gettext("Type day, month and year, like this: <code>25.12.1990</code>"),
    )
    return Screen(html, ((Button.action(texts.gettext("Leave it out"), action(BIRTHDAY, "later")),),))
