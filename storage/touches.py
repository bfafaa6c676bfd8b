"""Whom a campaign meant: found, drawn and promised their message where the rows are, a range of members at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.campaign_draw import CONTROL, GLOBAL, PARTS, PRIME, Draw
from storage.columns import Id
from storage.tables import addresses, deliveries, members, touches
from storage.work import Row, Work

_T = touches.c
_M = members.c
BEFORE_ALL = "00000000-0000-0000-0000-000000000000"
ID_HEAD = 19  # characters of an id that tell its instant; those after it are chance

_LAST_OF_RANGE = (
    select(_M.member_id)
    .where(_M.member_id > bindparam("after"))
    .order_by(_M.member_id)
    .limit(1)
    .offset(bindparam("skip", type_=sa.Integer))
)
_LAST = select(_M.member_id).order_by(_M.member_id.desc()).limit(1)
_MINE = (
    _T.campaign == bindparam("of_campaign", type_=sa.BigInteger),
    _T.member_id == bindparam("of_member"),
    _T.occasion == bindparam("of_occasion"),
)
_GET = select(touches).where(*_MINE)
_KEEP_STATE = touches.update().where(*_MINE).values(state=bindparam("became"))
_TOUCH = insert(touches).on_conflict_do_nothing()
_TAP = (
    touches.update().where(*_MINE, _T.tapped_at.is_(None)).values(tapped_at=bindparam("now", type_=_T.tapped_at.type))
)


@dataclass(frozen=True, slots=True)
class Audience:
    """source: members, and whatever else `where` goes by; one row a member."""

    source: sa.FromClause
    where: sa.ColumnElement[bool]


EVERYBODY = Audience(members, sa.true())


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """One pass of a campaign. audience: besides what everybody must meet. due: by the zone that members chose, the
    empty one for those who chose none: when they hear of it, and the first instant from then that is outside the
    programme's quiet hours. offers: what each variant brings, of those that bring something."""

    campaign: int
    occasion: str
    draw: Draw
    category: str
    audience: Audience
    due: Mapping[str, tuple[datetime, datetime]]
    stale_at: datetime | None = None
    offers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Range:
    """Members after one id, up to and with another."""

    after: str
    upto: str

    def of(self, column: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        return sa.and_(column > sa.literal(self.after, Id), column <= sa.literal(self.upto, Id))


def range_after(work: Work, after: str, size: int) -> Range | None:
    """The next so many members by their ids; None when there are none."""
    upto = work.value(_LAST_OF_RANGE, after=after, skip=size - 1) or work.value(_LAST)
    return Range(after, upto) if upto is not None and upto > after else None


def variant(draw: Draw) -> sa.ColumnElement[str]:
    """`rules.campaign_draw.drawn` of each member, where the rows are."""
    chance = sa.cast(_M.chance, sa.BigInteger)
    number = (chance * sa.literal(draw.a, sa.BigInteger) + sa.literal(draw.b, sa.BigInteger)) % sa.literal(
        PRIME, sa.BigInteger
    )
    parts = sa.literal(PARTS, sa.BigInteger)
    place = (number // parts) % sa.literal(draw.total, sa.BigInteger)
    return sa.case(
        (chance % parts < draw.everywhere, sa.literal(GLOBAL)),
        (number % parts < draw.control, sa.literal(CONTROL)),
        *((place < end, sa.literal(name)) for name, end in draw.ends[:-1]),
        else_=sa.literal(draw.ends[-1][0]),
    )


def may_hear(category: str) -> sa.ColumnElement[bool]:
    """Who could get it at this instant. The same is asked of those who are left alone, so that both are alike."""
    reachable = select(addresses.c.user_id).where(addresses.c.member_id == _M.member_id, addresses.c.reachable)
    known = [_M.erased_at.is_(None), _M.merged_into.is_(None), reachable.exists()]
    return sa.and_(*known, _M.marketing) if category == "marketing" else sa.and_(*known)


def touch_range(work: Work, meant: Meant, found: Range) -> int:
    """Touch everybody of the audience in this range who was not yet; how many."""
    drawn = select(
        sa.literal(meant.campaign, sa.BigInteger),
        _M.member_id,
        sa.literal(meant.occasion),
        variant(meant.draw),
        sa.literal(work.now, _T.at.type),
    ).select_from(meant.audience.source)
    new = drawn.where(found.of(_M.member_id), may_hear(meant.category), meant.audience.where)
    columns = ["campaign", "member_id", "occasion", "variant", "at"]
    return work.run(insert(touches).from_select(columns, new).on_conflict_do_nothing())


def crossers(work: Work, found: sa.Select[Any], after: str, limit: int) -> Range | None:
    """The next members by their ids who crossed a line, at most so many; None when there are none.

    found: (member_id, occasion), as storage.triggers finds them.
    """
    ids = [row.member_id for row in work.all(_beyond(found, after, limit))]
    return Range(after, ids[-1]) if ids else None


def _beyond(found: sa.Select[Any], after: str, limit: int) -> sa.Select[Any]:
    who = _found_once(found)
    return select(who.c.member_id).where(who.c.member_id > sa.literal(after, Id)).order_by(who.c.member_id).limit(limit)


def crossed(work: Work, meant: Meant, found: sa.Select[Any], of: Range) -> Sequence[Row]:
    """(member_id, occasion, variant) of who of this range crossed a line, is of the audience and was not touched for
    it yet; one occasion of each, so that a later look finds the others. found: as of `crossers`.
    """
    return list({row.member_id: row for row in work.all(_new(meant, found, of))}.values())


def _new(meant: Meant, found: sa.Select[Any], of: Range) -> sa.Select[Any]:
    who = _found_once(found)
    known = select(_T.member_id).where(
        _T.campaign == sa.literal(meant.campaign, sa.BigInteger),
        _T.member_id == who.c.member_id,
        _T.occasion == who.c.occasion,
    )
    return (
        select(_M.member_id, who.c.occasion, variant(meant.draw).label("variant"))
        .select_from(meant.audience.source.join(who, who.c.member_id == _M.member_id))
        .where(of.of(who.c.member_id), may_hear(meant.category), meant.audience.where, ~known.exists())
        .order_by(_M.member_id, who.c.occasion.desc())
    )


def _found_once(found: sa.Select[Any]) -> sa.CTE:
    """Found by the index of what befell them first: the order of ids, and the page, would lead through everybody."""
    return found.cte("crossed").prefix_with("MATERIALIZED")


def touch_each(work: Work, campaign: int, found: Sequence[Row]) -> None:
    """Touch these, as `crossed` found them."""
    rows = [
        {"campaign": campaign, "member_id": row.member_id, "occasion": row.occasion, "variant": row.variant}
        for row in found
    ]
    work.run_many(_TOUCH, [row | {"at": work.now} for row in rows])


def counted(work: Work, meant: Meant, found: Range) -> dict[str, int]:
    """How many of this range, touched by this unit, have each variant."""
    mine = _just_touched(work, meant, found)
    rows = work.all(select(_T.variant, func.count().label("members")).where(*mine).group_by(_T.variant))
    return {row.variant: row.members for row in rows}


def _just_touched(work: Work, meant: Meant, found: Range) -> tuple[sa.ColumnElement[bool], ...]:
    now = sa.literal(work.now, _T.at.type)
    return _T.campaign == meant.campaign, _T.occasion == meant.occasion, found.of(_T.member_id), _T.at == now


def of_variant(work: Work, meant: Meant, found: Range, name: str) -> list[str]:
    """The ids of those in this range, touched by this unit, who got this variant."""
    mine = *_just_touched(work, meant, found), _T.variant == name
    return [row.member_id for row in work.all(select(_T.member_id).where(*mine).order_by(_T.member_id))]


def get(work: Work, campaign: int, member_id: str, occasion: str) -> Row | None:
    return work.one(_GET, of_campaign=campaign, of_member=member_id, of_occasion=occasion)


def tap(work: Work, campaign: int, member_id: str, occasion: str) -> None:
    """Note the first tap on a message."""
    work.run(_TAP, of_campaign=campaign, of_member=member_id, of_occasion=occasion, now=work.now)


def keep_states(work: Work, ended: Sequence[Row]) -> None:
    """Keep with the touches what became of these deliveries, whose rows are about to go."""
    told = [
        {
            "of_campaign": row.campaign,
            "of_member": row.member_id,
            "of_occasion": row.facts["occasion"],
            "became": row.state,
        }
        for row in ended
        if row.campaign and row.member_id is not None
    ]
    work.run_many(_KEEP_STATE, told)


def sample(work: Work, audience: Audience, category: str, limit: int) -> list[str]:
    """Some of whom it would mean now."""
    found = select(_M.member_id).select_from(audience.source).where(may_hear(category), audience.where).limit(limit)
    return [row.member_id for row in work.all(found)]


def move(work: Work, from_member: str, to_member: str) -> None:
    """Let what campaigns meant for the one be the other's, with what became of it; where both were meant, the other's
    own stays. To be called before their deliveries go over."""
    theirs, own = touches.alias("theirs"), deliveries.alias("own")
    met = sa.exists().where(
        theirs.c.member_id == to_member, theirs.c.campaign == _T.campaign, theirs.c.occasion == _T.occasion
    )
    mine = _T.member_id == from_member
    work.run(touches.update().where(mine, ~met).values(member_id=to_member))
    work.run(touches.delete().where(mine))
    # A delivery is found by its key, which names the member.
    key = func.replace(deliveries.c.dedupe_key, from_member, to_member)
    work.run(
        deliveries.update()
        .where(
            deliveries.c.member_id == from_member,
            deliveries.c.campaign > 0,
            ~sa.exists().where(own.c.dedupe_key == key),
        )
        .values(dedupe_key=key)
    )
