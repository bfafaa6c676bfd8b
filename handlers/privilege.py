"""A member shows their privileges at the till, each time with a fresh code."""

from __future__ import annotations

from actions import card, privilege
from handlers.route import on
from handlers.visit import Visit
from screens import privilege as screens
from screens.screen import Screen


@on.pressed("privileges")
def show(visit: Visit) -> Screen:
    me = visit.me
    return screens.show(visit.texts, privilege.of(visit.work, me.member_id), card.show(visit.work, me))
