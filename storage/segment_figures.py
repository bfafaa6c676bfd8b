"""Figures and days of one member as columns, and how they are compared with what an expression says."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, func, or_, select

from rules import segment_days
from rules.ledger import POINTS
from rules.schedule import MIDNIGHT, instant, local_day
from rules.segment import Terms
from rules.segment_fields import BURNING_DAYS
from storage.tables import addresses, lots, member_facts, members, ratings

Condition = sa.ColumnElement[bool]
Column = sa.ColumnElement[Any]

_M, _F = members.c, member_facts.c
_ID = members.c.member_id
_MICROSECONDS_A_DAY = 86_400_000_000


# ------------------------------------------------------------------ figures


def _minor(value: Decimal, by: Terms) -> tuple[int, bool]:
    """(the sum in whole minor units, rounded down; whether it was that exactly)"""
    exact = value.scaleb(by.digits)
    return int(exact), exact == int(exact)


def compared(left: Column, sign: str, value: int | Decimal, by: Terms) -> Condition:
    """A number or an exact sum of major units against a column of whole ones."""
    if not isinstance(value, Decimal):
        return _held(left, sign, value)
    minor, is_whole = _minor(value, by)
    if is_whole:
        return _held(left, sign, minor)
    # Between two minor units: nothing is equal to it, and "from it on" begins at the next one.
    if sign in ("=", "!="):
        return sa.and_(left.is_not(None), sa.false() if sign == "=" else sa.true())
    return left > minor if sign in (">", ">=") else left <= minor


def _held(left: Column, sign: str, value: int) -> Condition:
    condition: Condition = OPERATORS[sign](left, sa.literal(value, sa.BigInteger))
    return condition


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def sure(condition: Condition) -> Condition:
    """What nobody knows is not so, and its opposite is."""
    return func.coalesce(condition, sa.false(), type_=sa.Boolean())


def any_of(*meant: Condition) -> Condition:
    """Whether a row is there for the member: asked of one after the other by an index, so that a page costs what it is.

    PostgreSQL would join a bare EXISTS, or hash all of its rows, to find the few members of a page.
    """
    one: sa.Select[Any] = select(sa.literal_column("1")).where(*meant).limit(sa.literal_column("1"))
    return one.correlate(members).scalar_subquery().is_not(None)


def _counted(column: Column) -> Column:
    """Who was never counted never bought."""
    return func.coalesce(column, 0)


def _unless_nought(column: Column) -> Column:
    return func.nullif(column, 0, type_=sa.BigInteger())


def points(by: Terms, *, burning: int | None = None) -> Column:
    """Points that can be spent now; burning: of them, those whose last day is at most so many days off."""
    usable = [
        lots.c.member_id == _ID,
        lots.c.asset == POINTS,
        lots.c.remaining > sa.literal_column("0"),
        lots.c.active_at <= by.now,
        or_(lots.c.expires_at.is_(None), lots.c.expires_at > by.now),
    ]
    if burning is not None:
        usable.append(lots.c.expires_at <= _midnight(by, burning + 1))
    total = func.coalesce(func.sum(lots.c.remaining - lots.c.held), 0)
    return select(total).where(*usable).correlate(members).scalar_subquery()


def _next_end(by: Terms) -> Column:
    """When the next of the points that can be spent burn."""
    usable = (
        lots.c.member_id == _ID,
        lots.c.asset == POINTS,
        lots.c.remaining > sa.literal_column("0"),
        lots.c.remaining > lots.c.held,
        lots.c.active_at <= by.now,
        lots.c.expires_at > by.now,
    )
    return select(func.min(lots.c.expires_at)).where(*usable).correlate(members).scalar_subquery()


def _mark(kind: str) -> Column:
    given = (ratings.c.member_id == _ID, ratings.c.kind == kind, ratings.c.score.is_not(None))
    newest = select(ratings.c.score).where(*given).order_by(ratings.c.at.desc(), ratings.c.rating_id.desc()).limit(1)
    return newest.correlate(members).scalar_subquery()


def _gap_days() -> Column:
    between = sa.type_coerce(_F.last_at, sa.BigInteger) - sa.type_coerce(_F.first_at, sa.BigInteger)
    return between // _unless_nought(_F.purchases - 1) // _MICROSECONDS_A_DAY


FIGURES: dict[str, Callable[[Terms], Column]] = {
    "purchases": lambda _: _counted(_F.purchases),
    "spend": lambda _: _counted(_F.spend_minor),
    "average_cheque": lambda _: _F.spend_minor // _unless_nought(_F.purchases),
    "typical_cheque": lambda _: _unless_nought(_F.typical_minor),
    "frequency": lambda _: _counted(_F.window_purchases),
    "monetary": lambda _: _counted(_F.window_spend_minor),
    "r": lambda _: _counted(_F.recency),
    "f": lambda _: _counted(_F.frequency),
    "m": lambda _: _counted(_F.monetary),
    "favourite_hour": lambda _: _F.hour,
    "gap_days": lambda _: _gap_days(),
    "balance": lambda by: points(by),
    "burning_points": lambda by: points(by, burning=BURNING_DAYS),
    "friends_joined": lambda _: _counted(_F.friends_joined),
    "friends_bought": lambda _: _counted(_F.friends_bought),
    "birthday_month": lambda _: sa.extract("month", _M.birthday),
    "rating": lambda _: _mark("purchase"),
    "nps": lambda _: _mark("nps"),
}


# ------------------------------------------------------------------ days


def _midnight(by: Terms, days: int) -> datetime:
    """When the day begins that is so many days after today, by the shop's clock."""
    return instant(local_day(by.now, by.zone) + timedelta(days=days), MIDNIGHT, by.zone)


def _born_on(days: Sequence[tuple[int, int]]) -> Condition:
    """Whether the birthday is on one of these days, as (first, last) of month * 100 + day."""
    month_day = sa.extract("month", _M.birthday) * 100 + sa.extract("day", _M.birthday)
    return or_(sa.false(), *(month_day.between(first, last) for first, last in days))


def _last_seen() -> Column:
    seen = select(func.max(addresses.c.seen_at)).where(addresses.c.member_id == _ID)
    return seen.correlate(members).scalar_subquery()


# (the column that says whether it is known, whether it is at least so many days or years)
LASTING: dict[str, tuple[Callable[[Terms], Column], Callable[[Column, int, Terms], Condition]]] = {
    **{
        name: (column, lambda at, days, by: at <= by.now - timedelta(days=days))
        for name, column in {
            "first_purchase_days": lambda _: _F.first_at,
            "recency_days": lambda _: _F.last_at,
            "registered_days": lambda _: _M.created_at,
            "last_seen_days": lambda _: _last_seen(),
        }.items()
    },
    "burning_days": (_next_end, lambda at, days, by: at > _midnight(by, days)),
    "birthday_days": (
        lambda _: _M.birthday,
        lambda at, days, by: and_(
            at.is_not(None), _born_on(segment_days.birthdays_from(days, local_day(by.now, by.zone)))
        ),
    ),
    "age": (
        lambda _: _M.birthday,
        lambda born, years, by: born <= segment_days.born_by(years, local_day(by.now, by.zone)),
    ),
}


def lasting(name: str, sign: str, value: int, by: Terms) -> Condition:
    column, at_least = LASTING[name]
    at = column(by)

    def reached(count: int) -> Condition:
        return at_least(at, count, by)

    def known(condition: Condition) -> Condition:
        return and_(at.is_not(None), condition)

    match sign:
        case ">=":
            return sure(reached(value))
        case ">":
            return sure(reached(value + 1))
        case "<":
            return sure(known(sa.not_(reached(value))))
        case "<=":
            return sure(known(sa.not_(reached(value + 1))))
    exactly = and_(reached(value), sa.not_(reached(value + 1)))
    return sure(known(exactly if sign == "=" else sa.not_(exactly)))
