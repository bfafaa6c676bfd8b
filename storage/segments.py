"""A segment's tree as one condition on members: every value is bound, and what nobody knows is simply not so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import and_, func, or_

from rules.segment import Terms
from rules.segment_fields import BURNING_DAYS, BY_NAME
from rules.segment_tree import And, Compare, Flag, Known, Measured, Named, Not, OneOf, Or, Outcome, Tree
from rules.segment_tree import Condition as Asked
from storage import segment_asked
from storage.segment_figures import (
    FIGURES,
    LASTING,
    OPERATORS,
    Column,
    Condition,
    any_of,
    compared,
    lasting,
    points,
    sure,
)
from storage.tables import addresses, member_facts, member_tags, members, standings

__all__ = ["Condition", "Terms", "source", "where"]

_M, _F = members.c, member_facts.c
_ID = members.c.member_id
_SOURCE = members.outerjoin(member_facts, member_facts.c.member_id == _ID).outerjoin(
    standings, standings.c.member_id == _ID
)
_HEARING = (addresses.c.member_id == _ID, addresses.c.reachable.is_(sa.true()))
_LIVING = and_(_M.erased_at.is_(None), _M.merged_into.is_(None))


def source() -> sa.FromClause:
    """What `where` is asked of: each member once, with what is counted of them where it is."""
    return _SOURCE


def where(tree: Tree, by: Terms) -> Condition:
    """Whether a living member of `source()` is in the segment. Saved segments in it are expanded before."""
    return and_(_LIVING, _whole(tree, by))


def _whole(tree: Tree, by: Terms) -> Condition:
    match tree:
        case And(parts):
            return and_(sa.true(), *(_whole(part, by) for part in parts))
        case Or(parts):
            return or_(sa.false(), *(_whole(part, by) for part in parts))
        case Not(part):
            return sa.not_(_whole(part, by))
        case _:
            return _one(tree, by)


def _one(asked: Asked, by: Terms) -> Condition:
    match asked:
        case Flag(name):
            return _flag(name, by)
        case Compare(name, operator, value):
            return _field(name, operator, value, by)
        case OneOf(name, values):
            return _texts(name, values, by)
        case Known(name):
            return _known(name, by)
        case Measured():
            return _measured(asked, by)
        case Outcome(outcome, campaign):
            return segment_asked.outcome(outcome, campaign)
        case Named(segment):
            raise AssertionError(f"{segment} was not expanded")


def _texts(name: str, values: Sequence[str], by: Terms) -> Condition:
    """Whether the text is one of these."""
    if name == "tag":
        mine = (member_tags.c.member_id == _ID, member_tags.c.tag.in_(values))
        return any_of(*mine)
    if name == "tier":
        return _tiers(values, by)
    return sure(_text(name, by).in_(values))


def _text(name: str, by: Terms) -> Column:
    match name:
        case "cell":
            return func.nullif(_F.cell, "")
        case "stage":
            return func.nullif(_F.stage, "")
        case "favourite_category":
            return func.nullif(_F.category, "")
        case "favourite_place":
            return func.nullif(_F.place, "")
        case "language":
            return _M.language
        case _:
            assert name == "zone", name
            return func.coalesce(_M.zone, by.zone.key)


def _tiers(names: Sequence[str], by: Terms) -> Condition:
    """A tier that is nowhere, or that the programme no longer has, is the first one."""
    if by.tiers[0] not in names:
        return sure(standings.c.tier.in_(list(names)))
    others = [name for name in by.tiers if name not in names]
    return or_(standings.c.tier.is_(None), standings.c.tier.not_in(others))


def _ranked(operator: str, tier: str, by: Terms) -> Condition:
    rank = by.tiers.index(tier)
    return _tiers([name for at, name in enumerate(by.tiers) if OPERATORS[operator](at, rank)], by)


# ------------------------------------------------------------------ conditions


def _field(name: str, operator: str, value: str | int | Decimal, by: Terms) -> Condition:
    if name == "tier":
        return _ranked(operator, str(value), by)
    if BY_NAME[name].is_text:
        same = _texts(name, [str(value)], by)
        if operator == "=":
            return same
        return sa.not_(same) if name == "tag" else and_(_known(name, by), sa.not_(same))
    if name in LASTING:
        return lasting(name, operator, int(value), by)
    assert not isinstance(value, str), "texts are compared above"
    return sure(compared(FIGURES[name](by), operator, value, by))


def _known(name: str, by: Terms) -> Condition:
    if name in LASTING:
        return LASTING[name][0](by).is_not(None)
    if BY_NAME[name].is_text:
        return _text(name, by).is_not(None)
    return FIGURES[name](by).is_not(None)


def _flag(name: str, by: Terms) -> Condition:
    match name:
        case "reachable":
            return any_of(*_HEARING)
        case "marketing":
            return _M.marketing.is_(sa.true())
        case "snoozed":
            return sure(_M.snoozed_until > by.now)
        case _:
            assert name == "phone_known", name
            return _M.phone.is_not(None)


def _measured(asked: Measured, by: Terms) -> Condition:
    if asked.measure == "burning":
        return compared(points(by, burning=asked.days or BURNING_DAYS), asked.operator, asked.value, by)
    since = None if asked.days is None else by.now - timedelta(days=asked.days)
    texts = dict(asked.texts)
    if asked.measure == "bought" and (asked.operator, asked.value) in ((">", 0), (">=", 1)):
        return segment_asked.bought_any(texts, since)
    figure = segment_asked.bought(texts, since) if asked.measure == "bought" else segment_asked.spent(texts, since)
    return compared(figure, asked.operator, asked.value, by)
