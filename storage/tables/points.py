"""The ledger: accounts, lots, transactions, moves, holds, sealed blocks. Every key begins with the member."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, false

from storage.columns import Points
from storage.tables.schema import identity, instant, number, table, text

accounts = table(
    "accounts",
    identity("member_id", key=True),
    text("asset", key=True),
    number("seq", default=0),
    Column("balance", Points, nullable=False, server_default="0"),
    Column("held", Points, nullable=False, server_default="0"),
    Column("debt", Points, nullable=False, server_default="0"),
    text("head_hash", default=""),
    instant("last_at", null=False),
    CheckConstraint("held >= 0 AND held <= balance", name="held"),
    CheckConstraint("debt >= 0", name="debt"),
)

lots = table(
    "lots",
    identity("member_id", key=True),
    identity("lot_id", key=True),
    text("asset"),
    identity("tx_id"),  # the transaction that opened it
    text("source"),  # purchase | welcome | referral | refund | adjustment | import
    text("source_id", default=""),
    text("partner", default=""),  # of a coalition, who gave these points; empty for the programme itself
    Column("amount", Points, nullable=False),
    Column("remaining", Points, nullable=False),
    Column("held", Points, nullable=False, server_default="0"),
    instant("active_at", null=False),
    instant("expires_at"),
    Column("pending", sa.Boolean, nullable=False, server_default=false()),  # until the member was told
    CheckConstraint("remaining >= 0 AND remaining <= amount", name="remaining"),
    CheckConstraint("held >= 0 AND held <= remaining", name="held"),
)
Index(
    "ix_lots_usable",
    lots.c.member_id,
    lots.c.asset,
    lots.c.expires_at,
    lots.c.lot_id,
    sqlite_where=lots.c.remaining > 0,
    postgresql_where=lots.c.remaining > 0,
)
Index(
    "ix_lots_expiring",
    lots.c.expires_at,
    lots.c.member_id,
    sqlite_where=lots.c.remaining > lots.c.held,
    postgresql_where=lots.c.remaining > lots.c.held,
)
Index(
    "ix_lots_pending",
    lots.c.active_at,
    sqlite_where=lots.c.pending,
    postgresql_where=lots.c.pending,
)
# What partners of a coalition gave, by the entry that opened it: a settlement asks for it, and nobody else pays for it.
Index(
    "ix_lots_given",
    lots.c.member_id,
    lots.c.tx_id,
    sqlite_where=lots.c.partner > sa.literal_column("''"),
    postgresql_where=lots.c.partner > sa.literal_column("''"),
)

transactions = table(
    "transactions",
    identity("member_id", key=True),
    identity("tx_id", key=True),
    text("asset"),
    number("seq"),
    text("kind"),  # earn | spend | hold | capture | void | refund | clawback | expire | adjust | prolong | transfer
    text("contra"),  # issued | spent | held | clawed_back | expired | adjusted | prolonged | transferred
    Column("amount", Points, nullable=False),  # what it added to balance - debt
    Column("d_debt", Points, nullable=False, server_default="0"),
    text("client"),
    identity("reverses", null=True),
    text("reason", default=""),  # the rule or the words behind it
    text("source_id", default=""),  # the purchase, hold or lot it is about
    text("location", default=""),
    text("partner", default=""),  # of a coalition, where it happened
    number("program_version"),
    instant("at", null=False),
    text("prev_hash"),
    text("hash"),
    Column("block", sa.BigInteger),  # the sealed block that holds it
    UniqueConstraint("member_id", "asset", "seq"),
)
Index(
    "ix_transactions_unsealed",
    transactions.c.tx_id,
    sqlite_where=transactions.c.block.is_(None),
    postgresql_where=transactions.c.block.is_(None),
)
Index(
    "ix_transactions_block",
    transactions.c.block,
    sqlite_where=transactions.c.block.is_not(None),  # with the others in it, SQLite would look here for what is next
    postgresql_where=transactions.c.block.is_not(None),
)
Index(
    "ix_transactions_reverses",
    transactions.c.member_id,
    transactions.c.reverses,
    sqlite_where=transactions.c.reverses.is_not(None),
    postgresql_where=transactions.c.reverses.is_not(None),
)
Index("ix_transactions_at", transactions.c.at)
# What moves money or points at a till without a purchase: few entries, which a till that closes its day asks for.
_APART = sa.or_(transactions.c.asset == "gift", transactions.c.kind == "capture")
Index(
    "ix_transactions_apart",
    transactions.c.client,
    transactions.c.at,
    sqlite_where=_APART,
    postgresql_where=_APART,
)

lot_moves = table(
    "lot_moves",
    identity("member_id", key=True),
    identity("tx_id", key=True),
    Column("line", sa.Integer, primary_key=True, autoincrement=False),
    identity("lot_id"),
    Column("d_remaining", Points, nullable=False),
    Column("d_held", Points, nullable=False),
    Index("ix_lot_moves_member_id_lot_id", "member_id", "lot_id"),
)

holds = table(
    "holds",
    identity("member_id", key=True),
    identity("hold_id", key=True),
    text("asset"),
    identity("tx_id"),
    Column("amount", Points, nullable=False),
    Column("captured", Points, nullable=False, server_default="0"),
    text("state"),  # open | captured | void | expired
    text("client"),
    text("session", default=""),
    instant("opened_at", null=False),
    instant("expires_at", null=False),
    UniqueConstraint("hold_id"),
)
Index(
    "ix_holds_open",
    holds.c.expires_at,
    sqlite_where=holds.c.state == "open",
    postgresql_where=holds.c.state == "open",
)

blocks = table(
    "blocks",
    Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    number("leaves"),
    text("root"),
    text("prev_root"),
    text("public_key"),
    text("signature"),
    instant("sealed_at", null=False),
)
