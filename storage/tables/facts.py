"""What is counted of each member's purchases and friends, and how their place among the cells changed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index

from storage.columns import Instant, Minor
from storage.tables.schema import identity, instant, number, table, text

member_facts = table(
    "member_facts",
    identity("member_id", key=True),
    number("purchases", default=0),  # without those that came back whole
    Column("spend_minor", Minor, nullable=False, server_default="0"),  # paid in money, less what came back
    instant("first_at"),
    instant("last_at"),
    Column("typical_minor", Minor, nullable=False, server_default="0"),  # the median of the last cheques
    number("window_purchases", default=0),  # within the window that cells go by
    Column("window_spend_minor", Minor, nullable=False, server_default="0"),
    text("category", default=""),  # the favourite ones; empty for nobody knows
    text("place", default=""),
    Column("hour", sa.SmallInteger),  # of the shop's day, 0 to 23
    number("friends_joined", default=0),
    number("friends_bought", default=0),
    Column("recency", sa.SmallInteger, nullable=False, server_default="0"),  # 1 to 3; 0 for who never bought
    Column("frequency", sa.SmallInteger, nullable=False, server_default="0"),
    Column("monetary", sa.SmallInteger, nullable=False, server_default="0"),
    text("cell", default=""),  # the named group: champions | loyal | … ; empty for who never bought
    text("stage", default=""),  # of the life-cycle
    instant("due_at"),  # when time alone changes any of it
    instant("counted_at", null=False),
    Index("ix_member_facts_last_at", "last_at"),
    Index("ix_member_facts_first_at", "first_at"),
)
Index(
    "ix_member_facts_due",
    member_facts.c.due_at,
    sqlite_where=member_facts.c.due_at.is_not(None),
    postgresql_where=member_facts.c.due_at.is_not(None),
)

# Who changed since they were counted. Rows are only added, so that no till waits for the counting.
facts_due = table(
    "facts_due",
    identity("mark_id", key=True),
    identity("member_id"),
    Index("ix_facts_due_member_id", "member_id"),
)

facts_path = table(
    "facts_path",
    identity("member_id", key=True),
    Column("at", Instant, primary_key=True, autoincrement=False),
    Column("recency", sa.SmallInteger, nullable=False),
    Column("frequency", sa.SmallInteger, nullable=False),
    Column("monetary", sa.SmallInteger, nullable=False),
    text("cell"),
    text("stage"),
)
