"""What the programme's rules count: how often and how much each gave, and what is spent of its budget."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column

from storage.columns import Points
from storage.tables.schema import identity, number, table, text

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
