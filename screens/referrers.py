"""Who brought the most friends in a month, for staff: the names in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rules.referrer import Referrer
from screens import routes
from screens.layout import Row, back, blocks, heading, lines
from screens.routes import action
from screens.screen import Button, File, Screen
from screens.texts import Texts

SHOWN = 10


def show(
    texts: Texts, month: date, ago: int, months: int, found: Sequence[Referrer], files: tuple[File, ...] = ()
) -> Screen:
    """ago: how many months back; months: how many can be looked back at."""
    html = blocks(
        heading("🤝", texts.gettext("Who brought friends: %(month)s", month=texts.month(month))),
        lines(*(_line(texts, place, one) for place, one in enumerate(found[:SHOWN], 1)))
        or texts.gettext("Nobody yet in this month."),
        texts.ngettext("And %(n)s more in the table.", "And %(n)s more in the table.", len(found) - SHOWN)
        if len(found) > SHOWN
        else "",
    )
    earlier = Button.action(texts.gettext("‹ Month before"), action(routes.REFERRERS, ago + 1))
    later = Button.action(texts.gettext("Month after ›"), action(routes.REFERRERS, ago - 1))
    turns = (*((earlier,) if ago < months else ()), *((later,) if ago else ()))
    table = Button.action(texts.gettext("📄 CSV"), action(routes.REFERRERS, ago, "csv"))
    rows: tuple[Row, ...] = (turns, (table,) if found else (), back(texts, routes.MARKETER))
    return Screen(html, tuple(row for row in rows if row), files=files)


def _line(texts: Texts, place: int, one: Referrer) -> str:
    return texts.gettext(
        "%(place)s. <b>%(name)s</b>: joined %(joined)s, bought %(bought)s, for %(points)s",
        place=place,
        name=texts.person(one.name),
        joined=one.joined,
        bought=one.bought,
        points=texts.points(one.points),
    )
