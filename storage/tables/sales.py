"""Purchases and returns, tiers, invitations, card codes, questions of the till."""

from __future__ import annotations

from sqlalchemy import Column, Index, UniqueConstraint

from storage.columns import Json, Minor, Points
from storage.tables.schema import identity, instant, number, table, text

purchases = table(
    "purchases",
    identity("member_id", key=True),
    identity("purchase_id", key=True),
    instant("at", null=False),
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
    Column("gift_minor", Minor, nullable=False, server_default="0"),  # of net, paid with a gift card
    Column("gift_back_minor", Minor, nullable=False, server_default="0"),  # of gift_minor, given back to the card
    identity("gift_card_id", null=True),
    identity("gift_tx_id", null=True),
    Column("lines", Json, nullable=False),
    Column("rules", Json),  # what the programme took off and gave, by rule; None where the tier's rate did it all
    text("partner", default=""),
    identity("earn_tx_id", null=True),
    identity("spend_tx_id", null=True),
    text("client"),
    text("cashier", default=""),
    text("location", default=""),
    text("receipt", default=""),
    number("program_version"),
    UniqueConstraint("purchase_id"),
    Index("ix_purchases_member_id_at", "member_id", "at"),
    Index("ix_purchases_at", "at"),
    Index("ix_purchases_client_at", "client", "at"),  # what a till may take back, newest first
)

purchase_returns = table(
    "purchase_returns",
    identity("member_id", key=True),
    identity("return_id", key=True),
    identity("purchase_id"),
    Column("amount_minor", Minor, nullable=False),
    Column("refund_minor", Minor, nullable=False),
    Column("points_clawed", Points, nullable=False),
    Column("points_restored", Points, nullable=False),
    Column("gift_back_minor", Minor, nullable=False, server_default="0"),  # given back to the gift card that paid
    Column("lines", Json),  # what was taken back of which line; None for a return by sum
    text("client"),
    instant("at", null=False),
    Index("ix_purchase_returns_member_id_purchase_id", "member_id", "purchase_id"),
    Index("ix_purchase_returns_client_at", "client", "at"),  # what a till compares its books with
)

standings = table(
    "standings",
    identity("member_id", key=True),
    text("tier"),
    instant("since", null=False),
    instant("until"),  # when the term ends; None for the base tier
    text("floor", null=True),  # a tier given by hand
    instant("due_at"),  # when the nightly job looks at it again
)
Index(
    "ix_standings_due",
    standings.c.due_at,
    sqlite_where=standings.c.due_at.is_not(None),
    postgresql_where=standings.c.due_at.is_not(None),
)

referrals = table(
    "referrals",
    identity("inviter_id", key=True),
    identity("referral_id", key=True),
    identity("friend_id", null=True),
    text("friend_name", default=""),
    text("state"),  # joined | pending | rewarded | refused | cancelled
    text("reason", default=""),
    identity("purchase_id", null=True),
    Column("points", Points, nullable=False, server_default="0"),
    instant("at", null=False),
    instant("rewarded_at"),
    instant("active_at"),
    number("program_version"),  # whose terms were promised
    instant("closes_at"),  # the first instant at which a first purchase is too late
)
Index(
    "ix_referrals_pending",
    referrals.c.active_at,
    sqlite_where=referrals.c.state == "pending",
    postgresql_where=referrals.c.state == "pending",
)
Index(
    "uq_referrals_friend_id",
    referrals.c.friend_id,
    unique=True,
    sqlite_where=referrals.c.state != "refused",
    postgresql_where=referrals.c.state != "refused",
)

_REWARDED = referrals.c.rewarded_at.is_not(None)
Index("ix_referrals_rewarded_at", referrals.c.rewarded_at, sqlite_where=_REWARDED, postgresql_where=_REWARDED)
Index("ix_referrals_at", referrals.c.at)  # who came in a month
Index("ix_referrals_friend_id", referrals.c.friend_id)  # the refused ones too, for an erasure

card_codes = table(
    "card_codes",
    text("code", key=True),
    identity("member_id"),
    instant("expires_at", null=False),
    instant("used_at"),
    text("used_by", null=True),  # the client that it was shown to, which may ask again
    Index("ix_card_codes_expires_at", "expires_at"),
    Index("ix_card_codes_member_id", "member_id"),
)

till_requests = table(
    "till_requests",
    identity("request_id", key=True),
    identity("member_id"),
    identity("staff_id"),
    Column("cheque", Json, nullable=False),
    Column("pay_points", Points, nullable=False),
    text("state"),  # asked | agreed | declined | recorded | cancelled
    identity("hold_id", null=True),
    instant("expires_at", null=False),
    Index("ix_till_requests_expires_at", "expires_at"),
    Index("ix_till_requests_member_id", "member_id"),
)
_ASKED = till_requests.c.state == "asked"
Index("ix_till_requests_asked", till_requests.c.expires_at, sqlite_where=_ASKED, postgresql_where=_ASKED)
