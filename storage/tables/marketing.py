"""Segments, personal offers, campaigns, and whom each campaign touched or left alone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, UniqueConstraint

from storage.columns import Json, Minor, Points
from storage.tables.schema import identity, instant, number, table, text

segments = table(
    "segments",
    text("name", key=True),
    text("expression"),
    text("created_by", default=""),
    instant("created_at", null=False),
)

offers = table(
    "offers",
    identity("member_id", key=True),
    identity("offer_id", key=True),
    text("offer"),  # its name in the programme
    number("program_version"),  # whose terms were promised
    number("campaign", default=0),  # that brought it; 0 for none
    text("occasion", default=""),
    Column("from_minor", Minor, nullable=False, server_default="0"),  # the personal threshold of a cheque
    # waiting | given | on | used | withdrawn; past `expires_at` it is over, whatever stands here. What is waiting is
    # nobody's yet: the message that brings it has not gone, and its term begins with that.
    text("state"),
    number("progress", default=0),  # purchases that counted, of an offer for several
    instant("granted_at", null=False),
    instant("expires_at", null=False),
    instant("on_at"),
    instant("used_at"),
    identity("purchase_id", null=True),
    Column("points", Points, nullable=False, server_default="0"),  # what it gave
    Column("off_minor", Minor, nullable=False, server_default="0"),
    # A campaign that runs a unit again gives nothing twice; what staff give has an occasion of its own.
    UniqueConstraint("campaign", "member_id", "offer", "occasion"),
)
_OPEN_OFFER = offers.c.state.in_(("given", "on"))
Index(
    "ix_offers_open",
    offers.c.member_id,
    offers.c.expires_at,
    sqlite_where=_OPEN_OFFER,
    postgresql_where=_OPEN_OFFER,
)
Index("ix_offers_ending", offers.c.expires_at, sqlite_where=_OPEN_OFFER, postgresql_where=_OPEN_OFFER)

_GAVE = offers.c.points > 0
Index("ix_offers_gave", offers.c.campaign, offers.c.points, sqlite_where=_GAVE, postgresql_where=_GAVE)

campaigns = table(
    "campaigns",
    Column("campaign", sa.BigInteger, primary_key=True, autoincrement=False),
    text("name"),
    text("source"),  # chat | program
    text("state"),  # draft | scheduled | running | paused | done | stopped | failed
    Column("document", Json, nullable=False),  # rules.campaign.Campaign
    identity("staff_id", null=True),  # who started it, and is told of it
    Column("a", sa.BigInteger, nullable=False),  # the draw of its shares: (chance * a + b) mod 2^31-1
    Column("b", sa.BigInteger, nullable=False),
    instant("created_at", null=False),
    instant("starts_at"),
    instant("started_at"),
    instant("ended_at"),
    text("reason", default=""),  # why it stopped or failed
    identity("reached_to", null=True),  # the last member of the audience that was looked at
    number("reached_day", default=0),  # that `reached_to` is of, as `date.toordinal` counts; 0 for of none
    instant("reached_at"),  # when all were; of a standing one, up to when crossings were looked for
    instant("recalled_at"),
    Column("links", Json),  # what each of its addresses answered: {url: "" while asked | "ok" | why not}
    # What became of it so far, kept as it happens so that looking costs nothing.
    number("audience", default=0),
    number("controls", default=0),
    number("sent", default=0),
    number("failed", default=0),
    number("blocked", default=0),
    number("unknown", default=0),
    number("skipped", default=0),
    number("recalled", default=0),
    # Of those, before it began anew: what failed then ends it no more.
    number("tried_before", default=0),
    number("failed_before", default=0),
    text("progress_channel", default=""),  # the message that shows how far it is
    text("progress_chat", default=""),
    text("progress_message", default=""),
    Index("ix_campaigns_state", "state"),
    UniqueConstraint("source", "name"),
)

# What a job looks at again and again must not cost more with each campaign that is over.
_OPEN_CAMPAIGN = sa.and_(campaigns.c.state != "draft", campaigns.c.ended_at.is_(None))
Index("ix_campaigns_open", campaigns.c.campaign, sqlite_where=_OPEN_CAMPAIGN, postgresql_where=_OPEN_CAMPAIGN)
_WATCHED = campaigns.c.progress_message != ""
Index("ix_campaigns_watched", campaigns.c.campaign, sqlite_where=_WATCHED, postgresql_where=_WATCHED)

# One row for each member whom a campaign meant, also for those it left alone to compare with. It holds nothing that
# names a person, so that an erasure leaves the comparison as it was.
touches = table(
    "touches",
    Column("campaign", sa.BigInteger, primary_key=True, autoincrement=False),
    identity("member_id", key=True),
    text("occasion", key=True),  # empty for a campaign that is sent once
    text("variant"),  # empty for a control, * for one of the global control
    instant("at", null=False),
    text("state", default=""),  # what became of the delivery, once its row is gone
    instant("tapped_at"),
    Index("ix_touches_member_id", "member_id"),
)
