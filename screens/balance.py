"""What may be spent, what is on its way, and what burns when."""

from __future__ import annotations

from rules.balance import Balance
from screens.layout import blocks, bullets, heading, home, lines
from screens.routes import CARD, HISTORY
from screens.screen import Button, Screen
from screens.texts import Texts

MOST_LINES = 5


def show(texts: Texts, balance: Balance) -> Screen:
    html = blocks(
        heading("💰", texts.gettext("Your balance")),
        _available(texts, balance),
        _pending(texts, balance),
        _burning(texts, balance),
        _held(texts, balance),
        _debt(texts, balance),
    )
    rows = (
        (Button.action(texts.gettext("💳 Show my card"), CARD, style="primary"),),
        (Button.action(texts.gettext("📜 History"), HISTORY), *home(texts)),
    )
    return Screen(html, rows)


def _available(texts: Texts, balance: Balance) -> str:
    points = texts.points(balance.available)
    if balance.available or balance.pending:
        return texts.gettext("<b>%(points)s</b> to spend right now", points=points)
    return lines(
        texts.gettext("<b>%(points)s</b> so far", points=points),
        texts.gettext("Show your card with the next purchase, and something will land here."),
    )


def _pending(texts: Texts, balance: Balance) -> str:
    if not balance.pending:
        return ""
    shown = balance.pending[:MOST_LINES]
    rest = sum(pending.points for pending in balance.pending[MOST_LINES:])
    return lines(
        texts.gettext("⏳ On the way"),
        bullets(
            *(
                texts.gettext(
                    "%(points)s from %(day)s", points=texts.points(one.points), day=texts.local_day(one.active_at)
                )
                for one in shown
            ),
            texts.gettext("%(points)s later", points=texts.points(rest)) if rest else "",
        ),
    )


def _burning(texts: Texts, balance: Balance) -> str:
    if not balance.burning:
        return ""
    shown = balance.burning[:MOST_LINES]
    rest = sum(burning.points for burning in balance.burning[MOST_LINES:])
    return lines(
        texts.gettext("🔥 Last usable day"),
        bullets(
            *(
                texts.gettext("%(day)s: %(points)s", day=texts.day(one.last_day), points=texts.points(one.points))
                for one in shown
            ),
            texts.gettext("%(points)s later", points=texts.points(rest)) if rest else "",
        ),
    )


def _held(texts: Texts, balance: Balance) -> str:
    if not balance.held:
        return ""
    return texts.gettext("🔒 Put aside for a purchase under way: %(points)s", points=texts.points(balance.held))


def _debt(texts: Texts, balance: Balance) -> str:
    if not balance.debt:
        return ""
    return lines(
        texts.gettext("↩️ Owed after a return: <b>%(points)s</b>", points=texts.points(balance.debt)),
        texts.gettext("The next purchases repay it first; until then the balance cannot be spent."),
    )
