"""Unique promo codes, who used which promo, what waits for a purchase, and who guesses codes."""

from __future__ import annotations

from sqlalchemy import Column, Index

from storage.columns import Json
from storage.tables.schema import identity, instant, number, table, text

promo_codes = table(
    "promo_codes",
    text("code_hash", key=True),
    text("promo"),  # its name in the programme
    identity("batch_id"),
    identity("member_id", null=True),  # who alone may use it; None for anybody
    number("used", default=0),
    instant("created_at", null=False),
    Index("ix_promo_codes_batch_id", "batch_id"),
    Index("ix_promo_codes_promo", "promo"),
)
Index(
    "ix_promo_codes_member_id",
    promo_codes.c.member_id,
    sqlite_where=promo_codes.c.member_id.is_not(None),
    postgresql_where=promo_codes.c.member_id.is_not(None),
)

promo_uses = table(
    "promo_uses",
    identity("member_id", key=True),
    identity("use_id", key=True),
    text("promo"),
    text("code_hash", null=True),  # None for the generic code
    identity("purchase_id", null=True),
    text("client"),
    instant("at", null=False),
    instant("undone_at"),  # when the whole purchase came back
    Index("ix_promo_uses_member_id_promo", "member_id", "promo"),
)

promos_waiting = table(
    "promos_waiting",
    identity("member_id", key=True),
    text("promo"),
    text("code_hash", null=True),
    instant("at", null=False),
)

guesses = table(
    "guesses",
    text("who", key=True),  # member:<id>, or a client's name
    Column("misses", Json, nullable=False),  # microseconds since 1970 of the last ones
    instant("at", null=False),
    Index("ix_guesses_at", "at"),
)
