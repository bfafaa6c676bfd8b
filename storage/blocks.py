"""The statements of sealed blocks."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from rules.merkle import Block
from storage.tables import blocks, transactions
from storage.work import Row, Work, least_id

_BLOCK = (
    blocks.c.number,
    blocks.c.leaves,
    blocks.c.root,
    blocks.c.prev_root,
    blocks.c.public_key,
    blocks.c.signature,
)
_LAST = select(*_BLOCK).order_by(blocks.c.number.desc()).limit(1)
_NAMED = select(*_BLOCK).where(blocks.c.number == bindparam("number"))
_INSERT = blocks.insert()
# One statement chooses and marks: an entry that commits meanwhile is either wholly in or waits for the next block.
_CLAIM = (
    transactions.update()
    .where(
        sa.tuple_(transactions.c.member_id, transactions.c.tx_id).in_(
            select(transactions.c.member_id, transactions.c.tx_id)
            .where(transactions.c.block.is_(None), transactions.c.tx_id < bindparam("before_id"))
            .order_by(transactions.c.tx_id)
            .limit(bindparam("most"))
        )
    )
    .values(block=bindparam("number"))
    .returning(transactions.c.tx_id, transactions.c.hash)
)
_LEAVES = (
    select(transactions.c.tx_id, transactions.c.hash)
    .where(transactions.c.block == bindparam("number"))
    .order_by(transactions.c.tx_id)
)


def last(work: Work) -> Block | None:
    row = work.one(_LAST)
    return None if row is None else Block(*row)


def named(work: Work, number: int) -> Block | None:
    row = work.one(_NAMED, number=number)
    return None if row is None else Block(*row)


def claim(work: Work, number: int, before: datetime, most: int) -> list[bytes]:
    """Put the oldest unsealed entries made before this instant into the block; their hashes in the order of ids."""
    rows = work.all(_CLAIM, number=number, before_id=least_id(before), most=most)
    return [bytes.fromhex(row.hash) for row in sorted(rows, key=lambda row: row.tx_id)]


def insert(work: Work, block: Block) -> None:
    work.run(
        _INSERT,
        number=block.number,
        leaves=block.leaves,
        root=block.root,
        prev_root=block.prev_root,
        public_key=block.public_key,
        signature=block.signature,
        sealed_at=work.now,
    )


def leaves_of(work: Work, number: int) -> list[Row]:
    """(tx_id, hash) of a block's entries, in their order."""
    return list(work.all(_LEAVES, number=number))
