"""The messages that a campaign promises to whom it has just touched: to which address, when, and what they are of."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.campaign_draw import LEFT_ALONE
from storage.columns import Id
from storage.tables import addresses, deliveries, members, touches
from storage.touches import Meant, Range
from storage.work import Work

_T = touches.c
_M = members.c
ID_HEAD = 19  # characters of an id that tell its instant; those after it are chance
# SQLite keeps what is JSON as text, and takes a cast to JSON for one to a number.
_JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")


def promise(work: Work, meant: Meant, found: Range) -> int:
    """Promise the message to everybody in this range whom this unit touched and who is no control; how many.

    Of each the occasion is that of the touch.
    """
    a, later, d = addresses.c, addresses.alias("later"), deliveries.c
    seen = sa.tuple_(later.c.seen_at, later.c.channel, later.c.user_id) > sa.tuple_(a.seen_at, a.channel, a.user_id)
    seen_later = select(later.c.user_id).where(later.c.member_id == _T.member_id, later.c.reachable, seen)
    member = sa.cast(_T.member_id, sa.Text)
    values: dict[str, sa.ColumnElement[Any]] = {
        # The start differs from pass to pass and the end from member to member, so that one statement makes all.
        "delivery_id": sa.cast(sa.literal(work.fresh_id()[:ID_HEAD]) + func.substr(member, ID_HEAD + 1), Id),
        "dedupe_key": sa.literal(f"campaign:{meant.campaign}:") + _T.occasion + sa.literal(":") + member,
        "member_id": _T.member_id,
        "channel": a.channel,
        "user_id": a.user_id,
        "chat_id": a.chat_id,
        "kind": sa.literal("campaign"),
        "category": sa.literal(meant.category),
        "lane": sa.literal("marketing"),
        "campaign": sa.literal(meant.campaign, sa.BigInteger),
        "facts": _facts(meant),
        "state": sa.literal("queued"),
        "due_at": due(meant),
        "stale_at": sa.literal(meant.stale_at, d.stale_at.type),
        "created_at": sa.literal(work.now, d.created_at.type),
    }
    told = (
        select(*values.values())
        .select_from(
            touches.join(members, _M.member_id == _T.member_id).join(
                addresses, sa.and_(a.member_id == _T.member_id, a.reachable)
            )
        )
        .where(
            _T.campaign == meant.campaign,
            found.of(_T.member_id),
            _T.at == sa.literal(work.now, _T.at.type),
            _T.variant.not_in(LEFT_ALONE),
            ~seen_later.exists(),
        )
    )
    statement = insert(deliveries).from_select(list(values), told)
    return work.run(statement.on_conflict_do_nothing(index_elements=["dedupe_key"]))


def _facts(meant: Meant) -> sa.ColumnElement[Any]:
    """Of the notice `campaign`; no name in it has a letter that JSON would write otherwise."""
    head, middle, end = f'{{"campaign": {meant.campaign}, "occasion": "', '", "variant": "', sa.literal('"}')
    brought = [(_T.variant == name, sa.literal(f'", "offer": "{offer}"}}')) for name, offer in meant.offers.items()]
    last = sa.case(*brought, else_=end) if brought else end
    text = sa.literal(head) + _T.occasion + sa.literal(middle) + _T.variant + last
    return sa.cast(text, _JSON)


def due(meant: Meant) -> sa.ColumnElement[Any]:
    """Who has quiet hours of their own gets it at its time, and the sender minds them."""
    kind = deliveries.c.due_at.type
    own = _M.quiet_start.is_not(None)
    ways = [
        (sa.and_(is_quiet, _M.zone == zone) if zone else is_quiet, sa.literal(at, kind))
        for place, is_quiet in ((0, own), (1, sa.true()))
        for zone, at in sorted(((zone, both[place]) for zone, both in meant.due.items()), reverse=True)
    ]
    return sa.case(*ways[:-1], else_=ways[-1][1])
