"""Requests and updates that were done, events, deliveries, jobs, programmes, imports."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, UniqueConstraint, false

from storage.columns import Instant, Json, Minor, Points
from storage.tables.schema import identity, instant, number, table, text

requests = table(
    "requests",
    text("client", key=True),
    text("idempotency_key", key=True),
    text("fingerprint"),
    Column("status", sa.Integer),
    Column("response", Json),
    identity("member_id", null=True),  # whose name and phone are in the answer
    instant("at", null=False),
)
Index(
    "ix_requests_member_id",
    requests.c.member_id,
    sqlite_where=requests.c.member_id.is_not(None),
    postgresql_where=requests.c.member_id.is_not(None),
)

updates = table(
    "updates",
    text("channel", key=True),
    text("update_id", key=True),
    instant("at", null=False),
    Index("ix_updates_at", "at"),
)

events = table(
    "events",
    identity("event_id", key=True),
    text("key"),  # its consequences are told apart by it: an event announced twice is told once
    text("kind"),
    identity("member_id", null=True),
    identity("staff_id", null=True),
    Column("facts", Json, nullable=False),
    instant("at", null=False),
    instant("due_at", null=False),  # nobody is told before
    instant("stale_at"),
    instant("pumped_at"),
)
Index("ix_events_member_id", events.c.member_id)  # a merge moves them, an erasure takes them away
Index(
    "ix_events_waiting",
    events.c.event_id,
    sqlite_where=events.c.pumped_at.is_(None),
    postgresql_where=events.c.pumped_at.is_(None),
)

deliveries = table(
    "deliveries",
    identity("delivery_id", key=True),
    text("dedupe_key"),
    identity("member_id", null=True),
    identity("staff_id", null=True),
    text("channel"),
    text("user_id"),
    text("chat_id"),
    text("kind"),
    text("category"),  # service | marketing
    text("lane"),  # interactive | service | marketing
    number("campaign", default=0),  # that it is of; 0 for none
    Column("facts", Json, nullable=False),
    text("state"),  # queued | leased | sending | sent | failed | unknown | skipped | recalled
    instant("due_at", null=False),
    instant("stale_at"),  # after this it says nothing useful any more
    number("attempts", default=0),
    number("unknowns", default=0),  # how often nobody knew whether it arrived
    text("leased_by", null=True),
    instant("leased_until"),
    text("message_id", null=True),
    text("reason", default=""),
    instant("created_at", null=False),
    instant("ended_at"),
    UniqueConstraint("dedupe_key"),
    Index("ix_deliveries_member_id", "member_id"),
)
Index(
    "ix_deliveries_queued",
    deliveries.c.channel,
    deliveries.c.lane,
    deliveries.c.campaign,  # so that one that is paused is in nobody's way
    deliveries.c.due_at,
    deliveries.c.delivery_id,  # for many are due at one instant, and the first of them need no sorting
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
_OF_CAMPAIGN = deliveries.c.campaign > 0
Index(
    "ix_deliveries_campaign",
    deliveries.c.campaign,
    deliveries.c.state,
    sqlite_where=_OF_CAMPAIGN,
    postgresql_where=_OF_CAMPAIGN,
)
_TO_RECALL = sa.text("campaign > 0 AND state = 'sent' AND reason = '' AND message_id IS NOT NULL")
Index(
    "ix_deliveries_recall",
    deliveries.c.campaign,
    deliveries.c.state,  # always the same, so that SQLite holds it for no worse than the index above
    deliveries.c.ended_at,
    sqlite_where=_TO_RECALL,
    postgresql_where=_TO_RECALL,
)
_TO_RESEND = sa.and_(deliveries.c.state == "unknown", deliveries.c.ended_at.is_(None))
Index(
    "ix_deliveries_unknown",
    deliveries.c.channel,
    deliveries.c.due_at,
    sqlite_where=_TO_RESEND,
    postgresql_where=_TO_RESEND,
)

job_runs = table(
    "job_runs",
    text("job", key=True),
    Column("scheduled_for", Instant, primary_key=True),
    number("epoch"),
    instant("started_at", null=False),
    instant("finished_at"),
    Column("outcome", Json),
)

leases = table(
    "leases",
    text("name", key=True),
    text("holder"),
    number("epoch"),
    instant("until", null=False),
)

programs = table(
    "programs",
    Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    text("sha256"),
    instant("in_force_from", null=False),
    instant("applied_at", null=False),
    text("pilot", default=""),  # the pilot's name; empty: the main programme
    Column("scope", Json),  # whom a pilot serves, as rules.pilot.Scope
    instant("until"),  # the first instant at which a pilot serves nobody; None: until it is ended or applied anew
    Column("message", Json),  # by language, to those whom the change concerns
    instant("reached_at"),  # when the last of them was promised the message, and has the tier that it gives
    # Whether this or any other version has offers, so that members may have some.
    Column("offered", sa.Boolean, nullable=False, server_default=false()),
    text("text"),  # last, so that a row is read without it
    Index("ix_programs_in_force", "pilot", "in_force_from", "version"),
)

imports = table(
    "imports",
    text("sha256", key=True),
    text("kind"),
    number("rows_done", default=0),
    number("rows_rejected", default=0),
    # What the rows that came in say, by the file alone: the ledger must come to the same.
    Column("points", Points, nullable=False, server_default="0"),
    Column("stamps", Points, nullable=False, server_default="0"),
    Column("amount_minor", Minor, nullable=False, server_default="0"),
    instant("started_at", null=False),
    instant("finished_at"),
)

marks = table(
    "marks",
    text("name", key=True),
    Column("value", Json, nullable=False),
)
