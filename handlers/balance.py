"""A member looks at the balance."""

from __future__ import annotations

from actions import balance
from handlers.route import on
from handlers.visit import Visit
from screens import balance as screens
from screens.screen import Screen


@on.pressed("balance", looks_only=True)
def show(visit: Visit) -> Screen:
    return screens.show(visit.texts, balance.of(visit.work, visit.me.member_id))
