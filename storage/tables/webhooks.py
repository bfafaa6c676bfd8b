"""Who listens to the shop from outside, and what each of them is to be told."""

from __future__ import annotations

from sqlalchemy import Column, Index

from storage.columns import Json
from storage.tables.schema import identity, instant, number, table, text

webhook_endpoints = table(
    "webhook_endpoints",
    identity("endpoint_id", key=True),
    text("url"),
    Column("events", Json, nullable=False),  # names of events or nouns; none is all
    text("secret"),  # as it is: whoever signs needs it whole
    text("old_secret", null=True),  # signs beside the new one until a receiver has had time to take that
    instant("old_secret_until"),
    instant("created_at", null=False),
    instant("rest_until"),  # it asked for a pause
    instant("off_at"),  # it said that it wants no more calls
)

webhook_messages = table(
    "webhook_messages",
    identity("message_id", key=True),
    identity("endpoint_id"),
    identity("event_id"),  # the same for every endpoint and at every try: receivers tell repetitions by it
    text("kind"),
    Column("facts", Json, nullable=False),  # ids and figures; no name, no phone
    instant("at", null=False),
    text("state"),  # queued | leased | sent | dead
    instant("due_at", null=False),
    number("attempts", default=0),
    text("leased_by", null=True),
    instant("leased_until"),
    text("reason", default=""),  # why the last try failed
    instant("ended_at"),
)
Index(
    "ix_webhook_messages_queued",
    webhook_messages.c.endpoint_id,
    webhook_messages.c.due_at,
    sqlite_where=webhook_messages.c.state == "queued",
    postgresql_where=webhook_messages.c.state == "queued",
)
Index(
    "ix_webhook_messages_leased",
    webhook_messages.c.leased_until,
    sqlite_where=webhook_messages.c.state == "leased",
    postgresql_where=webhook_messages.c.state == "leased",
)
Index(
    "ix_webhook_messages_dead",
    webhook_messages.c.endpoint_id,
    webhook_messages.c.message_id,
    sqlite_where=webhook_messages.c.state == "dead",
    postgresql_where=webhook_messages.c.state == "dead",
)
