"""What members subscribe to, the invoices and payments in Stars behind it, and what the messenger is still to do."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, false

from storage.tables.schema import identity, instant, number, table, text

subscriptions = table(
    "subscriptions",
    identity("member_id", key=True),
    text("name", key=True),  # of the programme
    instant("began_at", null=False),
    instant("ends_at", null=False),  # the first instant that is not paid for
    Column("renews", sa.Boolean, nullable=False, server_default=false()),  # the messenger takes the next payment itself
    text("channel", null=True),  # where it is paid, and by whom
    text("user_id", null=True),
    text("charge_id", null=True),  # of the first payment of what renews itself
    text("client"),  # who gave it last
    text("reference", default=""),  # what the one who gave it calls it
    instant("due_at"),  # when the job looks at it again
)
Index(
    "ix_subscriptions_due",
    subscriptions.c.due_at,
    sqlite_where=subscriptions.c.due_at.is_not(None),
    postgresql_where=subscriptions.c.due_at.is_not(None),
)

# One for each price that a member was shown, and those of a member who became this one: a payment is agreed to only
# when its order still says what is sold.
subscription_orders = table(
    "subscription_orders",
    identity("order_id", key=True),
    identity("member_id"),
    text("name"),
    number("stars"),
    instant("at", null=False),
    Index("ix_subscription_orders_member_id", "member_id"),
)

subscription_payments = table(
    "subscription_payments",
    identity("member_id", key=True),
    text("channel", key=True),
    text("charge_id", key=True),
    text("name"),
    number("stars"),
    number("worth_seconds"),  # how much longer it made the subscription
    instant("at", null=False),
    text("state"),  # kept | returning | returned
    text("first_charge_id", null=True),  # of what renews itself
)

# Deleted when done: the messenger is told after the commit, and told again until it has heard.
payment_tasks = table(
    "payment_tasks",
    text("channel", key=True),
    text("charge_id", key=True),
    text("kind", key=True),  # stop: renew no more | return: give the payment back
    text("user_id"),
    identity("member_id", null=True),
    number("attempts", default=0),
    instant("due_at", null=False),
    Index("ix_payment_tasks_due", "channel", "due_at"),
)
