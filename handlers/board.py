"""The monthly board of those who invite, and hiding one's name on it."""

from __future__ import annotations

from actions import board, member
from handlers.route import on
from handlers.visit import Visit
from screens import board as screens
from screens.screen import Screen


@on.pressed("board", looks_only=True)
def show(visit: Visit, ago: int = 0) -> Screen:
    return screens.show(visit.texts, board.of(visit.work, visit.me, ago))


@on.pressed("board_name")
def hide(visit: Visit) -> Screen:
    member.hide_on_board(visit.work, visit.me)
    visit.again()
    return show(visit)
