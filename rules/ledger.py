"""How points move: plans over a member's lots, pure and exact; actions post them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

POINTS = "points"
DEBT = "debt"  # why a transfer happened that brought a debt along
POINTS_MAX = 10**12  # one movement; sums stay far inside 64 bits

Kind = Literal[
    "earn", "spend", "hold", "capture", "void", "refund", "clawback", "expire", "adjust", "prolong", "transfer"
]
CONTRA: dict[str, str] = {
    "earn": "issued",
    "spend": "spent",
    "hold": "held",
    "capture": "spent",
    "void": "held",
    "refund": "spent",
    "clawback": "clawed_back",
    "expire": "expired",
    "adjust": "adjusted",
    "prolong": "prolonged",  # moves a life, and no points
    "transfer": "transferred",  # between two accounts that become one, so that all of them together are nought
}

Policy = Literal["debt", "within_balance", "pending_only"]

_FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Account:
    """One member's side of one asset. Invariant: 0 <= held <= balance, debt >= 0."""

    member_id: str
    asset: str
    seq: int
    balance: int
    held: int
    debt: int
    head_hash: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Lot:
    """Points that were given together and burn together. Usable from active_at until just before expires_at.

    partner: who gave them in a coalition, empty for the programme itself; it owes for them wherever they are spent.
    """

    lot_id: str
    source: str
    source_id: str
    amount: int
    remaining: int
    held: int
    active_at: datetime
    expires_at: datetime | None
    partner: str = ""

    @property
    def free(self) -> int:
        return self.remaining - self.held

    def usable(self, now: datetime) -> bool:
        return self.active_at <= now and not self.expired(now)

    def expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class Move:
    """What one transaction did to one lot."""

    lot_id: str
    d_remaining: int
    d_held: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The lots' side of one transaction. d_debt: what it adds to the debt; opened: lots that it makes."""

    moves: tuple[Move, ...] = ()
    opened: tuple[Lot, ...] = ()
    d_debt: int = 0

    @property
    def d_balance(self) -> int:
        return sum(m.d_remaining for m in self.moves) + sum(lot.amount for lot in self.opened)

    @property
    def d_held(self) -> int:
        return sum(m.d_held for m in self.moves)

    @property
    def amount(self) -> int:
        """What it adds to balance - debt: the figure that the contra account mirrors."""
        return self.d_balance - self.d_debt


def in_order(lots: Iterable[Lot]) -> list[Lot]:
    """Sort by (expires_at, lot_id), undated last: what burns first is spent first."""
    return sorted(lots, key=lambda lot: (lot.expires_at or _FOREVER, lot.lot_id))


def available(lots: Iterable[Lot], now: datetime) -> int:
    """Points that could be spent at this instant, whether or not the sweeper has run."""
    return sum(lot.free for lot in lots if lot.usable(now))


def take(lots: Iterable[Lot], points: int, now: datetime) -> tuple[Move, ...] | None:
    """Moves that spend these points, or None when there are not enough."""
    return _out_of((lot for lot in in_order(lots) if lot.usable(now)), points, held=False)


def pin(lots: Iterable[Lot], points: int, now: datetime) -> tuple[Move, ...] | None:
    """Moves that hold these points in their lots, or None when there are not enough."""
    return _out_of((lot for lot in in_order(lots) if lot.usable(now)), points, held=True)


def _out_of(lots: Iterable[Lot], points: int, *, held: bool) -> tuple[Move, ...] | None:
    moves: list[Move] = []
    for lot in lots:
        if points == 0:
            break
        part = min(lot.free, points)
        if part:
            moves.append(Move(lot.lot_id, 0, part) if held else Move(lot.lot_id, -part))
            points -= part
    return tuple(moves) if points == 0 else None


def earn(lot: Lot, debt: int) -> Plan:
    """Open a lot; what the member owes is repaid from it at once."""
    repaid = min(debt, lot.amount)
    moves = (Move(lot.lot_id, -repaid),) if repaid else ()
    return Plan(moves, (lot,), -repaid)


def settle(pins: Sequence[Move], points: int) -> Plan:
    """Turn the first points of a hold into a spend and let go of the rest; one move a pin, in its order."""
    moves: list[Move] = []
    for pinned in pins:
        part = min(points, pinned.d_held)
        points -= part
        moves.append(Move(pinned.lot_id, -part, -pinned.d_held))
    assert points == 0, "the caller checks that no more is captured than was held"
    return Plan(tuple(moves))


def expire(lots: Iterable[Lot], now: datetime) -> Plan:
    """Take what is not held of every lot whose life has ended."""
    return Plan(tuple(Move(lot.lot_id, -lot.free) for lot in lots if lot.expired(now) and lot.free))


def prolong(lots: Iterable[Lot], expires_at: datetime, fresh_id: Callable[[], str], now: datetime) -> Plan:
    """Give what is free in these lots a longer life: each goes over into a new lot of the same source.

    The old lot keeps its terms, as they stand in the chain; what is held stays with it.
    """
    moves: list[Move] = []
    opened: list[Lot] = []
    for lot in lots:
        if lot.free and not lot.expired(now) and lot.expires_at is not None and lot.expires_at < expires_at:
            moves.append(Move(lot.lot_id, -lot.free))
            opened.append(
                replace(lot, lot_id=fresh_id(), amount=lot.free, remaining=lot.free, held=0, expires_at=expires_at)
            )
    return Plan(tuple(moves), tuple(opened))


def refund(
    consumed: Sequence[Move],
    refunded_already: int,
    points: int,
    lots: dict[str, Lot],
    grace: Callable[[], Lot],
    now: datetime,
) -> Plan:
    """Put points back into their own lots in reverse order of consumption: spend(x), refund(y) equals spend(x - y).

    consumed: the spend's moves in their order. grace: makes an empty lot for what belongs to expired ones; there is one
    for each partner who gave them, as it owes for these points wherever they are spent next.
    """
    moves: list[Move] = []
    late: dict[str, int] = {}
    skip = refunded_already
    for move in reversed(consumed):
        part = -move.d_remaining
        skipped = min(skip, part)
        skip -= skipped
        part = min(part - skipped, points)
        if part == 0:
            continue
        points -= part
        lot = lots[move.lot_id]
        if lot.expired(now):
            late[lot.partner] = late.get(lot.partner, 0) + part
        else:
            moves.append(Move(move.lot_id, part))
    assert points == 0, "the caller checks that no more is refunded than was spent"
    opened = (replace(grace(), amount=part, remaining=part, partner=partner) for partner, part in late.items())
    return Plan(tuple(moves), tuple(opened))


def claw_back(own: Iterable[Lot], others: Iterable[Lot], points: int, policy: Policy, now: datetime) -> Plan:
    """Take back what a returned purchase gave: from its own lot, then from the others, then as a debt.

    Held points are never touched: they are promised to a till. `within_balance` forgives what is lacking;
    `pending_only` takes only what its own lot has and is not active yet.
    """
    if policy == "pending_only":
        sources = [lot for lot in in_order(own) if lot.active_at > now]
    else:
        sources = [lot for lot in in_order(own) if not lot.expired(now)]
        sources += [lot for lot in in_order(others) if not lot.expired(now)]
    moves: list[Move] = []
    for lot in sources:
        part = min(lot.free, points)
        if part:
            moves.append(Move(lot.lot_id, -part))
            points -= part
    return Plan(tuple(moves), (), points if policy == "debt" else 0)


def apply(lot: Lot, moves: Iterable[Move]) -> Lot:
    """The lot after these moves."""
    d_remaining = sum(m.d_remaining for m in moves if m.lot_id == lot.lot_id)
    d_held = sum(m.d_held for m in moves if m.lot_id == lot.lot_id)
    return replace(lot, remaining=lot.remaining + d_remaining, held=lot.held + d_held)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a transaction's hash covers: ids and figures, never personal data. Instants are microseconds since 1970."""

    member_id: str
    asset: str
    seq: int
    tx_id: str
    kind: str
    contra: str
    amount: int
    d_debt: int
    client: str
    reverses: str | None
    reason: str
    source_id: str
    location: str
    partner: str
    program_version: int
    at_micros: int
    opened: tuple[
        tuple[str, str, str, int, int, int | None, str], ...
    ]  # lot, source and id, amount, active, expires, partner; sorted
    moves: tuple[tuple[str, int, int], ...]  # lot, d_remaining, d_held


def chain_hash(prev_hash: str, sealed: Sealed) -> str:
    """SHA-256 of the hash before and this transaction's canonical JSON, in hex."""
    fields = [getattr(sealed, name) for name in sealed.__slots__]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{prev_hash}\n{text}".encode()).hexdigest()
