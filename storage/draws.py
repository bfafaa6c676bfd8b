"""Draws, who holds tickets, and who was in each when its list was fixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import accounts, draw_entrants, draws, members
from storage.work import Row, Work

ROWS_AT_ONCE = 1_000

_GET = select(draws).where(draws.c.draw == bindparam("draw"))
_LOCKED = _GET.with_for_update()
# Many purchases give tickets at once; only the closing of the draw waits for them, and they for it.
_SHARED = select(draws.c.closed_at).where(draws.c.draw == bindparam("draw")).with_for_update(read=True)
_ALL = select(draws).order_by(draws.c.opened_at, draws.c.draw)
_OPEN = insert(draws).on_conflict_do_nothing()
_CLOSE = (
    draws.update()
    .where(draws.c.draw == bindparam("of_draw"))
    .values(
        closed_at=bindparam("at", type_=draws.c.closed_at.type),
        root=bindparam("root"),
        entrants=bindparam("entrants"),
        tickets=bindparam("tickets"),
    )
)
# A debt in tickets means that more came back than there is.
_HOLDERS = select(accounts.c.member_id, accounts.c.balance).where(
    accounts.c.asset == bindparam("asset"), accounts.c.balance > 0, accounts.c.debt == 0
)
_HELD = select(sa.func.count(), sa.func.coalesce(sa.func.sum(accounts.c.balance), 0)).where(
    accounts.c.asset == bindparam("asset"), accounts.c.balance > 0, accounts.c.debt == 0
)
_INSERT_ENTRANT = draw_entrants.insert()
_ENTRANTS = (
    select(draw_entrants.c.code, draw_entrants.c.tickets)
    .where(draw_entrants.c.draw == bindparam("draw"))
    .order_by(draw_entrants.c.code)
)
_WINNERS = (
    select(draw_entrants, members.c.name, members.c.phone)
    .join(members, members.c.member_id == draw_entrants.c.member_id)
    .where(draw_entrants.c.draw == bindparam("draw"), draw_entrants.c.place.is_not(None))
    .order_by(draw_entrants.c.place)
)
_OF_MEMBER = (
    select(draw_entrants)
    .where(draw_entrants.c.draw == bindparam("draw"), draw_entrants.c.member_id == bindparam("member_id"))
    .order_by(draw_entrants.c.place, draw_entrants.c.code)
)


def get(work: Work, draw: str, *, lock: bool = False) -> Row | None:
    """The draw as it was opened; lock: so that no ticket is given or taken back until the unit ends."""
    return work.one(_LOCKED if lock else _GET, draw=draw)


def shared(work: Work, draw: str) -> Row | None:
    """Its row (closed_at), which nobody closes before the unit ends."""
    return work.one(_SHARED, draw=draw)


def everything(work: Work) -> Sequence[Row]:
    """In the order in which they were opened."""
    return work.all(_ALL)


def open_(work: Work, values: dict[str, Any]) -> None:
    """Open a draw, unless it is open already."""
    work.run(_OPEN, **values)


def close(work: Work, draw: str, *, root: str, entrants: int, tickets: int) -> None:
    work.run(_CLOSE, of_draw=draw, at=work.now, root=root, entrants=entrants, tickets=tickets)


def holders(work: Work, asset: str) -> Iterator[Row]:
    """(member_id, balance) of everybody who has tickets, in no order."""
    return work.stream(_HOLDERS, asset=asset)


def held(work: Work, asset: str) -> tuple[int, int]:
    """How many members have tickets, and how many tickets there are."""
    row = work.one(_HELD, asset=asset)
    assert row is not None
    return int(row[0]), int(row[1])


def insert_entrants(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """rows: every column of each."""
    for at in range(0, len(rows), ROWS_AT_ONCE):
        work.run_many(_INSERT_ENTRANT, rows[at : at + ROWS_AT_ONCE])


def entrants(work: Work, draw: str) -> Iterator[Row]:
    """(code, tickets) of a closed draw, in the order of the codes as the database sorts them."""
    return work.stream(_ENTRANTS, draw=draw)


def winners(work: Work, draw: str) -> Sequence[Row]:
    """In the order of the prizes, each with the member's name and phone of today."""
    return work.all(_WINNERS, draw=draw)


def of_member(work: Work, draw: str, member_id: str) -> Sequence[Row]:
    """The member's rows of a closed draw's list; several where two members became one since."""
    return work.all(_OF_MEMBER, draw=draw, member_id=member_id)


def move(work: Work, from_member: str, to_member: str) -> None:
    """Let what the one won be the other's; the list stays as it was fixed."""
    mine = draw_entrants.c.member_id == from_member
    work.run(draw_entrants.update().where(mine).values(member_id=to_member))
