"""The monthly board of those who invite friends."""

from __future__ import annotations

from rules.board import MONTHS_MAX, BoardFacts, Placed
from screens.layout import Row, back, blocks, heading, home, lines
from screens.routes import BOARD, BOARD_NAME, INVITE, action
from screens.screen import Button, Screen
from screens.texts import Texts

MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


def show(texts: Texts, facts: BoardFacts) -> Screen:
    """Names are masked, and some are not shown at all; one's own row is bold."""
    html = blocks(
        heading("🏆", texts.gettext("Who brought friends: %(month)s", month=texts.month(facts.month))),
        lines(*(_row(texts, one) for one in facts.rows)) or texts.gettext("Nobody yet in this month."),
        _mine(texts, facts),
        texts.gettext("Friends count who made their first purchase in that month."),
        texts.gettext("🙈 Your name is not shown to others.") if facts.hidden else "",
    )
    name = texts.gettext("👀 Show my name") if facts.hidden else texts.gettext("🙈 Hide my name")
    hide = (Button.action(name, BOARD_NAME),)
    return Screen(html, (*_months(texts, facts), hide, (*back(texts, INVITE), *home(texts))))


def _row(texts: Texts, one: Placed) -> str:
    place = MEDALS.get(one.place) or texts.gettext("%(place)s.", place=one.place)
    name = texts.person(one.name) if one.name else texts.gettext("a member")
    friends = texts.ngettext("%(n)s friend", "%(n)s friends", one.friends)
    if one.is_mine:
        return texts.gettext("%(place)s <b>You</b> · %(friends)s", place=place, friends=friends)
    return texts.gettext("%(place)s %(name)s · %(friends)s", place=place, name=name, friends=friends)


def _mine(texts: Texts, facts: BoardFacts) -> str:
    if facts.mine is None:
        return texts.gettext("You are not on it yet: send your link to a friend.") if facts.ago == 0 else ""
    if facts.mine in facts.rows:
        return ""
    return lines("…", _row(texts, facts.mine))


def _months(texts: Texts, facts: BoardFacts) -> tuple[Row, ...]:
    earlier = Button.action(texts.gettext("‹ Month before"), action(BOARD, facts.ago + 1))
    later = Button.action(texts.gettext("Month after ›"), action(BOARD, facts.ago - 1))
    row = (*((earlier,) if facts.ago < MONTHS_MAX else ()), *((later,) if facts.ago > 0 else ()))
    return (row,) if row else ()
