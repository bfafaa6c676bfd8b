"""the first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "accounts",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("balance", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("debt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("head_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("debt >= 0", name=op.f("ck_accounts_debt")),
        sa.CheckConstraint("held >= 0 AND held <= balance", name=op.f("ck_accounts_held")),
        sa.PrimaryKeyConstraint("member_id", "asset", name=op.f("pk_accounts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "addresses",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("reachable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("touched_code", sa.Text(), nullable=True),
        sa.Column("touched_at", sa.BigInteger(), nullable=True),
        sa.Column("brought", sa.Text(), nullable=True),
        sa.Column("awaiting", sa.Text(), nullable=True),
        sa.Column(
            "dialogue", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "user_id", name=op.f("pk_addresses")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.create_index("ix_addresses_member_id", ["member_id"], unique=False)

    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("partner", sa.Text(), server_default="", nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "badges",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("badge", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.Column("program_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "badge", name=op.f("pk_badges")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "blocks",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("leaves", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("prev_root", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_blocks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "budgets",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("used", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_budgets")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaigns",
        sa.Column("campaign", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("staff_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("a", sa.BigInteger(), nullable=False),
        sa.Column("b", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("reached_to", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("reached_day", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reached_at", sa.BigInteger(), nullable=True),
        sa.Column("recalled_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "links", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("audience", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("controls", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("blocked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unknown", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("skipped", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recalled", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tried_before", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failed_before", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("progress_channel", sa.Text(), server_default="", nullable=False),
        sa.Column("progress_chat", sa.Text(), server_default="", nullable=False),
        sa.Column("progress_message", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("source", "name", name=op.f("uq_campaigns_source_name")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaigns_open",
            ["campaign"],
            unique=False,
            sqlite_where=sa.text("state != 'draft' AND ended_at IS NULL"),
            postgresql_where=sa.text("state != 'draft' AND ended_at IS NULL"),
        )
        batch_op.create_index("ix_campaigns_state", ["state"], unique=False)
        batch_op.create_index(
            "ix_campaigns_watched",
            ["campaign"],
            unique=False,
            sqlite_where=sa.text("progress_message != ''"),
            postgresql_where=sa.text("progress_message != ''"),
        )

    op.create_table(
        "card_codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("used_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_card_codes")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("card_codes", schema=None) as batch_op:
        batch_op.create_index("ix_card_codes_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_card_codes_member_id", ["member_id"], unique=False)

    op.create_table(
        "challenges_done",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tickets", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.Column("program_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "challenge", name=op.f("pk_challenges_done")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consents",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column(
            "consent_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "consent_id", name=op.f("pk_consents")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deeds",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("deed_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("active_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "deed_id", name=op.f("pk_deeds")),
        sa.UniqueConstraint("member_id", "action", "reference", name=op.f("uq_deeds_member_id_action_reference")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deliveries",
        sa.Column(
            "delivery_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("staff_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("campaign", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("stale_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unknowns", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_deliveries_dedupe_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deliveries_campaign",
            ["campaign", "state"],
            unique=False,
            sqlite_where=sa.text("campaign > 0"),
            postgresql_where=sa.text("campaign > 0"),
        )
        batch_op.create_index(
            "ix_deliveries_leased",
            ["channel", "leased_until"],
            unique=False,
            sqlite_where=sa.text("state IN ('leased', 'sending')"),
            postgresql_where=sa.text("state IN ('leased', 'sending')"),
        )
        batch_op.create_index("ix_deliveries_member_id", ["member_id"], unique=False)
        batch_op.create_index(
            "ix_deliveries_queued",
            ["channel", "lane", "campaign", "due_at", "delivery_id"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index(
            "ix_deliveries_recall",
            ["campaign", "state", "ended_at"],
            unique=False,
            sqlite_where=sa.text("campaign > 0 AND state = 'sent' AND reason = '' AND message_id IS NOT NULL"),
            postgresql_where=sa.text("campaign > 0 AND state = 'sent' AND reason = '' AND message_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_deliveries_unknown",
            ["channel", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'unknown' AND ended_at IS NULL"),
            postgresql_where=sa.text("state = 'unknown' AND ended_at IS NULL"),
        )

    op.create_table(
        "draw_entrants",
        sa.Column("draw", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("tickets", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("draw", "code", name=op.f("pk_draw_entrants")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("draw_entrants", schema=None) as batch_op:
        batch_op.create_index("ix_draw_entrants_member_id", ["member_id"], unique=False)
        batch_op.create_index(
            "ix_draw_entrants_won",
            ["draw", "place"],
            unique=False,
            sqlite_where=sa.text("place IS NOT NULL"),
            postgresql_where=sa.text("place IS NOT NULL"),
        )

    op.create_table(
        "draws",
        sa.Column("draw", sa.Text(), nullable=False),
        sa.Column("program_version", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("root", sa.Text(), server_default="", nullable=False),
        sa.Column("entrants", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tickets", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("draw", name=op.f("pk_draws")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erased_marks",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_erased_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column("event_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("staff_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("stale_at", sa.BigInteger(), nullable=True),
        sa.Column("pumped_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_events")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("ix_events_member_id", ["member_id"], unique=False)
        batch_op.create_index(
            "ix_events_waiting",
            ["event_id"],
            unique=False,
            sqlite_where=sa.text("pumped_at IS NULL"),
            postgresql_where=sa.text("pumped_at IS NULL"),
        )

    op.create_table(
        "facts_due",
        sa.Column("mark_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("mark_id", name=op.f("pk_facts_due")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("facts_due", schema=None) as batch_op:
        batch_op.create_index("ix_facts_due_member_id", ["member_id"], unique=False)

    op.create_table(
        "facts_path",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recency", sa.SmallInteger(), nullable=False),
        sa.Column("frequency", sa.SmallInteger(), nullable=False),
        sa.Column("monetary", sa.SmallInteger(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "at", name=op.f("pk_facts_path")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gift_cards",
        sa.Column("card_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("last4", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sold_at", sa.BigInteger(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("partner", sa.Text(), server_default="", nullable=False),
        sa.Column("program_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_gift_cards")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_gift_cards_code_hash")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("gift_cards", schema=None) as batch_op:
        batch_op.create_index(
            "ix_gift_cards_member_id",
            ["member_id"],
            unique=False,
            sqlite_where=sa.text("member_id IS NOT NULL"),
            postgresql_where=sa.text("member_id IS NOT NULL"),
        )

    op.create_table(
        "guesses",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column(
            "misses", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_guesses")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("guesses", schema=None) as batch_op:
        batch_op.create_index("ix_guesses_at", ["at"], unique=False)

    op.create_table(
        "holds",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("hold_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("tx_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("captured", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), server_default="", nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "hold_id", name=op.f("pk_holds")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_holds_hold_id")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index(
            "ix_holds_open",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "imports",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rows_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("stamps", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_imports")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "job_runs",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("scheduled_for", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.PrimaryKeyConstraint("job", "scheduled_for", name=op.f("pk_job_runs")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lot_moves",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("tx_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lot_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("d_remaining", sa.BigInteger(), nullable=False),
        sa.Column("d_held", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "tx_id", "line", name=op.f("pk_lot_moves")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("lot_moves", schema=None) as batch_op:
        batch_op.create_index("ix_lot_moves_member_id_lot_id", ["member_id", "lot_id"], unique=False)

    op.create_table(
        "lots",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("lot_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("tx_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.Column("partner", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("active_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("pending", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("held >= 0 AND held <= remaining", name=op.f("ck_lots_held")),
        sa.CheckConstraint("remaining >= 0 AND remaining <= amount", name=op.f("ck_lots_remaining")),
        sa.PrimaryKeyConstraint("member_id", "lot_id", name=op.f("pk_lots")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lots_expiring",
            ["expires_at", "member_id"],
            unique=False,
            sqlite_where=sa.text("remaining > held"),
            postgresql_where=sa.text("remaining > held"),
        )
        batch_op.create_index(
            "ix_lots_given",
            ["member_id", "tx_id"],
            unique=False,
            sqlite_where=sa.text("partner > ''"),
            postgresql_where=sa.text("partner > ''"),
        )
        batch_op.create_index(
            "ix_lots_pending",
            ["active_at"],
            unique=False,
            sqlite_where=sa.text("pending"),
            postgresql_where=sa.text("pending"),
        )
        batch_op.create_index(
            "ix_lots_usable",
            ["member_id", "asset", "expires_at", "lot_id"],
            unique=False,
            sqlite_where=sa.text("remaining > 0"),
            postgresql_where=sa.text("remaining > 0"),
        )

    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "value", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "member_facts",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("purchases", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("spend_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=True),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("typical_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("window_purchases", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("window_spend_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=True),
        sa.Column("friends_joined", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("friends_bought", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recency", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("frequency", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("monetary", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("cell", sa.Text(), server_default="", nullable=False),
        sa.Column("stage", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("counted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member_facts")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("member_facts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_member_facts_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index("ix_member_facts_first_at", ["first_at"], unique=False)
        batch_op.create_index("ix_member_facts_last_at", ["last_at"], unique=False)

    op.create_table(
        "member_tags",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "tag", name=op.f("pk_member_tags")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("member_tags", schema=None) as batch_op:
        batch_op.create_index("ix_member_tags_tag", ["tag"], unique=False)

    op.create_table(
        "members",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_verified_at", sa.BigInteger(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("referral_code", sa.Text(), nullable=False),
        sa.Column("marketing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "muted", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("snoozed_until", sa.BigInteger(), nullable=True),
        sa.Column("chance", sa.Integer(), server_default="0", nullable=False),
        sa.Column("quiet_start", sa.SmallInteger(), nullable=True),
        sa.Column("quiet_end", sa.SmallInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column(
            "merged_into", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True
        ),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_members")),
        sa.UniqueConstraint("external_id", name=op.f("uq_members_external_id")),
        sa.UniqueConstraint("phone", name=op.f("uq_members_phone")),
        sa.UniqueConstraint("referral_code", name=op.f("uq_members_referral_code")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(
            "ix_members_birthday",
            ["birthday"],
            unique=False,
            sqlite_where=sa.text("birthday IS NOT NULL"),
            postgresql_where=sa.text("birthday IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_members_merged_into",
            ["merged_into"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_members_zone",
            ["zone"],
            unique=False,
            sqlite_where=sa.text("zone IS NOT NULL"),
            postgresql_where=sa.text("zone IS NOT NULL"),
        )

    op.create_table(
        "offers",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("offer_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("program_version", sa.BigInteger(), nullable=False),
        sa.Column("campaign", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("occasion", sa.Text(), server_default="", nullable=False),
        sa.Column("from_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("on_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "purchase_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True
        ),
        sa.Column("points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("off_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("member_id", "offer_id", name=op.f("pk_offers")),
        sa.UniqueConstraint(
            "campaign", "member_id", "offer", "occasion", name=op.f("uq_offers_campaign_member_id_offer_occasion")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_offers_ending",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('given', 'on')"),
            postgresql_where=sa.text("state IN ('given', 'on')"),
        )
        batch_op.create_index(
            "ix_offers_gave",
            ["campaign", "points"],
            unique=False,
            sqlite_where=sa.text("points > 0"),
            postgresql_where=sa.text("points > 0"),
        )
        batch_op.create_index(
            "ix_offers_open",
            ["member_id", "expires_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('given', 'on')"),
            postgresql_where=sa.text("state IN ('given', 'on')"),
        )

    op.create_table(
        "payment_tasks",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "charge_id", "kind", name=op.f("pk_payment_tasks")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("payment_tasks", schema=None) as batch_op:
        batch_op.create_index("ix_payment_tasks_due", ["channel", "due_at"], unique=False)

    op.create_table(
        "programs",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.BigInteger(), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("pilot", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "scope", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column(
            "message", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("reached_at", sa.BigInteger(), nullable=True),
        sa.Column("offered", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_programs")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.create_index("ix_programs_in_force", ["pilot", "in_force_from", "version"], unique=False)

    op.create_table(
        "promo_codes",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("promo", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("used", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_promo_codes")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("promo_codes", schema=None) as batch_op:
        batch_op.create_index("ix_promo_codes_batch_id", ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_promo_codes_member_id",
            ["member_id"],
            unique=False,
            sqlite_where=sa.text("member_id IS NOT NULL"),
            postgresql_where=sa.text("member_id IS NOT NULL"),
        )
        batch_op.create_index("ix_promo_codes_promo", ["promo"], unique=False)

    op.create_table(
        "promo_uses",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("use_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("promo", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column(
            "purchase_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True
        ),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", "use_id", name=op.f("pk_promo_uses")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("promo_uses", schema=None) as batch_op:
        batch_op.create_index("ix_promo_uses_member_id_promo", ["member_id", "promo"], unique=False)

    op.create_table(
        "promos_waiting",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("promo", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_promos_waiting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "purchase_returns",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("return_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column(
            "purchase_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_minor", sa.BigInteger(), nullable=False),
        sa.Column("points_clawed", sa.BigInteger(), nullable=False),
        sa.Column("points_restored", sa.BigInteger(), nullable=False),
        sa.Column("gift_back_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "lines", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "return_id", name=op.f("pk_purchase_returns")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("purchase_returns", schema=None) as batch_op:
        batch_op.create_index("ix_purchase_returns_client_at", ["client", "at"], unique=False)
        batch_op.create_index("ix_purchase_returns_member_id_purchase_id", ["member_id", "purchase_id"], unique=False)

    op.create_table(
        "purchases",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column(
            "purchase_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("points_spent", sa.BigInteger(), nullable=False),
        sa.Column("points_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("points_earned", sa.BigInteger(), nullable=False),
        sa.Column("returned_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_clawed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points_restored", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("gift_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("gift_back_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "gift_card_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True
        ),
        sa.Column("gift_tx_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column(
            "lines", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "rules", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("partner", sa.Text(), server_default="", nullable=False),
        sa.Column("earn_tx_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column(
            "spend_tx_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True
        ),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("cashier", sa.Text(), server_default="", nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("receipt", sa.Text(), server_default="", nullable=False),
        sa.Column("program_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "purchase_id", name=op.f("pk_purchases")),
        sa.UniqueConstraint("purchase_id", name=op.f("uq_purchases_purchase_id")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("purchases", schema=None) as batch_op:
        batch_op.create_index("ix_purchases_at", ["at"], unique=False)
        batch_op.create_index("ix_purchases_client_at", ["client", "at"], unique=False)
        batch_op.create_index("ix_purchases_member_id_at", ["member_id", "at"], unique=False)

    op.create_table(
        "ratings",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("rating_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "purchase_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True
        ),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("partner", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "answered_by", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True
        ),
        sa.PrimaryKeyConstraint("member_id", "rating_id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_ratings_rating_id")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.create_index("ix_ratings_asked_at", ["asked_at"], unique=False)
        batch_op.create_index("ix_ratings_at", ["at"], unique=False)

    op.create_table(
        "referrals",
        sa.Column(
            "inviter_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column(
            "referral_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column("friend_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("friend_name", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "purchase_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True
        ),
        sa.Column("points", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rewarded_at", sa.BigInteger(), nullable=True),
        sa.Column("active_at", sa.BigInteger(), nullable=True),
        sa.Column("program_version", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("inviter_id", "referral_id", name=op.f("pk_referrals")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index("ix_referrals_at", ["at"], unique=False)
        batch_op.create_index("ix_referrals_friend_id", ["friend_id"], unique=False)
        batch_op.create_index(
            "ix_referrals_pending",
            ["active_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_referrals_rewarded_at",
            ["rewarded_at"],
            unique=False,
            sqlite_where=sa.text("rewarded_at IS NOT NULL"),
            postgresql_where=sa.text("rewarded_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_referrals_friend_id",
            ["friend_id"],
            unique=True,
            sqlite_where=sa.text("state != 'refused'"),
            postgresql_where=sa.text("state != 'refused'"),
        )

    op.create_table(
        "requests",
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column(
            "response", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("client", "idempotency_key", name=op.f("pk_requests")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_requests_member_id",
            ["member_id"],
            unique=False,
            sqlite_where=sa.text("member_id IS NOT NULL"),
            postgresql_where=sa.text("member_id IS NOT NULL"),
        )

    op.create_table(
        "segments",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_segments")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "settlements",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "figures", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_settlements")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff",
        sa.Column("staff_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff")),
        sa.UniqueConstraint("channel", "user_id", name=op.f("uq_staff_channel_user_id")),
        sa.UniqueConstraint("phone", name=op.f("uq_staff_phone")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_links",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_staff_links")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("staff_links", schema=None) as batch_op:
        batch_op.create_index("ix_staff_links_expires_at", ["expires_at"], unique=False)

    op.create_table(
        "standings",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("floor", sa.Text(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_standings")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("standings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_standings_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "subscription_orders",
        sa.Column("order_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stars", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_subscription_orders")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("subscription_orders", schema=None) as batch_op:
        batch_op.create_index("ix_subscription_orders_member_id", ["member_id"], unique=False)

    op.create_table(
        "subscription_payments",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stars", sa.BigInteger(), nullable=False),
        sa.Column("worth_seconds", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_charge_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", "channel", "charge_id", name=op.f("pk_subscription_payments")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subscriptions",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("renews", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("charge_id", sa.Text(), nullable=True),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", "name", name=op.f("pk_subscriptions")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_subscriptions_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "till_requests",
        sa.Column(
            "request_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("staff_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column(
            "cheque", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("pay_points", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("hold_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_till_requests")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("till_requests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_till_requests_asked",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.create_index("ix_till_requests_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_till_requests_member_id", ["member_id"], unique=False)

    op.create_table(
        "touches",
        sa.Column("campaign", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("tapped_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("campaign", "member_id", "occasion", name=op.f("pk_touches")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("touches", schema=None) as batch_op:
        batch_op.create_index("ix_touches_member_id", ["member_id"], unique=False)

    op.create_table(
        "transactions",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("tx_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contra", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("d_debt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("reverses", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("partner", sa.Text(), server_default="", nullable=False),
        sa.Column("program_version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", "tx_id", name=op.f("pk_transactions")),
        sa.UniqueConstraint("member_id", "asset", "seq", name=op.f("uq_transactions_member_id_asset_seq")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("transactions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_transactions_apart",
            ["client", "at"],
            unique=False,
            sqlite_where=sa.text("asset = 'gift' OR kind = 'capture'"),
            postgresql_where=sa.text("asset = 'gift' OR kind = 'capture'"),
        )
        batch_op.create_index("ix_transactions_at", ["at"], unique=False)
        batch_op.create_index(
            "ix_transactions_block",
            ["block"],
            unique=False,
            sqlite_where=sa.text("block IS NOT NULL"),
            postgresql_where=sa.text("block IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_transactions_reverses",
            ["member_id", "reverses"],
            unique=False,
            sqlite_where=sa.text("reverses IS NOT NULL"),
            postgresql_where=sa.text("reverses IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_transactions_unsealed",
            ["tx_id"],
            unique=False,
            sqlite_where=sa.text("block IS NULL"),
            postgresql_where=sa.text("block IS NULL"),
        )

    op.create_table(
        "updates",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "update_id", name=op.f("pk_updates")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("updates", schema=None) as batch_op:
        batch_op.create_index("ix_updates_at", ["at"], unique=False)

    op.create_table(
        "uses",
        sa.Column("member_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("points", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("member_id", "rule", "day", name=op.f("pk_uses")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "webhook_endpoints",
        sa.Column(
            "endpoint_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "events", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("old_secret_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("rest_until", sa.BigInteger(), nullable=True),
        sa.Column("off_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("endpoint_id", name=op.f("pk_webhook_endpoints")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "webhook_messages",
        sa.Column(
            "message_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column(
            "endpoint_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False
        ),
        sa.Column("event_id", sa.String(length=36).with_variant(sa.UUID(as_uuid=False), "postgresql"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_webhook_messages")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("webhook_messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_webhook_messages_dead",
            ["endpoint_id", "message_id"],
            unique=False,
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        )
        batch_op.create_index(
            "ix_webhook_messages_leased",
            ["leased_until"],
            unique=False,
            sqlite_where=sa.text("state = 'leased'"),
            postgresql_where=sa.text("state = 'leased'"),
        )
        batch_op.create_index(
            "ix_webhook_messages_queued",
            ["endpoint_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )


def downgrade() -> None:

    with op.batch_alter_table("webhook_messages", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_webhook_messages_queued",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index(
            "ix_webhook_messages_leased",
            sqlite_where=sa.text("state = 'leased'"),
            postgresql_where=sa.text("state = 'leased'"),
        )
        batch_op.drop_index(
            "ix_webhook_messages_dead",
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        )

    op.drop_table("webhook_messages")
    op.drop_table("webhook_endpoints")
    op.drop_table("uses")
    with op.batch_alter_table("updates", schema=None) as batch_op:
        batch_op.drop_index("ix_updates_at")

    op.drop_table("updates")
    with op.batch_alter_table("transactions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_transactions_unsealed", sqlite_where=sa.text("block IS NULL"), postgresql_where=sa.text("block IS NULL")
        )
        batch_op.drop_index(
            "ix_transactions_reverses",
            sqlite_where=sa.text("reverses IS NOT NULL"),
            postgresql_where=sa.text("reverses IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_transactions_block",
            sqlite_where=sa.text("block IS NOT NULL"),
            postgresql_where=sa.text("block IS NOT NULL"),
        )
        batch_op.drop_index("ix_transactions_at")
        batch_op.drop_index(
            "ix_transactions_apart",
            sqlite_where=sa.text("asset = 'gift' OR kind = 'capture'"),
            postgresql_where=sa.text("asset = 'gift' OR kind = 'capture'"),
        )

    op.drop_table("transactions")
    with op.batch_alter_table("touches", schema=None) as batch_op:
        batch_op.drop_index("ix_touches_member_id")

    op.drop_table("touches")
    with op.batch_alter_table("till_requests", schema=None) as batch_op:
        batch_op.drop_index("ix_till_requests_member_id")
        batch_op.drop_index("ix_till_requests_expires_at")
        batch_op.drop_index(
            "ix_till_requests_asked",
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.drop_table("till_requests")
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_subscriptions_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("subscriptions")
    op.drop_table("subscription_payments")
    with op.batch_alter_table("subscription_orders", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_orders_member_id")

    op.drop_table("subscription_orders")
    with op.batch_alter_table("standings", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_standings_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("standings")
    with op.batch_alter_table("staff_links", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_links_expires_at")

    op.drop_table("staff_links")
    op.drop_table("staff")
    op.drop_table("settlements")
    op.drop_table("segments")
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_requests_member_id",
            sqlite_where=sa.text("member_id IS NOT NULL"),
            postgresql_where=sa.text("member_id IS NOT NULL"),
        )

    op.drop_table("requests")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_referrals_friend_id",
            sqlite_where=sa.text("state != 'refused'"),
            postgresql_where=sa.text("state != 'refused'"),
        )
        batch_op.drop_index(
            "ix_referrals_rewarded_at",
            sqlite_where=sa.text("rewarded_at IS NOT NULL"),
            postgresql_where=sa.text("rewarded_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_referrals_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index("ix_referrals_friend_id")
        batch_op.drop_index("ix_referrals_at")

    op.drop_table("referrals")
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.drop_index("ix_ratings_at")
        batch_op.drop_index("ix_ratings_asked_at")

    op.drop_table("ratings")
    with op.batch_alter_table("purchases", schema=None) as batch_op:
        batch_op.drop_index("ix_purchases_member_id_at")
        batch_op.drop_index("ix_purchases_client_at")
        batch_op.drop_index("ix_purchases_at")

    op.drop_table("purchases")
    with op.batch_alter_table("purchase_returns", schema=None) as batch_op:
        batch_op.drop_index("ix_purchase_returns_member_id_purchase_id")
        batch_op.drop_index("ix_purchase_returns_client_at")

    op.drop_table("purchase_returns")
    op.drop_table("promos_waiting")
    with op.batch_alter_table("promo_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_promo_uses_member_id_promo")

    op.drop_table("promo_uses")
    with op.batch_alter_table("promo_codes", schema=None) as batch_op:
        batch_op.drop_index("ix_promo_codes_promo")
        batch_op.drop_index(
            "ix_promo_codes_member_id",
            sqlite_where=sa.text("member_id IS NOT NULL"),
            postgresql_where=sa.text("member_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_promo_codes_batch_id")

    op.drop_table("promo_codes")
    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.drop_index("ix_programs_in_force")

    op.drop_table("programs")
    with op.batch_alter_table("payment_tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_tasks_due")

    op.drop_table("payment_tasks")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_offers_open",
            sqlite_where=sa.text("state IN ('given', 'on')"),
            postgresql_where=sa.text("state IN ('given', 'on')"),
        )
        batch_op.drop_index(
            "ix_offers_gave", sqlite_where=sa.text("points > 0"), postgresql_where=sa.text("points > 0")
        )
        batch_op.drop_index(
            "ix_offers_ending",
            sqlite_where=sa.text("state IN ('given', 'on')"),
            postgresql_where=sa.text("state IN ('given', 'on')"),
        )

    op.drop_table("offers")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_members_zone", sqlite_where=sa.text("zone IS NOT NULL"), postgresql_where=sa.text("zone IS NOT NULL")
        )
        batch_op.drop_index(
            "ix_members_merged_into",
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_members_birthday",
            sqlite_where=sa.text("birthday IS NOT NULL"),
            postgresql_where=sa.text("birthday IS NOT NULL"),
        )

    op.drop_table("members")
    with op.batch_alter_table("member_tags", schema=None) as batch_op:
        batch_op.drop_index("ix_member_tags_tag")

    op.drop_table("member_tags")
    with op.batch_alter_table("member_facts", schema=None) as batch_op:
        batch_op.drop_index("ix_member_facts_last_at")
        batch_op.drop_index("ix_member_facts_first_at")
        batch_op.drop_index(
            "ix_member_facts_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("member_facts")
    op.drop_table("marks")
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_lots_usable", sqlite_where=sa.text("remaining > 0"), postgresql_where=sa.text("remaining > 0")
        )
        batch_op.drop_index("ix_lots_pending", sqlite_where=sa.text("pending"), postgresql_where=sa.text("pending"))
        batch_op.drop_index(
            "ix_lots_given", sqlite_where=sa.text("partner > ''"), postgresql_where=sa.text("partner > ''")
        )
        batch_op.drop_index(
            "ix_lots_expiring", sqlite_where=sa.text("remaining > held"), postgresql_where=sa.text("remaining > held")
        )

    op.drop_table("lots")
    with op.batch_alter_table("lot_moves", schema=None) as batch_op:
        batch_op.drop_index("ix_lot_moves_member_id_lot_id")

    op.drop_table("lot_moves")
    op.drop_table("leases")
    op.drop_table("job_runs")
    op.drop_table("imports")
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_holds_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("holds")
    with op.batch_alter_table("guesses", schema=None) as batch_op:
        batch_op.drop_index("ix_guesses_at")

    op.drop_table("guesses")
    with op.batch_alter_table("gift_cards", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_gift_cards_member_id",
            sqlite_where=sa.text("member_id IS NOT NULL"),
            postgresql_where=sa.text("member_id IS NOT NULL"),
        )

    op.drop_table("gift_cards")
    op.drop_table("facts_path")
    with op.batch_alter_table("facts_due", schema=None) as batch_op:
        batch_op.drop_index("ix_facts_due_member_id")

    op.drop_table("facts_due")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_events_waiting",
            sqlite_where=sa.text("pumped_at IS NULL"),
            postgresql_where=sa.text("pumped_at IS NULL"),
        )
        batch_op.drop_index("ix_events_member_id")

    op.drop_table("events")
    op.drop_table("erased_marks")
    op.drop_table("draws")
    with op.batch_alter_table("draw_entrants", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_draw_entrants_won",
            sqlite_where=sa.text("place IS NOT NULL"),
            postgresql_where=sa.text("place IS NOT NULL"),
        )
        batch_op.drop_index("ix_draw_entrants_member_id")

    op.drop_table("draw_entrants")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deliveries_unknown",
            sqlite_where=sa.text("state = 'unknown' AND ended_at IS NULL"),
            postgresql_where=sa.text("state = 'unknown' AND ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_deliveries_recall",
            sqlite_where=sa.text("campaign > 0 AND state = 'sent' AND reason = '' AND message_id IS NOT NULL"),
            postgresql_where=sa.text("campaign > 0 AND state = 'sent' AND reason = '' AND message_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_deliveries_queued",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index("ix_deliveries_member_id")
        batch_op.drop_index(
            "ix_deliveries_leased",
            sqlite_where=sa.text("state IN ('leased', 'sending')"),
            postgresql_where=sa.text("state IN ('leased', 'sending')"),
        )
        batch_op.drop_index(
            "ix_deliveries_campaign", sqlite_where=sa.text("campaign > 0"), postgresql_where=sa.text("campaign > 0")
        )

    op.drop_table("deliveries")
    op.drop_table("deeds")
    op.drop_table("consents")
    op.drop_table("challenges_done")
    with op.batch_alter_table("card_codes", schema=None) as batch_op:
        batch_op.drop_index("ix_card_codes_member_id")
        batch_op.drop_index("ix_card_codes_expires_at")

    op.drop_table("card_codes")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_campaigns_watched",
            sqlite_where=sa.text("progress_message != ''"),
            postgresql_where=sa.text("progress_message != ''"),
        )
        batch_op.drop_index("ix_campaigns_state")
        batch_op.drop_index(
            "ix_campaigns_open",
            sqlite_where=sa.text("state != 'draft' AND ended_at IS NULL"),
            postgresql_where=sa.text("state != 'draft' AND ended_at IS NULL"),
        )

    op.drop_table("campaigns")
    op.drop_table("budgets")
    op.drop_table("blocks")
    op.drop_table("badges")
    op.drop_table("api_keys")
    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.drop_index("ix_addresses_member_id")

    op.drop_table("addresses")
    op.drop_table("accounts")
