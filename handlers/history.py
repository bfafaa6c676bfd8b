"""A member turns the pages of the history."""

from __future__ import annotations

from actions import history
from handlers.route import on
from handlers.visit import Visit
from screens import history as screens
from screens.screen import Screen


@on.pressed("history", looks_only=True)
def show(visit: Visit, page: int = 0) -> Screen:
    return screens.show(visit.texts, history.page(visit.work, visit.me.member_id, page))
