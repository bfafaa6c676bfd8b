"""What members say of their purchases and of the shop."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, UniqueConstraint

from storage.tables.schema import identity, instant, table, text

ratings = table(
    "ratings",
    identity("member_id", key=True),
    identity("rating_id", key=True),
    text("kind"),  # purchase | nps
    identity("purchase_id", null=True),  # after which it was asked
    text("location", default=""),  # of that purchase
    text("partner", default=""),  # of a coalition: whose sale it was
    instant("asked_at", null=False),
    Column("score", sa.SmallInteger),  # 1 to 5, or 0 to 10; None until it is given
    text("words", default=""),
    instant("at"),
    text("answer", default=""),  # of the shop, by the bot
    instant("answered_at"),
    identity("answered_by", null=True),  # of the staff
    UniqueConstraint("rating_id"),
    Index("ix_ratings_at", "at"),
    Index("ix_ratings_asked_at", "asked_at"),
)
