"""The ledger's statements: accounts, lots, transactions, moves, holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from rules.ledger import POINTS, Account, Lot, Move, Sealed
from storage.tables import accounts, holds, lot_moves, lots, transactions
from storage.work import Row, Work

_LOT = (
    lots.c.lot_id,
    lots.c.source,
    lots.c.source_id,
    lots.c.amount,
    lots.c.remaining,
    lots.c.held,
    lots.c.active_at,
    lots.c.expires_at,
    lots.c.partner,
)
# Written into the text: no planner uses a partial index for a condition whose value it is not told.
_SOMETHING_LEFT = lots.c.remaining > sa.literal_column("0")
_OPEN = holds.c.state == sa.literal_column("'open'")
_MINE = (lots.c.member_id == bindparam("member_id"), lots.c.asset == bindparam("asset"))

_ACCOUNT = select(
    accounts.c.member_id,
    accounts.c.asset,
    accounts.c.seq,
    accounts.c.balance,
    accounts.c.held,
    accounts.c.debt,
    accounts.c.head_hash,
    accounts.c.last_at,
).where(accounts.c.member_id == bindparam("member_id"), accounts.c.asset == bindparam("asset"))
_LOCKED = _ACCOUNT.with_for_update()
_OPEN_ACCOUNT = insert(accounts).on_conflict_do_nothing()
_LOTS_LEFT = select(*_LOT).where(*_MINE, _SOMETHING_LEFT).order_by(lots.c.expires_at, lots.c.lot_id)
# What rules.ledger.Lot.usable says, summed by the database: a till asks for it at every purchase.
_AVAILABLE = select(sa.func.coalesce(sa.func.sum(lots.c.remaining - lots.c.held), 0)).where(
    *_MINE,
    _SOMETHING_LEFT,
    lots.c.active_at <= bindparam("now"),
    sa.or_(lots.c.expires_at.is_(None), lots.c.expires_at > bindparam("now")),
)
_LOTS_MOVED = select(*_LOT).where(
    lots.c.member_id == bindparam("member_id"),
    lots.c.lot_id.in_(
        select(lot_moves.c.lot_id).where(
            lot_moves.c.member_id == bindparam("member_id"), lot_moves.c.tx_id == bindparam("tx_id")
        )
    ),
)
_INSERT_LOT = lots.insert()
_MOVE_LOT = (
    lots.update()
    .where(lots.c.member_id == bindparam("of_member"), lots.c.lot_id == bindparam("of_lot"))
    .values(remaining=lots.c.remaining + bindparam("d_remaining"), held=lots.c.held + bindparam("d_held"))
)
_INSERT_TRANSACTION = transactions.insert()
_SEALED_COLUMNS = [name for name in Sealed.__slots__ if name in transactions.c]
_INSERT_MOVE = lot_moves.insert()
_SET_ACCOUNT = (
    accounts.update()
    .where(accounts.c.member_id == bindparam("of_member"), accounts.c.asset == bindparam("of_asset"))
    .values(
        seq=bindparam("seq"),
        balance=bindparam("balance"),
        held=bindparam("held"),
        debt=bindparam("debt"),
        head_hash=bindparam("head_hash"),
        last_at=bindparam("last_at"),
    )
)
_MOVES_OF = (
    select(lot_moves.c.lot_id, lot_moves.c.d_remaining, lot_moves.c.d_held)
    .where(lot_moves.c.member_id == bindparam("member_id"), lot_moves.c.tx_id == bindparam("tx_id"))
    .order_by(lot_moves.c.line)
)
_REVERSED = select(sa.func.coalesce(sa.func.sum(transactions.c.amount), 0)).where(
    transactions.c.member_id == bindparam("member_id"),
    transactions.c.reverses == bindparam("tx_id"),
    transactions.c.kind == bindparam("kind"),
)
# A longer life is no gift: what it opens was given before.
_GIVEN = (
    select(lots.c.tx_id, lots.c.amount)
    .join(transactions, sa.and_(transactions.c.member_id == lots.c.member_id, transactions.c.tx_id == lots.c.tx_id))
    .where(
        *_MINE,
        lots.c.source == bindparam("source"),
        lots.c.source_id == bindparam("source_id"),
        transactions.c.kind != "prolong",
    )
    .order_by(transactions.c.seq)
)
_LOTS_OF = (
    select(lots.c.amount, lots.c.active_at, lots.c.expires_at)
    .where(*_MINE, lots.c.source == bindparam("source"), lots.c.source_id == bindparam("source_id"))
    .order_by(lots.c.lot_id)
)
_TRANSACTION = select(transactions).where(
    transactions.c.member_id == bindparam("member_id"), transactions.c.tx_id == bindparam("tx_id")
)
_SPENT_ON = select(transactions.c.tx_id, transactions.c.amount).where(
    transactions.c.member_id == bindparam("member_id"),
    transactions.c.asset == bindparam("asset"),
    transactions.c.kind == "spend",
    transactions.c.source_id == bindparam("source_id"),
)
_HOLD = select(holds).where(holds.c.hold_id == bindparam("hold_id"))
_OPEN_HOLD_OF = select(holds).where(
    holds.c.member_id == bindparam("member_id"),
    holds.c.asset == bindparam("asset"),
    holds.c.client == bindparam("client"),
    holds.c.session == bindparam("session"),
    _OPEN,
)
_INSERT_HOLD = holds.insert()
_CLOSE_HOLD = (
    holds.update()
    .where(holds.c.member_id == bindparam("of_member"), holds.c.hold_id == bindparam("of_hold"))
    .values(state=bindparam("state"), captured=bindparam("captured"))
)
_HOLDS_DUE = (
    select(holds.c.member_id, holds.c.hold_id)
    .where(_OPEN, holds.c.expires_at <= bindparam("now"))
    .order_by(holds.c.expires_at)
    .limit(bindparam("limit"))
)
# Limited before it is grouped, so that the index of what expires is walked and not the whole table.
_EXPIRING_LOTS = (
    select(lots.c.member_id, lots.c.asset)
    .where(lots.c.remaining > lots.c.held, lots.c.expires_at <= bindparam("now"))
    .order_by(lots.c.expires_at, lots.c.member_id)
    .limit(bindparam("limit"))
    .subquery()
)
_EXPIRING_MEMBERS = select(_EXPIRING_LOTS.c.member_id, _EXPIRING_LOTS.c.asset).distinct()
_PENDING_DUE = (
    select(
        lots.c.member_id,
        lots.c.lot_id,
        lots.c.asset,
        lots.c.remaining,
        lots.c.expires_at,
        lots.c.source,
        lots.c.source_id,
    )
    # As the index says it: SQLite does not see that `pending = 1` is the same.
    .where(sa.literal_column("lots.pending"), lots.c.active_at <= bindparam("now"))
    .order_by(lots.c.active_at)
    .limit(bindparam("limit"))
)
_ACTIVATED = (
    lots.update()
    .where(lots.c.member_id == bindparam("of_member"), lots.c.lot_id == bindparam("of_lot"))
    .values(pending=sa.false())
)


def account(work: Work, member_id: str, asset: str) -> Account | None:
    row = work.one(_ACCOUNT, member_id=member_id, asset=asset)
    return None if row is None else Account(*row)


def lock_account(work: Work, member_id: str, asset: str) -> Account:
    """Lock the account's row, making it first where there is none. Read lots only in a statement after this one."""
    row = work.one(_LOCKED, member_id=member_id, asset=asset)
    if row is None:
        work.run(_OPEN_ACCOUNT, member_id=member_id, asset=asset, last_at=work.now)
        row = work.one(_LOCKED, member_id=member_id, asset=asset)
    assert row is not None
    return Account(*row)


def lock_points(work: Work, member_ids: Collection[str]) -> dict[str, Account]:
    """Lock the points of several members, in the one order in which everybody does (docs/reference/ledger.md)."""
    return {member_id: lock_account(work, member_id, POINTS) for member_id in sorted(member_ids)}


def lots_left(work: Work, member_id: str, asset: str) -> list[Lot]:
    """Every lot with something in it: active, pending or expired and not yet swept."""
    return [Lot(*row) for row in work.all(_LOTS_LEFT, member_id=member_id, asset=asset)]


def available(work: Work, member_id: str, asset: str) -> int:
    """Points that could be spent at this instant, a debt aside."""
    return int(work.value(_AVAILABLE, member_id=member_id, asset=asset, now=work.now))


def lots_moved(work: Work, member_id: str, tx_id: str) -> dict[str, Lot]:
    """The lots that this transaction moved, as they are now."""
    return {row.lot_id: Lot(*row) for row in work.all(_LOTS_MOVED, member_id=member_id, tx_id=tx_id)}


def insert_transaction(work: Work, sealed: Sealed, at: datetime, prev_hash: str, head: str) -> None:
    work.run(_INSERT_TRANSACTION, **transaction_values(sealed, at, prev_hash, head))


def transaction_values(sealed: Sealed, at: datetime, prev_hash: str, head: str) -> dict[str, Any]:
    """A transaction's row."""
    values = {name: getattr(sealed, name) for name in _SEALED_COLUMNS}
    return {**values, "at": at, "prev_hash": prev_hash, "hash": head}


def open_lots(work: Work, member_id: str, asset: str, tx_id: str, opened: Sequence[Lot], now: datetime) -> None:
    work.run_many(_INSERT_LOT, [lot_values(member_id, asset, tx_id, lot, now) for lot in opened])


def lot_values(member_id: str, asset: str, tx_id: str, lot: Lot, now: datetime) -> dict[str, Any]:
    """A new lot's row."""
    return {
        "member_id": member_id,
        "asset": asset,
        "tx_id": tx_id,
        "lot_id": lot.lot_id,
        "source": lot.source,
        "source_id": lot.source_id,
        "amount": lot.amount,
        "remaining": lot.remaining,
        "held": lot.held,
        "active_at": lot.active_at,
        "expires_at": lot.expires_at,
        "partner": lot.partner,
        "pending": lot.active_at > now,
    }


def move_lots(work: Work, member_id: str, tx_id: str, moves: Sequence[Move]) -> None:
    work.run_many(
        _MOVE_LOT,
        [{"of_member": member_id, "of_lot": m.lot_id, "d_remaining": m.d_remaining, "d_held": m.d_held} for m in moves],
    )
    work.run_many(
        _INSERT_MOVE,
        [
            {
                "member_id": member_id,
                "tx_id": tx_id,
                "line": line,
                "lot_id": m.lot_id,
                "d_remaining": m.d_remaining,
                "d_held": m.d_held,
            }
            for line, m in enumerate(moves)
        ],
    )


def set_account(work: Work, account: Account) -> None:
    work.run(
        _SET_ACCOUNT,
        of_member=account.member_id,
        of_asset=account.asset,
        seq=account.seq,
        balance=account.balance,
        held=account.held,
        debt=account.debt,
        head_hash=account.head_hash,
        last_at=account.last_at,
    )


def moves_of(work: Work, member_id: str, tx_id: str) -> list[Move]:
    return [Move(*row) for row in work.all(_MOVES_OF, member_id=member_id, tx_id=tx_id)]


def refunded(work: Work, member_id: str, spend_tx_id: str) -> int:
    """Points of this spend that were put back so far."""
    return int(work.value(_REVERSED, member_id=member_id, tx_id=spend_tx_id, kind="refund"))


def given(work: Work, member_id: str, asset: str, source: str, source_id: str) -> list[tuple[str, int]]:
    """(entry, points) of each time that this was given from this source, spent or not, oldest first."""
    found = work.all(_GIVEN, member_id=member_id, asset=asset, source=source, source_id=source_id)
    return [(row.tx_id, row.amount) for row in found]


def lots_of(work: Work, member_id: str, source: str, source_id: str) -> Sequence[Row]:
    """Rows (amount, active_at, expires_at) of the points that came from there, spent or not, oldest first."""
    return work.all(_LOTS_OF, member_id=member_id, asset=POINTS, source=source, source_id=source_id)


def clawed_back(work: Work, member_id: str, tx_id: str) -> int:
    """Points of this entry that were taken back so far, owed ones among them."""
    return -int(work.value(_REVERSED, member_id=member_id, tx_id=tx_id, kind="clawback"))


def transaction(work: Work, member_id: str, tx_id: str) -> Row | None:
    return work.one(_TRANSACTION, member_id=member_id, tx_id=tx_id)


def spent_on(work: Work, member_id: str, asset: str, source_id: str) -> Row | None:
    """The entry (tx_id, amount below 0) that spent this asset on a purchase; of an account with few entries."""
    return work.one(_SPENT_ON, member_id=member_id, asset=asset, source_id=source_id)


def hold(work: Work, hold_id: str) -> Row | None:
    return work.one(_HOLD, hold_id=hold_id)


def open_hold_of(work: Work, member_id: str, asset: str, client: str, session: str) -> Row | None:
    return work.one(_OPEN_HOLD_OF, member_id=member_id, asset=asset, client=client, session=session)


def insert_hold(work: Work, values: dict[str, Any]) -> None:
    work.run(_INSERT_HOLD, **values)


def close_hold(work: Work, member_id: str, hold_id: str, state: str, captured: int) -> None:
    work.run(_CLOSE_HOLD, of_member=member_id, of_hold=hold_id, state=state, captured=captured)


def holds_due(work: Work, limit: int) -> list[tuple[str, str]]:
    return [(row.member_id, row.hold_id) for row in work.all(_HOLDS_DUE, now=work.now, limit=limit)]


def expiring_members(work: Work, limit: int) -> list[tuple[str, str]]:
    """(member, asset) of the first lots whose life has ended and that still hold something free.

    limit: of lots; there are fewer members where one has several of them.
    """
    return [(row.member_id, row.asset) for row in work.all(_EXPIRING_MEMBERS, now=work.now, limit=limit)]


def pending_due(work: Work, limit: int) -> Sequence[Row]:
    return work.all(_PENDING_DUE, now=work.now, limit=limit)


def mark_activated(work: Work, member_id: str, lot_id: str) -> None:
    work.run(_ACTIVATED, of_member=member_id, of_lot=lot_id)
