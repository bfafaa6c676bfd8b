"""What a member hears of badges, challenges and draws."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rules import game_notice as facts
from rules.games import BADGE, CHALLENGE, DRAW
from screens import games, routes
from screens.layout import blocks, heading, home, lines
from screens.routes import action
from screens.screen import Button, Screen
from screens.texts import Texts


def _badge(texts: Texts, notice: facts.BadgeEarned) -> Screen:
    html = blocks(
        heading(texts.safe(notice.icon), texts.gettext("A new badge")),
        f"<b>{games.title(texts, BADGE + notice.badge)}</b>",
        _points(texts, notice.points, notice.available, notice.last_day),
    )
    return Screen(html, (games.games_button(texts), home(texts)))


def _challenge(texts: Texts, notice: facts.ChallengeDone) -> Screen:
    html = blocks(
        heading("🎯", texts.gettext("The challenge is done")),
        f"<b>{games.title(texts, CHALLENGE + notice.challenge)}</b>",
        _points(texts, notice.points, notice.available, notice.last_day),
        games.tickets_of(texts, notice.tickets, notice.draw) if notice.tickets else "",
    )
    return Screen(html, (games.games_button(texts), home(texts)))


def _won(texts: Texts, notice: facts.DrawWon) -> Screen:
    html = blocks(
        heading("🏆", games.title(texts, DRAW + notice.draw)),
        games.won(texts, notice.draw, notice.place),
        texts.gettext("You in the list: <code>%(code)s</code>", code=notice.code),
        texts.gettext("The shop will tell you how to get it; or ask at the till."),
    )
    look = Button.action(texts.gettext("🎫 The draw"), action(routes.DRAW, notice.draw), style="primary")
    return Screen(html, ((look,), home(texts)))


def _points(texts: Texts, points: int, available: int, last_day: date | None) -> str:
    if not points:
        return ""
    return lines(
        texts.gettext("➕ Earned: <b>%(points)s</b>", points=texts.points(points)),
        texts.gettext("📅 Use by %(day)s", day=texts.day(last_day)) if last_day else "",
        texts.gettext("💰 Balance: <b>%(points)s</b>", points=texts.points(available)),
    )


GAMES: dict[str, Callable[[Texts, Any], Screen]] = {
    "badge_earned": _badge,
    "challenge_done": _challenge,
    "draw_won": _won,
}
