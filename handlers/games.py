"""A member looks at badges, challenges and draws."""

from __future__ import annotations

from actions import badge, draw, games
from handlers.route import on
from handlers.visit import Visit
from screens import games as screens
from screens.screen import Screen


@on.pressed("games", looks_only=True)
def show(visit: Visit) -> Screen:
    return screens.show(visit.texts, games.facts(visit.work, visit.me.member_id, visit.program))


@on.pressed("badges", looks_only=True)
def badges(visit: Visit, page: int = 0) -> Screen:
    return screens.badges(visit.texts, badge.facts(visit.work, visit.me.member_id, visit.program), page)


@on.pressed("draw", looks_only=True)
def one(visit: Visit, name: str = "") -> Screen:
    """The named draw, or that it is none any more."""
    member_id, found = visit.me.member_id, visit.program.draw(name)
    if found is None:
        return screens.no_draw(visit.texts)
    return screens.draw(visit.texts, draw.facts(visit.work, member_id, found, visit.program))
