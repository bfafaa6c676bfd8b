"""Picking the language; said in every language, because the reader may know only one."""

from __future__ import annotations

from screens.layout import heading, home, lines
from screens.routes import LANGUAGE, action
from screens.screen import Button, Screen
from screens.texts import Texts, languages


def show(texts: Texts, *, registered: bool = True) -> Screen:
    names = languages()
    html = lines(heading("🌐", texts.gettext("Choose your language")), " · ".join(names.values()))
    rows = tuple((Button.action(name, action(LANGUAGE, code)),) for code, name in names.items())
    return Screen(html, (*rows, home(texts)) if registered else rows)
