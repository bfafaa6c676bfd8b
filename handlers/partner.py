"""A member looks at the brands of the coalition."""

from __future__ import annotations

from handlers.route import on
from handlers.visit import Visit
from screens import partner as screens
from screens.screen import Screen


@on.pressed("partners", looks_only=True)
def show(visit: Visit, page: int = 0) -> Screen:
    return screens.show(visit.texts, [one.name for one in visit.program.partners], page)
