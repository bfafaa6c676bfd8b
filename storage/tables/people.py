"""Members, their addresses and consents, marks of those who left; staff, their links, and the keys of tills."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, UniqueConstraint, false, true

from storage.columns import Json
from storage.tables.schema import identity, instant, table, text

members = table(
    "members",
    identity("member_id", key=True),
    instant("created_at", null=False),
    text("name", default=""),
    text("language"),
    text("phone", null=True),
    instant("phone_verified_at"),
    Column("birthday", sa.Date),
    text("zone", null=True),
    text("referral_code"),
    Column("marketing", sa.Boolean, nullable=False, server_default=false()),
    Column("muted", Json, nullable=False),  # kinds of messages the member switched off
    instant("snoozed_until"),  # no advertising before
    Column("chance", sa.Integer, nullable=False, server_default="0"),  # 31 bits, by which shares of members are drawn
    Column("quiet_start", sa.SmallInteger),  # local hours; None takes the programme's
    Column("quiet_end", sa.SmallInteger),
    text("external_id", null=True),  # the number in the base it was imported from
    identity("merged_into", null=True),
    instant("erased_at"),
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

# Birthdays are looked for by the days of all the years that somebody living may have been born in.
Index(
    "ix_members_birthday",
    members.c.birthday,
    sqlite_where=members.c.birthday.is_not(None),
    postgresql_where=members.c.birthday.is_not(None),
)

# What is kept under an id that became a part of another.
Index(
    "ix_members_merged_into",
    members.c.merged_into,
    sqlite_where=members.c.merged_into.is_not(None),
    postgresql_where=members.c.merged_into.is_not(None),
)

addresses = table(
    "addresses",
    text("channel", key=True),
    text("user_id", key=True),
    text("chat_id"),
    identity("member_id", null=True),
    text("language", default=""),
    Column("reachable", sa.Boolean, nullable=False, server_default=true()),
    text("touched_code", null=True),  # the first referral link that brought this person; first touch wins
    instant("touched_at"),
    text("brought", null=True),  # the start payload of a code that is to be used when they have joined
    text("awaiting", null=True),  # what the conversation waits for
    Column("dialogue", Json),  # what it knows so far
    instant("seen_at", null=False),
    Index("ix_addresses_member_id", "member_id"),
)

consents = table(
    "consents",
    identity("member_id", key=True),
    identity("consent_id", key=True),
    text("kind"),  # processing | marketing
    Column("granted", sa.Boolean, nullable=False),
    text("version"),
    text("text"),
    text("language"),
    text("channel"),
    instant("at", null=False),
)

member_tags = table(
    "member_tags",
    identity("member_id", key=True),
    text("tag", key=True),
    Index("ix_member_tags_tag", "tag"),
)

# Of whoever was erased: a keyed hash of each chat and phone, so that a gift for newcomers is given once.
erased_marks = table(
    "erased_marks",
    text("mark", key=True),
    instant("at", null=False),
)

staff = table(
    "staff",
    identity("staff_id", key=True),
    text("role"),  # cashier | marketer | owner
    text("name"),
    text("phone", null=True),
    text("channel", null=True),
    text("user_id", null=True),
    text("location", default=""),
    instant("created_at", null=False),
    instant("removed_at"),
    UniqueConstraint("phone"),
    UniqueConstraint("channel", "user_id"),
)

staff_links = table(
    "staff_links",
    text("code_hash", key=True),
    text("role"),
    text("name"),
    text("location", default=""),
    instant("expires_at", null=False),
    instant("used_at"),
    Index("ix_staff_links_expires_at", "expires_at"),
)

api_keys = table(
    "api_keys",
    identity("key_id", key=True),
    text("name"),
    text("key_hash"),
    text("location", default=""),
    text("partner", default=""),  # of a coalition: whose sales these are
    text("scopes"),  # what it may do, parted by spaces
    instant("created_at", null=False),
    instant("expires_at"),
    instant("revoked_at"),
    UniqueConstraint("name"),
    UniqueConstraint("key_hash"),
)
