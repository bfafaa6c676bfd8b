"""Every table. The ledger's tables start their keys with the member, so that they can be spread over machines."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Index, Table, UniqueConstraint, false, true

from storage.columns import Id, Instant, Json, Minor, Points

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *parts: Column | sa.schema.SchemaItem) -> Table:  # type: ignore[type-arg]
    # A key that is the row's address needs no second one beside it.
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


def _text(name: str, *, key: bool = False, null: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, sa.Text, primary_key=key, nullable=null, server_default=default)


def _id(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Id, primary_key=key, nullable=null)


def _at(name: str, *, null: bool = True) -> Column:  # type: ignore[type-arg]
    return Column(name, Instant, nullable=null)


def _number(name: str, *, default: int | None = None) -> Column[int]:
    return Column(name, sa.BigInteger, nullable=False, server_default=None if default is None else str(default))


# ------------------------------------------------------------------ people

members = _table(
    "members",
    _id("member_id", key=True),
    _at("created_at", null=False),
    _text("name", default=""),
    _text("language"),
    _text("phone", null=True),
    _at("phone_verified_at"),
    Column("birthday", sa.Date),
    _text("zone", null=True),
    _text("referral_code"),
    Column("marketing", sa.Boolean, nullable=False, server_default=false()),
    Column("muted", Json, nullable=False),  # kinds of messages the member switched off
    Column("quiet_start", sa.SmallInteger),  # local hours; None takes the programme's
    Column("quiet_end", sa.SmallInteger),
    _text("external_id", null=True),  # the number in the base it was imported from
    _id("merged_into", null=True),
    _at("erased_at"),
    UniqueConstraint("phone"),
    UniqueConstraint("referral_code"),
    UniqueConstraint("external_id"),
)
# Few members choose a zone of their own; the zones of those are listed by every job that goes by local mornings.
Index(
    "ix_members_zone",
    members.c.zone,
    sqlite_where=members.c.zone.is_not(None),
    postgresql_where=members.c.zone.is_not(None),
)

addresses = _table(
    "addresses",
    _text("channel", key=True),
    _text("user_id", key=True),
    _text("chat_id"),
    _id("member_id", null=True),
    _text("language", default=""),
    _text("name", default=""),
    Column("reachable", sa.Boolean, nullable=False, server_default=true()),
    _text("touched_code", null=True),  # the first referral link that brought this person; first touch wins
    _at("touched_at"),
    _text("awaiting", null=True),  # what the conversation waits for
    Column("dialogue", Json),  # what it knows so far
    _at("seen_at", null=False),
    Index("ix_addresses_member_id", "member_id"),
)

consents = _table(
    "consents",
    _id("member_id", key=True),
    _id("consent_id", key=True),
    _text("kind"),  # processing | marketing
    Column("granted", sa.Boolean, nullable=False),
    _text("version"),
    _text("text"),
    _text("language"),
    _text("channel"),
    _at("at", null=False),
)

staff = _table(
    "staff",
    _id("staff_id", key=True),
    _text("role"),  # cashier | marketer | owner
    _text("name"),
    _text("phone", null=True),
    _text("channel", null=True),
    _text("user_id", null=True),
    _text("location", default=""),
    _at("created_at", null=False),
    _at("removed_at"),
    UniqueConstraint("phone"),
    UniqueConstraint("channel", "user_id"),
)

staff_links = _table(
    "staff_links",
    _text("code_hash", key=True),
    _text("role"),
    _text("name"),
    _text("location", default=""),
    _at("expires_at", null=False),
    _at("used_at"),
)

api_keys = _table(
    "api_keys",
    _id("key_id", key=True),
    _text("name"),
    _text("key_hash"),
    _text("location", default=""),
    _at("created_at", null=False),
    _at("revoked_at"),
    UniqueConstraint("name"),
    UniqueConstraint("key_hash"),
)

# ------------------------------------------------------------------ the ledger

accounts = _table(
    "accounts",
    _id("member_id", key=True),
    _text("asset", key=True),
    _number("seq", default=0),
    Column("balance", Points, nullable=False, server_default="0"),
    Column("held", Points, nullable=False, server_default="0"),
    Column("debt", Points, nullable=False, server_default="0"),
    _text("head_hash", default=""),
    _at("last_at", null=False),
    CheckConstraint("held >= 0 AND held <= balance", name="held"),
    CheckConstraint("debt >= 0", name="debt"),
)

lots = _table(
    "lots",
    _id("member_id", key=True),
    _id("lot_id", key=True),
    _text("asset"),
    _id("tx_id"),  # the transaction that opened it
    _text("source"),  # purchase | welcome | referral | refund | adjustment | import
    _text("source_id", default=""),
    Column("amount", Points, nullable=False),
    Column("remaining", Points, nullable=False),
    Column("held", Points, nullable=False, server_default="0"),
    _at("active_at", null=False),
    _at("expires_at"),
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

transactions = _table(
    "transactions",
    _id("member_id", key=True),
    _id("tx_id", key=True),
    _text("asset"),
    _number("seq"),
    _text("kind"),  # earn | spend | hold | capture | void | refund | clawback | expire | adjust
    _text("contra"),  # issued | spent | held | clawed_back | expired | adjusted
    Column("amount", Points, nullable=False),  # what it added to balance - debt
    Column("d_debt", Points, nullable=False, server_default="0"),
    _text("client"),
    _id("reverses", null=True),
    _text("reason", default=""),  # the rule or the words behind it
    _text("source_id", default=""),  # the purchase, hold or lot it is about
    _text("location", default=""),
    _number("program_version"),
    _at("at", null=False),
    _text("prev_hash"),
    _text("hash"),
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
Index("ix_transactions_at", transactions.c.at)

lot_moves = _table(
    "lot_moves",
    _id("member_id", key=True),
    _id("tx_id", key=True),
    Column("line", sa.Integer, primary_key=True, autoincrement=False),
    _id("lot_id"),
    Column("d_remaining", Points, nullable=False),
    Column("d_held", Points, nullable=False),
    Index("ix_lot_moves_member_id_lot_id", "member_id", "lot_id"),
)

holds = _table(
    "holds",
    _id("member_id", key=True),
    _id("hold_id", key=True),
    _text("asset"),
    _id("tx_id"),
    Column("amount", Points, nullable=False),
    Column("captured", Points, nullable=False, server_default="0"),
    _text("state"),  # open | captured | void | expired
    _text("client"),
    _text("session", default=""),
    _at("opened_at", null=False),
    _at("expires_at", null=False),
    UniqueConstraint("hold_id"),
)
Index(
    "ix_holds_open",
    holds.c.expires_at,
    sqlite_where=holds.c.state == "open",
    postgresql_where=holds.c.state == "open",
)

blocks = _table(
    "blocks",
    Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    _number("leaves"),
    _text("root"),
    _text("prev_root"),
    _text("public_key"),
    _text("signature"),
    _at("sealed_at", null=False),
)

# ------------------------------------------------------------------ what is sold

purchases = _table(
    "purchases",
    _id("member_id", key=True),
    _id("purchase_id", key=True),
    _at("at", null=False),
    Column("gross_minor", Minor, nullable=False),
    Column("discount_minor", Minor, nullable=False),
    Column("points_spent", Points, nullable=False),
    Column("points_minor", Minor, nullable=False),
    Column("net_minor", Minor, nullable=False),
    Column("points_earned", Points, nullable=False),
    Column("returned_minor", Minor, nullable=False, server_default="0"),  # of gross - discount
    Column("refunded_minor", Minor, nullable=False, server_default="0"),  # of net
    Column("points_clawed", Points, nullable=False, server_default="0"),
    Column("points_restored", Points, nullable=False, server_default="0"),
    Column("lines", Json, nullable=False),
    _id("earn_tx_id", null=True),
    _id("spend_tx_id", null=True),
    _text("client"),
    _text("cashier", default=""),
    _text("location", default=""),
    _text("receipt", default=""),
    _number("program_version"),
    UniqueConstraint("purchase_id"),
    Index("ix_purchases_member_id_at", "member_id", "at"),
    Index("ix_purchases_at", "at"),
)

purchase_returns = _table(
    "purchase_returns",
    _id("member_id", key=True),
    _id("return_id", key=True),
    _id("purchase_id"),
    Column("amount_minor", Minor, nullable=False),
    Column("refund_minor", Minor, nullable=False),
    Column("points_clawed", Points, nullable=False),
    Column("points_restored", Points, nullable=False),
    _text("client"),
    _at("at", null=False),
    Index("ix_purchase_returns_member_id_purchase_id", "member_id", "purchase_id"),
)

standings = _table(
    "standings",
    _id("member_id", key=True),
    _text("tier"),
    _at("since", null=False),
    _at("until"),  # when the term ends; None for the base tier
    _text("floor", null=True),  # a tier given by hand
    _at("due_at"),  # when the nightly job looks at it again
)
Index(
    "ix_standings_due",
    standings.c.due_at,
    sqlite_where=standings.c.due_at.is_not(None),
    postgresql_where=standings.c.due_at.is_not(None),
)

referrals = _table(
    "referrals",
    _id("inviter_id", key=True),
    _id("referral_id", key=True),
    _id("friend_id", null=True),
    _text("friend_name", default=""),
    _text("state"),  # joined | pending | rewarded | refused | cancelled
    _text("reason", default=""),
    _id("purchase_id", null=True),
    Column("points", Points, nullable=False, server_default="0"),
    _at("at", null=False),
    _at("rewarded_at"),
    _at("active_at"),
    Column("purchase_min_minor", Minor, nullable=False, server_default="0"),  # in force when the rewards were promised
)
Index(
    "uq_referrals_friend_id",
    referrals.c.friend_id,
    unique=True,
    sqlite_where=referrals.c.state != "refused",
    postgresql_where=referrals.c.state != "refused",
)

card_codes = _table(
    "card_codes",
    _text("code", key=True),
    _id("member_id"),
    _at("expires_at", null=False),
    _at("used_at"),
    Index("ix_card_codes_expires_at", "expires_at"),
    Index("ix_card_codes_member_id", "member_id"),
)

till_requests = _table(
    "till_requests",
    _id("request_id", key=True),
    _id("member_id"),
    _id("staff_id"),
    Column("cheque", Json, nullable=False),
    Column("pay_points", Points, nullable=False),
    _text("state"),  # asked | agreed | declined | recorded | cancelled
    _id("hold_id", null=True),
    _at("expires_at", null=False),
)
_ASKED = till_requests.c.state == "asked"
Index("ix_till_requests_asked", till_requests.c.expires_at, sqlite_where=_ASKED, postgresql_where=_ASKED)

# ------------------------------------------------------------------ what happened, and what is promised

requests = _table(
    "requests",
    _text("client", key=True),
    _text("idempotency_key", key=True),
    _text("fingerprint"),
    Column("status", sa.Integer),
    Column("response", Json),
    _at("at", null=False),
)

updates = _table(
    "updates",
    _text("channel", key=True),
    _text("update_id", key=True),
    _at("at", null=False),
    Index("ix_updates_at", "at"),
)

events = _table(
    "events",
    _id("event_id", key=True),
    _text("key"),  # its consequences are told apart by it: an event announced twice is told once
    _text("kind"),
    _id("member_id", null=True),
    _id("staff_id", null=True),
    Column("facts", Json, nullable=False),
    _at("at", null=False),
    _at("due_at", null=False),  # nobody is told before
    _at("stale_at"),
    _at("pumped_at"),
)
Index(
    "ix_events_waiting",
    events.c.event_id,
    sqlite_where=events.c.pumped_at.is_(None),
    postgresql_where=events.c.pumped_at.is_(None),
)

deliveries = _table(
    "deliveries",
    _id("delivery_id", key=True),
    _text("dedupe_key"),
    _id("member_id", null=True),
    _id("staff_id", null=True),
    _text("channel"),
    _text("user_id"),
    _text("chat_id"),
    _text("kind"),
    _text("category"),  # service | marketing
    _text("lane"),  # interactive | service | marketing
    Column("facts", Json, nullable=False),
    _text("state"),  # queued | leased | sending | sent | failed | unknown | skipped
    _at("due_at", null=False),
    _at("stale_at"),  # after this it says nothing useful any more
    _number("attempts", default=0),
    _number("unknowns", default=0),  # how often nobody knew whether it arrived
    _text("leased_by", null=True),
    _at("leased_until"),
    _text("message_id", null=True),
    _text("reason", default=""),
    _at("created_at", null=False),
    _at("ended_at"),
    UniqueConstraint("dedupe_key"),
    Index("ix_deliveries_member_id", "member_id"),
)
Index(
    "ix_deliveries_queued",
    deliveries.c.channel,
    deliveries.c.lane,
    deliveries.c.due_at,
    sqlite_where=deliveries.c.state == "queued",
    postgresql_where=deliveries.c.state == "queued",
)
Index(
    "ix_deliveries_leased",
    deliveries.c.channel,
    deliveries.c.leased_until,
    sqlite_where=deliveries.c.state.in_(("leased", "sending")),
    postgresql_where=deliveries.c.state.in_(("leased", "sending")),
)
_TO_RESEND = sa.and_(deliveries.c.state == "unknown", deliveries.c.ended_at.is_(None))
Index(
    "ix_deliveries_unknown",
    deliveries.c.channel,
    deliveries.c.due_at,
    sqlite_where=_TO_RESEND,
    postgresql_where=_TO_RESEND,
)

job_runs = _table(
    "job_runs",
    _text("job", key=True),
    Column("scheduled_for", Instant, primary_key=True),
    _number("epoch"),
    _at("started_at", null=False),
    _at("finished_at"),
    Column("outcome", Json),
)

leases = _table(
    "leases",
    _text("name", key=True),
    _text("holder"),
    _number("epoch"),
    _at("until", null=False),
)

programs = _table(
    "programs",
    Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    _text("text"),
    _text("sha256"),
    _at("in_force_from", null=False),
    _at("applied_at", null=False),
)

imports = _table(
    "imports",
    _text("sha256", key=True),
    _text("kind"),
    _number("rows_done", default=0),
    _number("rows_rejected", default=0),
    _at("finished_at"),
)

marks = _table(
    "marks",
    _text("name", key=True),
    Column("value", Json, nullable=False),
)
