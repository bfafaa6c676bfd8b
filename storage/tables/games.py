"""Badges and challenges that members have, draws with what they promised, and who was in each."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index

from storage.columns import Points
from storage.tables.schema import identity, instant, number, table, text

# What each gave, and by which programme, for a return may take it back.
badges = table(
    "badges",
    identity("member_id", key=True),
    text("badge", key=True),
    instant("at", null=False),
    Column("points", Points, nullable=False, server_default="0"),
    text("source_id", default=""),  # the purchase that reached it, or what else did
    number("program_version"),
)

challenges_done = table(
    "challenges_done",
    identity("member_id", key=True),
    text("challenge", key=True),
    instant("at", null=False),
    Column("points", Points, nullable=False, server_default="0"),
    number("tickets", default=0),
    text("source_id", default=""),
    number("program_version"),
)

draws = table(
    "draws",
    text("draw", key=True),
    number("program_version"),  # by which it was opened: so many winners were promised
    instant("opened_at", null=False),
    text("commitment"),  # published from then on
    text("secret"),  # hex; told to nobody before the draw is closed
    text("salt"),  # hex, of the members' codes; told to nobody ever
    instant("closed_at"),
    text("root", default=""),
    number("entrants", default=0),
    number("tickets", default=0),
)

# As the list was fixed: what becomes of a member or of a purchase later changes nothing in it.
draw_entrants = table(
    "draw_entrants",
    text("draw", key=True),
    text("code", key=True),
    identity("member_id"),
    number("tickets"),
    Column("place", sa.BigInteger),  # among the winners, from 1; None for who did not win
    Index("ix_draw_entrants_member_id", "member_id"),
)
_WON = draw_entrants.c.place.is_not(None)
Index("ix_draw_entrants_won", draw_entrants.c.draw, draw_entrants.c.place, sqlite_where=_WON, postgresql_where=_WON)
