"""Members by the batch, each with the tier they have and what counts for it, for whoever looks at all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, case, func, select

from storage.purchases import CLOCKS_DIFFER
from storage.tables import members, purchases, standings
from storage.work import Work

Sums = tuple[int, int, int]  # purchases, net spend in minor units, points earned

_P = purchases.c
_IDS = (
    select(members.c.member_id)
    .where(members.c.member_id > bindparam("after"), members.c.merged_into.is_(None), members.c.erased_at.is_(None))
    .order_by(members.c.member_id)
    .limit(bindparam("limit"))
)
_STANDINGS = select(standings.c.member_id, standings.c.tier, standings.c.floor).where(
    standings.c.member_id >= bindparam("first"), standings.c.member_id <= bindparam("last")
)
_COUNT = select(func.count()).where(members.c.merged_into.is_(None), members.c.erased_at.is_(None))


@dataclass(frozen=True, slots=True)
class Counted:
    """tier, floor: as in a standing, empty where there is none. sums: from each of the asked instants on."""

    member_id: str
    tier: str
    floor: str
    sums: Sequence[Sums]


def everybody(work: Work) -> int:
    """How many members there are."""
    return int(work.value(_COUNT))


def batch(work: Work, after: str, since: Sequence[datetime], limit: int) -> list[Counted]:
    """Members after this id, by id, with what counts from each of `since` on, as storage.purchases.counters counts it.

    Three looks by one range of ids: a join would be planned for as many members as the planner guesses.
    """
    ids = [row.member_id for row in work.all(_IDS, after=after, limit=limit)]
    if not ids:
        return []
    edges = {"first": ids[0], "last": ids[-1]}
    tiers = {row.member_id: row for row in work.all(_STANDINGS, **edges)}
    sums = _found(work, _sums_within(len(since)), since, edges)
    nothing = [(0, 0, 0)] * len(since)
    return [
        Counted(one, mine.tier if mine else "", mine.floor or "" if mine else "", sums.get(one, nothing))
        for one, mine in ((one, tiers.get(one)) for one in ids)
    ]


def of(work: Work, member_ids: Sequence[str], since: Sequence[datetime]) -> dict[str, list[Sums]]:
    """What counts from each of `since` on for each of these; nobody who bought nothing since the first of them."""
    return _found(work, _sums_of(len(since)), since, {"ids": list(member_ids)})


def _found(
    work: Work, statement: sa.Select[Any], since: Sequence[datetime], whose: dict[str, Any]
) -> dict[str, list[Sums]]:
    values: dict[str, Any] = {f"since_{place}": instant for place, instant in enumerate(since)}
    rows = work.all(statement, **whose, oldest=min(since), until=work.now + CLOCKS_DIFFER, **values)
    return {row.member_id: _threes([int(value) for value in row[1:]]) for row in rows}


def _threes(values: Sequence[int]) -> list[Sums]:
    return [(values[at], values[at + 1], values[at + 2]) for at in range(0, len(values), 3)]


@cache
def _sums_within(windows: int) -> sa.Select[Any]:
    return _sums(windows).where(_P.member_id >= bindparam("first"), _P.member_id <= bindparam("last"))


@cache
def _sums_of(windows: int) -> sa.Select[Any]:
    return _sums(windows).where(_P.member_id.in_(bindparam("ids", expanding=True)))


def _sums(windows: int) -> sa.Select[Any]:
    columns: list[sa.ColumnElement[Any]] = []
    for place in range(windows):
        within = _P.at >= bindparam(f"since_{place}", type_=_P.at.type)
        columns += [
            func.count(case((within, 1))),
            func.coalesce(func.sum(case((within, _P.net_minor - _P.refunded_minor))), 0),
            func.coalesce(func.sum(case((within, _P.points_earned - _P.points_clawed))), 0),
        ]
    labelled = [column.label(f"sum_{place}") for place, column in enumerate(columns)]
    return (
        select(_P.member_id, *labelled)
        .where(
            _P.at >= bindparam("oldest", type_=_P.at.type),
            _P.at < bindparam("until", type_=_P.at.type),
            # A purchase that was taken back whole does not count; a part lowers the sum alone.
            _P.returned_minor < _P.gross_minor - _P.discount_minor,
        )
        .group_by(_P.member_id)
    )
