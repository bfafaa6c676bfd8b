"""What the check of the ledger reads: members' whole books in their order, and sealed blocks with their leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, bindparam, select

from rules.ledger import Sealed
from storage.tables import accounts, blocks, holds, lot_moves, lots, transactions
from storage.work import Row, Work

NIL_ID = "00000000-0000-0000-0000-000000000000"
LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

_UPTO = (
    select(accounts.c.member_id)
    .where(accounts.c.member_id > bindparam("after"))
    .order_by(accounts.c.member_id)
    .limit(1)
    .offset(bindparam("skip"))
)


def _whole(column: sa.Column[Any]) -> sa.ColumnElement[int]:
    """An instant as the whole microseconds that hashes cover."""
    return sa.type_coerce(column, sa.BigInteger).label(f"{column.name}_micros")


def _range(table: sa.Table, *columns: Any) -> Select[Any]:
    return select(table.c.member_id, *columns).where(
        table.c.member_id > bindparam("after"), table.c.member_id <= bindparam("upto")
    )


_ENTRY: list[sa.ColumnElement[Any]] = [
    transactions.c[name] for name in Sealed.__slots__ if name in transactions.c and name != "member_id"
]
_ENTRY += [_whole(transactions.c.at), transactions.c.prev_hash, transactions.c.hash, transactions.c.block]
_ACCOUNTS = _range(
    accounts,
    accounts.c.asset,
    accounts.c.seq,
    accounts.c.balance,
    accounts.c.held,
    accounts.c.debt,
    accounts.c.head_hash,
).order_by(accounts.c.member_id, accounts.c.asset)
_ENTRIES = _range(transactions, *_ENTRY).order_by(transactions.c.member_id, transactions.c.asset, transactions.c.seq)
_MOVES = _range(lot_moves, lot_moves.c.tx_id, lot_moves.c.lot_id, lot_moves.c.d_remaining, lot_moves.c.d_held).order_by(
    lot_moves.c.member_id, lot_moves.c.tx_id, lot_moves.c.line
)
_LOTS = _range(
    lots,
    lots.c.lot_id,
    lots.c.asset,
    lots.c.tx_id,
    lots.c.source,
    lots.c.source_id,
    lots.c.amount,
    lots.c.remaining,
    lots.c.held,
    _whole(lots.c.active_at),
    _whole(lots.c.expires_at),
    lots.c.partner,
).order_by(lots.c.member_id, lots.c.lot_id)
_HOLDS = _range(
    holds, holds.c.hold_id, holds.c.asset, holds.c.tx_id, holds.c.amount, holds.c.captured, holds.c.state
).order_by(holds.c.member_id, holds.c.hold_id)

_THAT = (transactions.c.member_id == bindparam("member_id"), transactions.c.tx_id == bindparam("tx_id"))
_ONE_ENTRY = select(transactions.c.member_id, *_ENTRY).where(*_THAT)
_ITS_MOVES = (
    select(lot_moves.c.tx_id, lot_moves.c.lot_id, lot_moves.c.d_remaining, lot_moves.c.d_held)
    .where(lot_moves.c.member_id == bindparam("member_id"), lot_moves.c.tx_id == bindparam("tx_id"))
    .order_by(lot_moves.c.line)
)
_MEMBERS_LOTS = select(*_LOTS.selected_columns).where(lots.c.member_id == bindparam("member_id"))

_BLOCKS = (
    select(blocks)
    .where(blocks.c.number > bindparam("after"), blocks.c.number <= bindparam("upto"))
    .order_by(blocks.c.number)
)
_LEAVES = (
    select(transactions.c.block, transactions.c.tx_id, transactions.c.hash)
    .where(transactions.c.block > bindparam("after"), transactions.c.block <= bindparam("upto"))
    .order_by(transactions.c.block, transactions.c.tx_id)
)
_LAST_BLOCK = select(sa.func.coalesce(sa.func.max(blocks.c.number), 0))
_LAST_NAMED = select(sa.func.coalesce(sa.func.max(transactions.c.block), 0))
_SHORT = (
    select(blocks.c.number)
    .where(
        blocks.c.number >= bindparam("low"),
        blocks.c.number <= bindparam("high"),
        blocks.c.leaves
        > select(sa.func.count()).where(transactions.c.block == blocks.c.number).correlate(blocks).scalar_subquery(),
    )
    .order_by(blocks.c.number)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction as it stands in the tables, whole."""

    sealed: Sealed
    prev_hash: str
    hash: str
    block: int | None


@dataclass(frozen=True, slots=True)
class Book:
    """Everything the ledger keeps of one member; entries by asset and seq."""

    member_id: str
    accounts: Sequence[Row]
    entries: Sequence[Entry]
    moves: Sequence[Row]
    lots: Sequence[Row]
    holds: Sequence[Row]


def upto(work: Work, after: str, members: int) -> str:
    """The id at which a chunk of about so many members ends; LAST_ID when it is the last one."""
    found = work.value(_UPTO, after=after, skip=members - 1)
    return LAST_ID if found is None else str(found)


def books(work: Work, after: str, until: str) -> Iterator[Book]:
    """The books of all members in (after, until], each held for itself alone.

    Also of those who have rows and no account. All statements must see one snapshot: run it behind `store.read`.
    """
    statements = (_ACCOUNTS, _ENTRIES, _MOVES, _LOTS, _HOLDS)
    streams = [_ByMember(work.stream(statement, after=after, upto=until)) for statement in statements]
    while heads := [stream.member_id for stream in streams if stream.member_id is not None]:
        member_id = min(heads)
        its_accounts, entries, moves, its_lots, its_holds = (stream.take(member_id) for stream in streams)
        yield Book(member_id, its_accounts, _entries(entries, moves, its_lots), moves, its_lots, its_holds)


def entry(work: Work, member_id: str, tx_id: str) -> Entry | None:
    found = work.one(_ONE_ENTRY, member_id=member_id, tx_id=tx_id)
    if found is None:
        return None
    moves = work.all(_ITS_MOVES, member_id=member_id, tx_id=tx_id)
    return _entries([found], moves, work.all(_MEMBERS_LOTS, member_id=member_id))[0]


class _ByMember:
    """A stream of rows in the order of members, taken a member at a time."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, key=lambda row: str(row.member_id))
        self._rows: list[Row] = []
        self.member_id: str | None = None
        self._next()

    def _next(self) -> None:
        self.member_id, rows = next(self._groups, (None, iter(())))
        self._rows = list(rows)

    def take(self, member_id: str) -> list[Row]:
        if self.member_id != member_id:
            return []
        rows = self._rows
        self._next()
        return rows


def _entries(entries: Sequence[Row], moves: Sequence[Row], its_lots: Sequence[Row]) -> list[Entry]:
    moved: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for move in moves:
        moved[move.tx_id].append((move.lot_id, move.d_remaining, move.d_held))
    opened: defaultdict[str, list[tuple[str, str, str, int, int, int | None, str]]] = defaultdict(list)
    for lot in its_lots:
        its_life = (lot.active_at_micros, lot.expires_at_micros)
        its_terms = (lot.lot_id, lot.source, lot.source_id, lot.amount, *its_life, lot.partner)
        opened[lot.tx_id].append(its_terms)
    found = []
    for row in entries:
        *terms, prev_hash, hashed, block = row
        sealed = Sealed(*(*terms, tuple(sorted(opened[row.tx_id])), tuple(moved[row.tx_id])))
        found.append(Entry(sealed, prev_hash, hashed, block))
    return found


# ------------------------------------------------------------------ sealed blocks


def last_block(work: Work) -> int:
    """The highest number that a block has or an entry names."""
    return max(int(work.value(_LAST_BLOCK)), int(work.value(_LAST_NAMED)))


def sealed_blocks(work: Work, after: int, until: int) -> list[Row]:
    return list(work.all(_BLOCKS, after=after, upto=until))


def leaves(work: Work, after: int, until: int) -> Iterator[tuple[int, Iterator[Row]]]:
    """The leaves of the blocks in (after, until], block by block in the order of ids."""
    return groupby(work.stream(_LEAVES, after=after, upto=until), key=lambda row: int(row.block))


def short_block(work: Work, low: int, high: int) -> int | None:
    """The first block in [low, high] that has fewer entries than it was sealed with."""
    found = work.value(_SHORT, low=low, high=high)
    return None if found is None else int(found)
