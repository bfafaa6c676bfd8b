"""What a campaign's members did, in a few statements that cost what its touches cost and not what the base does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, and_, bindparam, case, func, literal_column, select, type_coerce

from rules.campaign_draw import LEFT_ALONE
from storage.columns import Instant
from storage.tables import campaigns, deliveries, offers, purchases, touches
from storage.work import Row, Work

_T, _D, _P, _O = touches.c, deliveries.c, purchases.c, offers.c
# A sum of squares must fit into 64 bits: each value is parted into thousands of thousands and the rest.
_PART = 1_000_000

_MINE = _T.campaign == bindparam("campaign")
_GROUP = _T.variant.label("group_name")
_DELIVERED = and_(
    _T.variant.not_in(LEFT_ALONE),
    _D.member_id == _T.member_id,  # the key says it too; but what is joined by ids is joined without long texts
    _D.campaign == bindparam("campaign"),
    _D.campaign > literal_column("0"),  # written into the text, or no planner dares to use the index
    _D.dedupe_key == bindparam("prefix") + _T.occasion + literal_column("':'") + sa.cast(_T.member_id, sa.Text),
)
_STATE = func.coalesce(_D.state, _T.state)
_WAITS, _TRIED, _REACHED = 1, 2, 3
_HOW_FAR = case(
    (_STATE.in_((literal_column("'sent'"), literal_column("'recalled'"))), _REACHED),
    (_STATE.in_((literal_column("'failed'"), literal_column("'unknown'"))), _TRIED),
    (_STATE.in_((literal_column("'queued'"), literal_column("'leased'"), literal_column("'sending'"))), _WAITS),
    else_=0,
)


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


# ------------------------------------------------------------------ who was meant, and how far it came

_BY_MEMBER = (
    select(
        _GROUP,
        func.count().label("touches"),
        func.max(_HOW_FAR).label("how_far"),
        func.max(_T.tapped_at).label("tapped_at"),
        func.max(_T.at).label("at"),
    )
    .select_from(touches.outerjoin(deliveries, _DELIVERED))
    .where(_MINE)
    .group_by(_T.member_id, _T.variant)
    .subquery()
)
_FUNNEL = select(
    _BY_MEMBER.c.group_name,
    func.count().label("members"),
    func.sum(_BY_MEMBER.c.touches).label("touches"),
    _count(_BY_MEMBER.c.how_far == _WAITS).label("queued"),
    _count(_BY_MEMBER.c.how_far >= _TRIED).label("sent"),
    _count(_BY_MEMBER.c.how_far == _REACHED).label("reached"),
    _count(_BY_MEMBER.c.tapped_at.is_not(None)).label("tapped"),
    func.max(_BY_MEMBER.c.at).label("last_at"),
).group_by(_BY_MEMBER.c.group_name)

# ------------------------------------------------------------------ what they bought

# A purchase belongs to the last touch before it: windows end where the next begins, so that none counts twice.
_SINCE = type_coerce(_T.at, BigInteger)
_CLOSES = _SINCE + bindparam("window", type_=BigInteger)
_NEXT = type_coerce(func.lead(_T.at).over(partition_by=_T.member_id, order_by=(_T.at, _T.occasion)), BigInteger)
_WINDOWS = (
    select(
        _T.member_id,
        _T.occasion,
        _GROUP,
        _T.at.label("since"),
        type_coerce(case((_NEXT < _CLOSES, _NEXT), else_=_CLOSES), Instant).label("until"),
    )
    .where(_MINE)
    .subquery()
)
# As for the tiers and the facts of members: what came back whole was no purchase.
_STOOD = _P.returned_minor < _P.gross_minor - _P.discount_minor
_WITHIN = and_(
    _P.member_id == _WINDOWS.c.member_id,
    _P.at >= _WINDOWS.c.since,
    _P.at < _WINDOWS.c.until,
    _STOOD,
)
_BUYERS = (
    select(
        _WINDOWS.c.group_name,
        func.count().label("purchases"),
        # PostgreSQL adds up whole numbers as decimals, which part otherwise.
        sa.cast(func.sum(_P.net_minor - _P.refunded_minor), BigInteger).label("revenue"),
        func.sum(_P.points_spent - _P.points_restored).label("spent"),
    )
    .select_from(_WINDOWS.join(purchases, _WITHIN))
    .group_by(_WINDOWS.c.member_id, _WINDOWS.c.group_name)
    .subquery()
)
_HIGH, _LOW = _BUYERS.c.revenue // _PART, _BUYERS.c.revenue % _PART
_BOUGHT = select(
    _BUYERS.c.group_name,
    func.count().label("buyers"),
    func.sum(_BUYERS.c.purchases).label("purchases"),
    func.sum(_BUYERS.c.revenue).label("revenue_minor"),
    func.sum(_BUYERS.c.spent).label("points_spent"),
    func.sum(_HIGH * _HIGH).label("high"),
    func.sum(_HIGH * _LOW).label("mixed"),
    func.sum(_LOW * _LOW).label("low"),
).group_by(_BUYERS.c.group_name)

# ------------------------------------------------------------------ what its offers gave

_HOLDERS = (
    select(
        _T.variant,
        func.max(func.coalesce(_O.on_at, _O.used_at)).label("on_at"),
        func.max(_O.used_at).label("used_at"),
        func.sum(_O.points).label("points"),
        func.sum(_O.off_minor).label("off_minor"),
    )
    .select_from(
        offers.join(
            touches,
            and_(_MINE, _T.member_id == _O.member_id, _T.occasion == _O.occasion, _T.variant.not_in(LEFT_ALONE)),
        )
    )
    .where(_O.campaign == bindparam("campaign"))
    .group_by(_O.member_id, _T.variant)
    .subquery()
)
_OFFERED = select(
    _HOLDERS.c.variant.label("group_name"),
    func.count(_HOLDERS.c.on_at).label("switched_on"),
    func.count(_HOLDERS.c.used_at).label("used"),
    func.sum(_HOLDERS.c.points).label("points_given"),
    func.sum(_HOLDERS.c.off_minor).label("off_minor"),
).group_by(_HOLDERS.c.variant)

# ------------------------------------------------------------------ member by member

_ROWS = (
    select(
        _WINDOWS.c.member_id,
        _WINDOWS.c.occasion,
        _WINDOWS.c.group_name,
        _WINDOWS.c.since.label("at"),
        _WINDOWS.c.until,
        func.count(_P.purchase_id).label("purchases"),
        func.coalesce(func.sum(_P.net_minor - _P.refunded_minor), 0).label("revenue_minor"),
        func.coalesce(func.sum(_P.points_spent - _P.points_restored), 0).label("points_spent"),
    )
    .select_from(_WINDOWS.outerjoin(purchases, _WITHIN))
    .group_by(*(_WINDOWS.c[name] for name in ("member_id", "occasion", "group_name", "since", "until")))
    .order_by(_WINDOWS.c.member_id, _WINDOWS.c.since, _WINDOWS.c.occasion)
)


_BEFORE = (
    select(campaigns)
    .where(campaigns.c.campaign < bindparam("before", type_=BigInteger))
    .order_by(campaigns.c.campaign.desc())
    .limit(bindparam("limit"))
)


def campaigns_before(work: Work, before: int, limit: int) -> Sequence[Row]:
    """Those with a smaller number, newest first."""
    return work.all(_BEFORE, before=before, limit=limit)


def funnel(work: Work, number: int) -> Sequence[Row]:
    """Of each group: members, touches, queued, sent, reached, tapped, last_at."""
    return work.all(_FUNNEL, campaign=number, prefix=f"campaign:{number}:")


def bought(work: Work, number: int, window: timedelta) -> Sequence[Row]:
    """Of each group with buyers: buyers, purchases, revenue_minor, points_spent, and for `squares` high, mixed, low."""
    return work.all(_BOUGHT, campaign=number, window=_micros(window))


def squares(row: Row) -> int:
    """The sum of the squares of each member's revenue, exactly."""
    return int(row.high) * _PART**2 + 2 * int(row.mixed) * _PART + int(row.low)


def offered(work: Work, number: int) -> Sequence[Row]:
    """Of each variant with offers: switched_on, used, points_given, off_minor."""
    return work.all(_OFFERED, campaign=number)


def members_of(work: Work, number: int, window: timedelta) -> Iterator[Row]:
    """One row for each touch, those of one member together: what was bought after it."""
    return work.stream(_ROWS, campaign=number, window=_micros(window))


def _micros(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
