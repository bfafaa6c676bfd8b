"""How the whole programme does, for marketers and the owner."""

from __future__ import annotations

from actions import figures
from handlers.route import on
from handlers.visit import Stale, Visit
from rules.figures import PERIODS
from screens import figures as screens
from screens.screen import Screen


@on.pressed("figures", studies=True)
def show(visit: Visit, days: int = PERIODS[0]) -> Screen:
    _ = visit.marketer
    if days not in PERIODS:
        raise Stale
    return screens.show(visit.texts, figures.of(visit.work, days))
