"""Gifts to many members at once: each chained to its own account, all of them written together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.posting import Cause, Entry, entry
from rules.ledger import POINTS, POINTS_MAX, Account, Lot, apply, earn
from storage import granting as rows
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Gift:
    """points: 1 to POINTS_MAX, usable at once. expires_at: the first unusable instant, or None for never."""

    member_id: str
    points: int
    expires_at: datetime | None
    asset: str = POINTS


def give(work: Work, gifts: Sequence[Gift], cause: Cause, *, source: str) -> None:
    """Give each as one lot, in this order; a debt is repaid from it at once. As `ledger.earn` would, one by one.

    For a batch that is held in memory: the statements are as many as the tables, not as the gifts.
    """
    if not gifts:
        return
    before = rows.lock_accounts(work, {gift.member_id for gift in gifts})
    after = dict(before)
    entries: list[Entry] = []
    for gift in gifts:
        key = (gift.member_id, gift.asset)
        made = _entry(work, after.get(key) or _opened(work, gift), gift, cause, source)
        entries.append(made)
        after[key] = made.after
    rows.insert_accounts(work, [account for key, account in after.items() if key not in before])
    rows.set_accounts(work, [account for key, account in after.items() if before.get(key, account) is not account])
    _write(work, entries)


def _opened(work: Work, gift: Gift) -> Account:
    return Account(gift.member_id, gift.asset, seq=0, balance=0, held=0, debt=0, head_hash="", last_at=work.now)


def _entry(work: Work, before: Account, gift: Gift, cause: Cause, source: str) -> Entry:
    assert 0 < gift.points <= POINTS_MAX, "the edge checks the range of points"
    at = max(work.now, before.last_at)  # a clock that was set back must not reorder the chain
    lot = Lot(work.fresh_id(), source, cause.source_id, gift.points, gift.points, 0, at, gift.expires_at)
    return entry(before, "earn", earn(lot, before.debt), cause, tx_id=work.fresh_id(), at=at)


def _write(work: Work, entries: Sequence[Entry]) -> None:
    rows.insert_entries(
        work,
        [rows.transaction_values(one.sealed, one.after.last_at, one.prev_hash, one.after.head_hash) for one in entries],
        [
            rows.lot_values(
                one.sealed.member_id, one.sealed.asset, one.sealed.tx_id, apply(lot, one.moved.moves), one.after.last_at
            )
            for one in entries
            for lot in one.moved.opened
        ],
        [
            {
                "member_id": one.sealed.member_id,
                "tx_id": one.sealed.tx_id,
                "line": line,
                "lot_id": move.lot_id,
                "d_remaining": move.d_remaining,
                "d_held": move.d_held,
            }
            for one in entries
            for line, move in enumerate(one.moved.moves)
        ],
    )
