"""One account under its lock: plan over its lots, append one transaction of its chain, advance it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from actions import webhook
from rules import ledger as plan
from rules.gift_card import GIFT
from rules.ledger import CONTRA, POINTS, POINTS_MAX, Account, Kind, Lot, Move, Plan, Sealed, chain_hash
from rules.refusal import DebtOpen, NotEnoughPoints
from rules.stamp import STAMP
from rules.webhook import instant
from storage import ledger as rows
from storage.columns import micros
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why points move: who asked, by which rule of which programme, about what, where.

    partner: of a coalition, at whose till; who gave the points is another question, which their lot answers.
    """

    client: str
    program_version: int
    reason: str = ""
    source_id: str = ""
    location: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """One transaction of the chain. amount: signed, added to balance - debt. lot_id: the lot it opened, if any."""

    tx_id: str
    amount: int
    d_debt: int
    lot_id: str = ""


class Book:
    """One account under its lock, to the end of the unit. at: the instant of its entries.

    locked: the account, where this unit has just locked it and has moved nothing of it since.
    """

    def __init__(self, work: Work, member_id: str, asset: str, locked: Account | None = None) -> None:
        self.work = work
        self.account = locked or rows.lock_account(work, member_id, asset)
        # A clock that was set back must not reorder the chain.
        self.at = max(work.now, self.account.last_at)

    def lots(self) -> list[Lot]:
        return rows.lots_left(self.work, self.account.member_id, self.account.asset)

    def afford(
        self, points: int, choose: Callable[[Iterable[Lot], int, datetime], tuple[Move, ...] | None]
    ) -> tuple[Move, ...]:
        """The moves that spend or hold these points. Raises DebtOpen, NotEnoughPoints."""
        assert 0 < points <= POINTS_MAX, "the edge checks the range of points"
        if self.account.debt:
            raise DebtOpen(debt=self.account.debt)
        lots = self.lots()
        moves = choose(lots, points, self.at)
        if moves is None:
            raise NotEnoughPoints(available=plan.available(lots, self.at), points=points)
        return moves

    def give(
        self,
        kind: Kind,
        points: int,
        cause: Cause,
        source: str,
        active_at: datetime | None,
        expires_at: datetime | None,
        giver: str = "",
    ) -> Posted:
        assert 0 < points <= POINTS_MAX, "the edge checks the range of points"
        lot = Lot(
            self.work.fresh_id(),
            source,
            cause.source_id,
            points,
            points,
            0,
            active_at or self.at,
            expires_at,
            giver,
        )
        return self.post(kind, plan.earn(lot, self.account.debt), cause)

    def burn(self, lots: Iterable[Lot], cause: Cause) -> int:
        burned = plan.expire(lots, self.at)
        for move in burned.moves:
            self.post("expire", Plan((move,)), replace(cause, source_id=move.lot_id))
        return -burned.amount

    def post(self, kind: Kind, moved: Plan, cause: Cause, *, reverses: str | None = None) -> Posted:
        """Append one transaction, move its lots, advance the account."""
        before, work = self.account, self.work
        made = entry(before, kind, moved, cause, tx_id=work.fresh_id(), at=self.at, reverses=reverses)
        tx_id = made.sealed.tx_id
        rows.insert_transaction(work, made.sealed, self.at, before.head_hash, made.after.head_hash)
        rows.open_lots(work, before.member_id, before.asset, tx_id, moved.opened, self.at)
        rows.move_lots(work, before.member_id, tx_id, moved.moves)
        self.account = made.after
        rows.set_account(work, self.account)
        _tell(work, made)
        return Posted(tx_id, moved.amount, moved.d_debt, moved.opened[0].lot_id if moved.opened else "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction as it is kept, what it moves, and its account after it."""

    sealed: Sealed
    moved: Plan
    prev_hash: str
    after: Account


def entry(
    before: Account, kind: Kind, moved: Plan, cause: Cause, *, tx_id: str, at: datetime, reverses: str | None = None
) -> Entry:
    """The transaction that follows this state of an account; nothing is written."""
    sealed = Sealed(
        member_id=before.member_id,
        asset=before.asset,
        seq=before.seq + 1,
        tx_id=tx_id,
        kind=kind,
        contra=CONTRA[kind],
        amount=moved.amount,
        d_debt=moved.d_debt,
        client=cause.client,
        reverses=reverses,
        reason=cause.reason,
        source_id=cause.source_id,
        location=cause.location,
        partner=cause.partner,
        program_version=cause.program_version,
        at_micros=micros(at),
        opened=tuple(sorted(_opening(lot) for lot in moved.opened)),
        moves=tuple((m.lot_id, m.d_remaining, m.d_held) for m in moved.moves),
    )
    after = replace(
        before,
        seq=sealed.seq,
        balance=before.balance + moved.d_balance,
        held=before.held + moved.d_held,
        debt=before.debt + moved.d_debt,
        head_hash=chain_hash(before.head_hash, sealed),
        last_at=at,
    )
    return Entry(sealed, moved, before.head_hash, after)


_OLD_BASE = "import"  # a client whose entries are no news; what follows a colon is the file
# What a webhook says of each kind; a hold and a prolonged life move nothing.
_EVENTS: dict[str, str] = {
    "earn": "earned",
    "spend": "spent",
    "capture": "spent",
    "refund": "refunded",
    "clawback": "clawed_back",
    "expire": "expired",
    "adjust": "adjusted",
    "transfer": "transferred",
}


# Of a gift card's account, besides its sale and what is put on it later; `actions.gift_card` tells the rest.
_CARD_EVENTS: dict[str, str] = {"spend": "spent", "refund": "refunded", "expire": "expired"}


def _tell(work: Work, made: Entry) -> None:
    """Promise the entry to other programs, if it is of points, stamps or a gift card."""
    asset = made.sealed.asset
    noun = "points" if asset == POINTS else "stamps" if asset.startswith(STAMP) else ""
    happened = _EVENTS.get(made.sealed.kind)
    if made.sealed.client.partition(":")[0] == _OLD_BASE:
        return
    if asset == GIFT:
        _tell_of_card(work, made)
    if not noun or happened is None:
        return
    sealed, opened = made.sealed, made.moved.opened
    pending = opened[0].active_at if opened and opened[0].active_at > made.after.last_at else None
    facts = {
        "member_id": sealed.member_id,
        "asset": sealed.asset,
        "entry_id": sealed.tx_id,
        "seq": sealed.seq,
        "amount": sealed.amount,
        "balance": made.after.balance,
        "debt": made.after.debt,
        "about_id": sealed.source_id,
        "client": sealed.client,
        "location": sealed.location,
        "partner": sealed.partner,
        "active_at": instant(pending) if pending else None,
        "expires_at": instant(opened[0].expires_at) if opened and opened[0].expires_at else None,
    }
    webhook.emit(work, f"{noun}.{happened}", facts)


def _tell_of_card(work: Work, made: Entry) -> None:
    """A gift card holds its own account: the first that comes on it is its sale."""
    sealed, opened = made.sealed, made.moved.opened
    put = "sold" if sealed.seq == 1 else "topped_up"
    happened = put if sealed.kind == "earn" else _CARD_EVENTS.get(sealed.kind)
    if happened is None:
        return
    facts = {
        "card_id": sealed.member_id,
        "entry_id": sealed.tx_id,
        "seq": sealed.seq,
        "amount_minor": sealed.amount,
        "balance_minor": made.after.balance,
        "about_id": sealed.source_id,
        "client": sealed.client,
        "location": sealed.location,
        "partner": sealed.partner,
        "expires_at": instant(opened[0].expires_at) if opened and opened[0].expires_at else None,
    }
    webhook.emit(work, f"gift_card.{happened}", facts)


def _opening(lot: Lot) -> tuple[str, str, str, int, int, int | None, str]:
    """A new lot's terms, as the hash covers them."""
    expires_micros = micros(lot.expires_at) if lot.expires_at else None
    return lot.lot_id, lot.source, lot.source_id, lot.amount, micros(lot.active_at), expires_micros, lot.partner
