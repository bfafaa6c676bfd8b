"""A broadcast as one member would get it, with the ways to see another member, another variant, and to go back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from screens import routes
from screens.layout import Row, back
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts

ROWS_MAX = 6


def framed(
    texts: Texts, screen: Screen, number: int, variant: str, variants: Sequence[str], place: int, count: int
) -> Screen:
    """The screen itself, unchanged; its buttons do nothing here. place: of the member, from 0, of so many."""
    shown = tuple(
        tuple(_still(button, at, across) for across, button in enumerate(row)) for at, row in enumerate(screen.rows)
    )
    another = Button.action(
        texts.gettext("👤 Another"), action(routes.CAMPAIGN_PREVIEW, number, variant, (place + 1) % count)
    )
    other = variants[(variants.index(variant) + 1) % len(variants)]
    turn = Button.action(f"👁 {other.upper()}", action(routes.CAMPAIGN_PREVIEW, number, other, place))
    leave = Button.action(texts.gettext("✏️ To the draft"), action(routes.CAMPAIGN, number), style="primary")
    ways = (*((another,) if count > 1 else ()), *((turn,) if other != variant else ()), leave)
    return replace(screen, rows=(*_together(shown), ways))


def _together(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """As they are; two in a row where else there is no room for the ways on."""
    if len(rows) < ROWS_MAX:
        return rows
    return tuple(sum(rows[at : at + 2], ()) for at in range(0, len(rows), 2))


def _still(button: Button, at: int, across: int) -> Button:
    return replace(button, target=action(routes.CAMPAIGN_SEEN, f"{at}{across}")) if button.kind == "action" else button


def nobody(texts: Texts, number: int) -> Screen:
    html = texts.gettext("👁 There is nobody in the audience to show it as. Pick another audience first.")
    who = Button.action(texts.gettext("👥 Who gets it"), action(routes.CAMPAIGN_WHO, number), style="primary")
    return Screen(html, ((who,), back(texts, action(routes.CAMPAIGN, number))))
