"""Gift cards: whose they are and what opens them. Their money is in the ledger, where the card holds the account."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from storage.tables.schema import identity, instant, number, table, text

gift_cards = table(
    "gift_cards",
    identity("card_id", key=True),
    text("code_hash", null=True),  # of the code that opens it; None until one is made, and after it changed hands
    text("last4"),
    identity("member_id", null=True),  # who keeps it; None for a card on paper
    text("state"),  # active | blocked | void
    instant("sold_at", null=False),
    text("client"),
    text("location", default=""),
    text("partner", default=""),  # of a coalition, who sold it
    number("program_version"),
    UniqueConstraint("code_hash"),
)
Index(
    "ix_gift_cards_member_id",
    gift_cards.c.member_id,
    sqlite_where=gift_cards.c.member_id.is_not(None),
    postgresql_where=gift_cards.c.member_id.is_not(None),
)
