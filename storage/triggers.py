"""Whom something befell that a campaign waits for: each a look by an index at who crossed the line, and at nobody else.

Every look gives (member_id, occasion); an occasion tells two crossings of one member apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from rules.ledger import POINTS
from storage.columns import Id
from storage.tables import events, lots, member_facts, members, offers
from storage.work import Work, least_id

TAIL = 19  # from here on an id is chance

Crossed = sa.Select[Any]

_NEWS = {
    "tier_up": "tier_rose",
    "tier_down": "tier_fell",
    "referral_joined": "friend_joined",
    "referral_rewarded": "friend_rewarded",
}


def registered(after: datetime, upto: datetime) -> Crossed:
    """By their ids, which are ordered by time; not those whom an old base brought."""
    m = members.c
    later = least_id(upto + timedelta(milliseconds=1))
    of_ours = m.external_id.is_(None).is_(sa.true())  # which no index answers: nearly everybody is
    made = m.member_id >= sa.literal(least_id(after), Id), m.member_id < sa.literal(later, Id)
    return select(m.member_id, sa.literal("").label("occasion")).where(
        *made, m.created_at > after, m.created_at <= upto, of_ours
    )


def first_purchase(after: datetime, upto: datetime) -> Crossed:
    f = member_facts.c
    return select(f.member_id, sa.literal("").label("occasion")).where(f.first_at > after, f.first_at <= upto)


def told(kind: str, after: datetime, upto: datetime) -> Crossed:
    """Of what members were told as it happened. kind: of rules.campaign.Happened."""
    e = events.c
    later = least_id(upto + timedelta(milliseconds=1))
    mine = [e.event_id >= sa.literal(least_id(after), Id), e.event_id < sa.literal(later, Id), e.kind == _NEWS[kind]]
    if kind == "referral_rewarded":
        mine.append(sa.not_(e.facts["invited"].as_boolean()))  # the friend's own reward is another's story
    return select(e.member_id, _tail(e.event_id)).where(*mine, e.member_id.is_not(None), e.at > after, e.at <= upto)


def quiet(first: datetime, end: datetime, occasion: str) -> Crossed:
    """Who bought last from this instant up to that one."""
    f = member_facts.c
    return select(f.member_id, sa.literal(occasion).label("occasion")).where(f.last_at >= first, f.last_at < end)


def born(days: Sequence[date], occasion: str) -> Crossed:
    m = members.c
    return select(m.member_id, sa.literal(occasion).label("occasion")).where(m.birthday.in_(days))


def burning(first: datetime, last: datetime, now: datetime, source: str, occasion: str) -> Crossed:
    """Whose points burn after this instant, up to and with that one. source: only of these; empty for any."""
    o = lots.c
    of_source = [o.source == source] if source else []
    return (
        select(o.member_id, sa.literal(occasion).label("occasion"))
        .where(
            o.expires_at > first,
            o.expires_at <= last,
            o.expires_at > now,
            sa.literal_column("lots.remaining > lots.held"),
            o.asset == POINTS,
            o.active_at <= now,
            *of_source,
        )
        .distinct()
    )


def offers_ending(first: datetime, last: datetime, now: datetime) -> Crossed:
    """Whose offer, not used, ends after this instant, up to and with that one."""
    o = offers.c
    is_open: sa.ColumnElement[bool] = sa.literal_column("offers.state IN ('given', 'on')")
    return select(o.member_id, _tail(o.offer_id)).where(
        is_open, o.expires_at > first, o.expires_at <= last, o.expires_at > now
    )


def bought_since(work: Work, after: datetime, beyond: str, limit: int) -> Sequence[str]:
    """The next members beyond this id who bought after this instant."""
    f = member_facts.c
    found = select(f.member_id).where(f.last_at > after, f.member_id > sa.literal(beyond, Id))
    return [row.member_id for row in work.all(found.order_by(f.member_id).limit(limit))]


def these(occasions: Mapping[str, str]) -> Crossed:
    """Members who were found otherwise, with the occasion of each."""
    m = members.c
    cases = [(m.member_id == sa.literal(one, Id), sa.literal(occasion)) for one, occasion in occasions.items()]
    return select(m.member_id, sa.case(*cases, else_="").label("occasion")).where(m.member_id.in_(list(occasions)))


def _tail(column: sa.ColumnElement[str]) -> sa.Label[str]:
    return sa.func.substr(sa.cast(column, sa.Text), TAIL + 1).label("occasion")
