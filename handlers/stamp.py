"""A member looks at the stamp cards."""

from __future__ import annotations

from actions import history, program, stamp
from handlers.route import on
from handlers.visit import Visit
from rules.stamp import STAMP
from screens import stamp as screens
from screens.screen import Screen


@on.pressed("stamps", looks_only=True)
def show(visit: Visit, card: str = "") -> Screen:
    """The named card; the first one when it is none any more."""
    me = visit.me
    cards = stamp.cards(visit.work, me.member_id, program.serving(visit.work, me.member_id).program)
    if not cards:
        return screens.none(visit.texts)
    at = next((place for place, facts in enumerate(cards) if facts.card == card), 0)
    entries, _ = history.before(visit.work, me.member_id, None, screens.ENTRIES_MAX, asset=STAMP + cards[at].card)
    return screens.show(visit.texts, cards, at, entries)
