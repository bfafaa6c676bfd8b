"""How every screen is laid out: a heading, blocks apart by an empty line, a bar, the rows that lead on."""

from __future__ import annotations

from screens.routes import MENU, action
from screens.screen import Button
from screens.texts import Texts

Row = tuple[Button, ...]
BAR_CELLS = 10


def heading(emoji: str, title: str) -> str:
    return f"{emoji} <b>{title}</b>"


def blocks(*parts: str) -> str:
    """Put an empty line between the parts that say something."""
    return "\n\n".join(part for part in parts if part)


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def bullets(*parts: str) -> str:
    return "\n".join(f"• {part}" for part in parts if part)


def bar(percent: int) -> str:
    """`▰▰▰▱▱▱▱▱▱▱` for 30; full only when the way is done, so that nobody is told too early."""
    full = max(0, min(BAR_CELLS, percent * BAR_CELLS // 100))
    return "▰" * full + "▱" * (BAR_CELLS - full)


def home(texts: Texts) -> Row:
    return (Button.action(texts.gettext("🏠 Menu"), MENU),)


def back(texts: Texts, name: str) -> Row:
    return (Button.action(texts.gettext("‹ Back"), name),)


def pager(texts: Texts, name: str, page: int, pages: int) -> tuple[Row, ...]:
    """Return the row that turns pages, or no row when there is one page. page: from 0."""
    if pages <= 1:
        return ()
    earlier = Button.action(texts.gettext("‹ Newer"), action(name, page - 1))
    later = Button.action(texts.gettext("Older ›"), action(name, page + 1))
    return ((*((earlier,) if page > 0 else ()), *((later,) if page + 1 < pages else ())),)


def contact_line(texts: Texts, contact: str) -> str:
    """The shop's own words about whom to ask, or nothing."""
    return f"💬 {texts.prose(contact)}" if contact else ""


def pages_line(texts: Texts, page: int, pages: int) -> str:
    if pages <= 1:
        return ""
    return texts.gettext("<i>Page %(page)s of %(pages)s</i>", page=page + 1, pages=pages)
