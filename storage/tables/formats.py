"""What the programme's rules count: how often and how much each gave, and what is spent of its budget."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, UniqueConstraint

from storage.columns import Points
from storage.tables.schema import identity, instant, number, table, text

uses = table(
    "uses",
    identity("member_id", key=True),
    text("rule", key=True),  # a rule of the programme; stamp:<card>, action:<name>, promo:<name>; * for all points
    Column("day", sa.Date, primary_key=True),  # of the programme's zone
    number("times", default=0),
    Column("points", Points, nullable=False, server_default="0"),
)

budgets = table(
    "budgets",
    text("rule", key=True),
    Column("used", Points, nullable=False, server_default="0"),
)

deeds = table(
    "deeds",
    identity("member_id", key=True),
    identity("deed_id", key=True),  # the source_id of the entry that it earned
    text("action"),
    text("reference", default=""),  # by which it was reported; empty for what the programme knows by itself
    Column("points", Points, nullable=False),
    instant("active_at", null=False),
    instant("expires_at"),
    text("client"),
    instant("at", null=False),
    UniqueConstraint("member_id", "action", "reference"),
)
