"""The brands of a coalition: where points are earned and spent."""

from __future__ import annotations

from collections.abc import Sequence

from screens.layout import Row, blocks, heading, home, lines, pages_line
from screens.routes import CARD, PARTNERS, action
from screens.screen import Button, Screen
from screens.texts import Texts

PAGE_ROWS = 6


def show(texts: Texts, names: Sequence[str], page: int = 0) -> Screen:
    """names: of all partners, in the programme's order; `texts.name` knows their titles and what they are about."""
    if not names:
        return Screen(texts.gettext("There are no partners here now."), (home(texts),))
    pages = -(-len(names) // PAGE_ROWS)
    page = min(max(page, 0), pages - 1)
    shown = names[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    html = blocks(
        heading("🏬", texts.gettext("Our partners")),
        texts.gettext("Your balance is one for all of them: earn at any, spend at any."),
        *(_partner(texts, name) for name in shown),
        pages_line(texts, page, pages),
    )
    card = Button.action(texts.gettext("💳 Show my card"), CARD, style="primary")
    return Screen(html, ((card,), *_turn(texts, page, pages), home(texts)))


def _turn(texts: Texts, page: int, pages: int) -> tuple[Row, ...]:
    before = Button.action(texts.gettext("‹ Previous"), action(PARTNERS, page - 1))
    following = Button.action(texts.gettext("Next ›"), action(PARTNERS, page + 1))
    row = (*((before,) if page > 0 else ()), *((following,) if page + 1 < pages else ()))
    return (row,) if row else ()


def _partner(texts: Texts, name: str) -> str:
    about = texts.names.get(f"partner_about:{name}", "")
    return lines(f"<b>{texts.name(f'partner:{name}')}</b>", texts.safe(about) if about else "")
