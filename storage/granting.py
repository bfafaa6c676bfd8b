"""What many gifts at once write: a statement for each table, however many members there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from rules.ledger import Account
from storage.ledger import lot_values as lot_values
from storage.ledger import transaction_values as transaction_values
from storage.tables import accounts, lot_moves, lots, transactions
from storage.work import Work

_ACCOUNT = (
    accounts.c.member_id,
    accounts.c.asset,
    accounts.c.seq,
    accounts.c.balance,
    accounts.c.held,
    accounts.c.debt,
    accounts.c.head_hash,
    accounts.c.last_at,
)
# In one order everywhere, so that two batches wait for one another and never each for the other.
_LOCKED = (
    select(*_ACCOUNT)
    .where(accounts.c.member_id.in_(bindparam("member_ids", expanding=True)))
    .order_by(accounts.c.member_id, accounts.c.asset)
    .with_for_update()
)
_INSERT_ACCOUNT = accounts.insert()
_SET_ACCOUNT = (
    accounts.update()
    .where(accounts.c.member_id == bindparam("of_member"), accounts.c.asset == bindparam("of_asset"))
    .values({name: bindparam(name) for name in ("seq", "balance", "held", "debt", "head_hash", "last_at")})
)
_INSERT_TRANSACTION = transactions.insert()
_INSERT_LOT = lots.insert()
_INSERT_MOVE = lot_moves.insert()

Key = tuple[str, str]  # a member and an asset


def lock_accounts(work: Work, member_ids: Collection[str]) -> dict[Key, Account]:
    """Every account of these members, locked to the end of the unit; those that were never opened are not there."""
    found = work.all(_LOCKED, member_ids=sorted(member_ids))
    return {(row.member_id, row.asset): Account(*row) for row in found}


def insert_accounts(work: Work, new: Sequence[Account]) -> None:
    work.run_many(_INSERT_ACCOUNT, [{name: getattr(one, name) for name in Account.__slots__} for one in new])


def set_accounts(work: Work, changed: Sequence[Account]) -> None:
    names = {"member_id": "of_member", "asset": "of_asset"}
    work.run_many(
        _SET_ACCOUNT, [{names.get(name, name): getattr(one, name) for name in Account.__slots__} for one in changed]
    )


def insert_entries(
    work: Work,
    entries: Sequence[dict[str, Any]],
    opened: Sequence[dict[str, Any]],
    moves: Sequence[dict[str, Any]],
) -> None:
    work.run_many(_INSERT_TRANSACTION, entries)
    work.run_many(_INSERT_LOT, opened)
    work.run_many(_INSERT_MOVE, moves)
