"""A member looks at the tier and the way to the next one."""

from __future__ import annotations

from actions import tier
from handlers.route import on
from handlers.visit import Visit
from screens import tier as screens
from screens.screen import Screen


@on.pressed("tier", looks_only=True)
def show(visit: Visit) -> Screen:
    return screens.show(visit.texts, tier.facts(visit.work, visit.me))
