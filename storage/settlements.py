"""Closed periods of a coalition, and the sums of the ledger's entries that each is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from rules.gift_card import GIFT
from rules.ledger import DEBT, POINTS
from storage.tables import blocks, lot_moves, lots, settlements, transactions
from storage.work import Row, Work

# A statement has seconds, so a long period is summed in steps; both are read through an index.
STEP_ENTRIES = 20_000
STEP_BLOCKS = 4
EVER = datetime.min.replace(tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)

_T, _S = transactions.c, settlements.c
_SINCE, _UNTIL = bindparam("since", type_=_T.at.type), bindparam("until", type_=_T.at.type)
_AFTER, _UPTO = bindparam("after", type_=sa.BigInteger), bindparam("upto", type_=sa.BigInteger)
# Each way of asking has its one index: a planner that took the other would walk the whole history, and a sum has none.
_AT_UNINDEXED = sa.literal_column("transactions.at + 0", _T.at.type)
_BLOCK_UNINDEXED = sa.literal_column("transactions.block + 0", sa.BigInteger)
_WITHIN = (_T.at >= _SINCE, _T.at < _UNTIL)
_LATE = (_T.block.is_not(None), _T.block > _AFTER, _T.block <= _UPTO, _AT_UNINDEXED < _UNTIL)
_LEFT = (_T.block.is_(None), _AT_UNINDEXED < _UNTIL)
_KINDS = ("earn", "spend", "capture", "refund", "clawback", "adjust", "transfer")
_SETTLED = (_T.asset.in_((POINTS, GIFT)), _T.kind.in_(_KINDS))
# Out of a lot that the same entry opened, or as a debt is brought along: a debt is repaid.
_REPAYS = sa.case(
    (lots.c.tx_id == _T.tx_id, 1),
    (sa.and_(_T.kind == sa.literal_column("'transfer'"), _T.reason == sa.literal_column(f"'{DEBT}'")), 1),
    else_=0,
)


class Key(NamedTuple):
    """What a sum is of. part: moved (in lots of this giver), opened (lots of this partner), entries (whole).

    place: the partner at whose till. repays: whether a debt was repaid by it.
    """

    part: str
    asset: str
    kind: str
    version: int
    place: str
    giver: str
    repays: bool


class Sums(NamedTuple):
    """points: signed. debt: what was added to debts, of entries alone."""

    points: Counter[Key]
    debt: Counter[Key]


def _summed(*where: Any) -> sa.CompoundSelect[Any]:
    """Sums over these entries in one statement, and so of one snapshot."""
    none = sa.literal_column("0", sa.BigInteger)
    nobody = sa.literal_column("''", sa.Text)
    of_lot = lots.c.member_id == _T.member_id
    by = (_T.asset, _T.kind, _T.program_version, _T.partner)
    # Outer joins, so that SQLite begins with the entries; what has no lot is dropped when it is added up.
    moved_by = sa.and_(
        lot_moves.c.member_id == _T.member_id, lot_moves.c.tx_id == _T.tx_id, lot_moves.c.d_remaining != 0
    )
    moves = transactions.outerjoin(lot_moves, moved_by).outerjoin(
        lots, sa.and_(of_lot, lots.c.lot_id == lot_moves.c.lot_id)
    )
    opened_by = sa.and_(of_lot, lots.c.tx_id == _T.tx_id, lots.c.partner > nobody)
    moved = (
        select(
            sa.literal_column("'moved'").label("part"),
            *by,
            lots.c.partner.label("giver"),
            _REPAYS.label("repays"),
            sa.func.sum(lot_moves.c.d_remaining).label("points"),
            none.label("debt"),
        )
        .select_from(moves)
        .where(*where, *_SETTLED)
        .group_by(*by, lots.c.partner, _REPAYS)
    )
    opened = (
        select(sa.literal_column("'opened'"), *by, lots.c.partner, none, sa.func.sum(lots.c.amount), none)
        .select_from(transactions.outerjoin(lots, opened_by))
        .where(*where, *_SETTLED)
        .group_by(*by, lots.c.partner)
    )
    entries = (
        select(sa.literal_column("'entries'"), *by, nobody, none, sa.func.sum(_T.amount), sa.func.sum(_T.d_debt))
        .where(*where, *_SETTLED)
        .group_by(*by)
    )
    return sa.union_all(moved, opened, entries)


_OPEN = _summed(*_WITHIN)
_SEALED = _summed(*_WITHIN, _BLOCK_UNINDEXED <= _UPTO)
_LATE_SEALED = _summed(*_LATE)
_LATE_UNSEALED = _summed(*_LEFT)
_FIRST_AT = select(_T.at).order_by(_T.at).limit(1)
_NEXT_AT = select(_T.at).where(_T.at >= _SINCE, _T.at < _UNTIL).order_by(_T.at).limit(1).offset(bindparam("skip"))
_UNSEALED = select(_T.tx_id).where(*_LEFT).limit(1)
_LAST_BLOCK = select(sa.func.coalesce(sa.func.max(blocks.c.number), 0))
_LAST = select(settlements).order_by(_S.number.desc()).limit(1)
_ONE = select(settlements).where(_S.number == bindparam("number"))
_OF_PERIOD = select(settlements).where(_S.until == bindparam("until", type_=_S.until.type))
_NEWEST = select(settlements).order_by(_S.number.desc()).limit(bindparam("limit"))
_INSERT = settlements.insert()


def within(work: Work, since: datetime, until: datetime) -> Sums:
    """Everything dated in [since, until), sealed or not."""
    return _add(work.all(_OPEN, since=low, until=high) for low, high in _steps(work, since, until))


def sealed(work: Work, since: datetime | None, until: datetime, after_block: int, block: int) -> Sums:
    """The entries of a closed period, which never change: dated in [since, until) and sealed by this block.

    And those that came late to the periods before: dated before `since`, and sealed in (after_block, block].
    """
    steps = _steps(work, since or EVER, until)
    found = [work.all(_SEALED, since=low, until=high, upto=block) for low, high in steps]
    if since is not None:
        found += _late(work, since, after_block, block)
    return _add(found)


def late(work: Work, until: datetime, after_block: int) -> Sums:
    """Entries dated before this instant that are in no block up to this one: those that came after a closing."""
    found = _late(work, until, after_block, last_block(work))
    return _add([*found, work.all(_LATE_UNSEALED, until=until)])


def both(one: Sums, other: Sums) -> Sums:
    sums = Sums(Counter(one.points), Counter(one.debt))
    sums.points.update(other.points)
    sums.debt.update(other.debt)
    return sums


def has_unsealed(work: Work, until: datetime) -> bool:
    """Whether an entry dated before this instant is in no block yet."""
    return work.one(_UNSEALED, until=until) is not None


def first_at(work: Work) -> datetime | None:
    """The instant of the oldest entry, or None."""
    found: datetime | None = work.value(_FIRST_AT)
    return found


def last_block(work: Work) -> int:
    return int(work.value(_LAST_BLOCK))


def last(work: Work) -> Row | None:
    """The newest closed period."""
    return work.one(_LAST)


def get(work: Work, number: int) -> Row | None:
    return work.one(_ONE, number=number)


def that_ends(work: Work, until: datetime) -> Row | None:
    """The closed period that ends with this instant."""
    return work.one(_OF_PERIOD, until=until)


def newest(work: Work, limit: int) -> Sequence[Row]:
    """Closed periods, the newest first."""
    return work.all(_NEWEST, limit=limit)


def insert(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT, **values)


def _steps(work: Work, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """[since, until) in parts of about as many entries each; nothing where there are none."""
    low: datetime | None = work.value(_NEXT_AT, since=since, until=until, skip=0)
    while low is not None:
        # The entries of one instant stay together, however many.
        at = low + _INSTANT
        high: datetime | None = work.value(_NEXT_AT, since=at, until=until, skip=STEP_ENTRIES)
        yield low, high or until
        low = high


def _late(work: Work, until: datetime, after_block: int, block: int) -> list[Sequence[Row]]:
    return [
        work.all(_LATE_SEALED, until=until, after=low, upto=min(low + STEP_BLOCKS, block))
        for low in range(after_block, block, STEP_BLOCKS)
    ]


def _add(found: Any) -> Sums:
    sums = Sums(Counter(), Counter())
    for rows in found:
        for part, asset, kind, version, place, giver, repays, points, debt in rows:
            if giver is None:
                continue
            key = Key(part, asset, kind, int(version), place, giver, bool(repays))
            sums.points[key] += int(points)
            sums.debt[key] += int(debt)
    return sums
