"""Does the ledger still say the truth? Every invariant of design.md, checked from the rows alone.

A check goes in steps, each one unit behind `store.read`, so that it sees one snapshot and its caller shows progress:

    step = await store.read(verify.step, Mark(), trusted)
    while step.following is not None:
        step = await store.read(verify.step, step.following, trusted)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from actions import settlement
from rules.ledger import chain_hash
from rules.merkle import Block, root, signature_holds
from storage import verify as rows
from storage.verify import LAST_ID, NIL_ID, Book, Entry
from storage.work import Row, Work

MEMBERS_A_STEP = 200
BLOCKS_A_STEP = 10
FAULTS_MAX = 1_000  # a ledger that is wrong all over needs a backup, not a longer list


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be. member_id is "" for a block or settlement; seq and block None if unknown."""

    member_id: str
    asset: str
    seq: int | None
    block: int | None
    what: str
    settlement: int | None = None

    @property
    def sentence(self) -> str:
        parts = [f"member {self.member_id}" if self.member_id else "", self.asset]
        parts += [f"entry {self.seq}" if self.seq is not None else ""]
        parts += [f"block {self.block}" if self.block is not None else ""]
        parts += [f"settlement {self.settlement}" if self.settlement is not None else ""]
        place = ", ".join(part for part in parts if part)
        return f"{place[0].upper()}{place[1:]}: {self.what}."


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a check has come."""

    part: Literal["members", "blocks", "settlements"] = "members"
    member_id: str = NIL_ID
    block: int = 0
    settlement: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What one step found. following: where the next one starts, None at the end. entries: how many it read."""

    faults: tuple[Fault, ...]
    entries: int
    following: Mark | None


def verify(work: Work, trusted: Collection[str] = ()) -> tuple[Fault, ...]:
    """Check the whole ledger within one unit; at most about FAULTS_MAX faults.

    trusted: public keys, hex, that blocks may be signed with; with none, each block's own is believed.
    """
    found: list[Fault] = []
    mark: Mark | None = Mark()
    while mark is not None and len(found) < FAULTS_MAX:
        one = step(work, mark, trusted)
        found += one.faults
        mark = one.following
    return tuple(found)


def step(work: Work, mark: Mark, trusted: Collection[str] = ()) -> Step:
    """Check the members, or then the blocks, or then the settlement, that follow this mark."""
    if mark.part == "members":
        until = rows.upto(work, mark.member_id, MEMBERS_A_STEP)
        faults: list[Fault] = []
        entries = 0
        for book in rows.books(work, mark.member_id, until):
            entries += len(book.entries)
            faults += _check_book(work, book)
        return Step(tuple(faults), entries, Mark("blocks") if until == LAST_ID else Mark("members", until))
    if mark.part == "settlements":
        return _check_settlement(work, mark.settlement + 1)
    last = rows.last_block(work)
    until_block = mark.block + BLOCKS_A_STEP
    block_faults = tuple(_check_blocks(work, mark.block, min(until_block, last), trusted))
    if until_block < last:
        return Step(block_faults, 0, Mark("blocks", block=until_block))
    return Step(block_faults, 0, Mark("settlements") if settlement.last_number(work) else None)


def _check_settlement(work: Work, number: int) -> Step:
    last = settlement.last_number(work)
    faults = tuple(Fault("", "", None, None, what, number) for what in settlement.faults(work, number))
    return Step(faults, 0, Mark("settlements", settlement=number) if number < last else None)


# ------------------------------------------------------------------ one member's book


def _check_book(work: Work, book: Book) -> Iterator[Fault]:
    by_tx = {entry.sealed.tx_id: entry for entry in book.entries}
    assets = {account.asset: account for account in book.accounts}
    kept = chain((e.sealed.asset for e in book.entries), (lot.asset for lot in book.lots))
    for asset in sorted({*assets, *kept}):
        entries = [entry for entry in book.entries if entry.sealed.asset == asset]
        account = assets.get(asset)
        if account is None:
            yield Fault(book.member_id, asset, None, None, "there are entries or lots, and no account")
            continue
        yield from _check_chain(work, account, entries)
        yield from _check_sums(book, account, entries)
    yield from _check_lots(book, by_tx)
    yield from _check_holds(book, by_tx)


def _check_chain(work: Work, account: Row, entries: list[Entry]) -> Iterator[Fault]:
    """seq has no gap, each hash follows from the one before, the account's head is the last one."""
    seq, head = 0, ""  # of the entry before
    before: int | None = 0  # its block; None is not sealed
    for entry in entries:
        sealed = entry.sealed
        if sealed.seq != seq + 1:
            yield _missing(work, account, seq + 1, sealed.seq - 1, before, entry.block)
        elif entry.prev_hash != head:
            yield _at(entry, "it does not follow from the entry before it")
        if chain_hash(entry.prev_hash, sealed) != entry.hash:
            yield _at(entry, "it or its moves or lots were changed after it was written")
        if sealed.amount != _d_balance(entry) - sealed.d_debt:
            yield _at(entry, f"it says {sealed.amount} points, its moves say {_d_balance(entry) - sealed.d_debt}")
        seq, head, before = sealed.seq, entry.hash, entry.block
    if account.seq > seq:
        yield _missing(work, account, seq + 1, account.seq, before, None)
    elif account.seq != seq or account.head_hash != head:
        yield Fault(account.member_id, account.asset, seq, before, "the account's head is not its last entry")


def _missing(work: Work, account: Row, first: int, last: int, before: int | None, after: int | None) -> Fault:
    block = None
    if before is not None:  # what follows an unsealed entry was not sealed either, unless ids and order disagree
        block = rows.short_block(work, before, after if after is not None else rows.last_block(work))
    what = "it is missing" if first == last else f"it and all up to entry {last} are missing"
    return Fault(account.member_id, account.asset, first, block, what)


def _check_sums(book: Book, account: Row, entries: list[Entry]) -> Iterator[Fault]:
    its_lots = [lot for lot in book.lots if lot.asset == account.asset]
    pinned = sum(hold.amount for hold in book.holds if hold.asset == account.asset and hold.state == "open")
    pairs = (
        ("the balance is", account.balance, "its lots keep", sum(lot.remaining for lot in its_lots)),
        ("the account holds", account.held, "its lots hold", sum(lot.held for lot in its_lots)),
        ("the account holds", account.held, "its open holds keep", pinned),
        ("balance less debt is", account.balance - account.debt, "entries add up to", _sum(entries, "amount")),
        ("the debt is", account.debt, "entries add up to", _sum(entries, "d_debt")),
    )
    for left, one, right, other in pairs:
        if one != other:
            yield Fault(account.member_id, account.asset, None, None, f"{left} {one}, {right} {other}")


def _check_lots(book: Book, by_tx: dict[str, Entry]) -> Iterator[Fault]:
    """A lot's state is its amount plus its moves; every move has its entry and its lot."""
    remaining: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for move in book.moves:
        remaining[move.lot_id] += move.d_remaining
        held[move.lot_id] += move.d_held
        if move.tx_id not in by_tx:
            yield Fault(book.member_id, "", None, None, f"a move of lot {move.lot_id} has no entry {move.tx_id}")
    for lot in book.lots:
        opening = by_tx.get(lot.tx_id)
        if opening is None:
            yield Fault(book.member_id, lot.asset, None, None, f"lot {lot.lot_id} has no entry that opened it")
        elif (lot.remaining, lot.held) != (lot.amount + remaining[lot.lot_id], held[lot.lot_id]):
            says = f"{lot.remaining} of which {lot.held} held"
            moves = f"{lot.amount + remaining[lot.lot_id]} of which {held[lot.lot_id]} held"
            yield _at(opening, f"its lot {lot.lot_id} keeps {says}, its moves say {moves}")
    for lot_id in (remaining.keys() | held.keys()) - {lot.lot_id for lot in book.lots}:
        yield Fault(book.member_id, "", None, None, f"lot {lot_id} has moves and is missing")


def _check_holds(book: Book, by_tx: dict[str, Entry]) -> Iterator[Fault]:
    """A hold keeps what its entry pinned, and ends once: by the entry that reverses it."""
    ends: dict[str, list[Entry]] = {}
    started: set[str] = set()
    for entry in book.entries:
        if entry.sealed.kind == "hold":
            started.add(entry.sealed.tx_id)
        if entry.sealed.kind in ("capture", "void") and entry.sealed.reverses:
            ends.setdefault(entry.sealed.reverses, []).append(entry)
    for hold in book.holds:
        start = by_tx.get(hold.tx_id)
        if start is None:
            yield Fault(book.member_id, hold.asset, None, None, f"hold {hold.hold_id} has no entry that opened it")
            continue
        pinned = sum(d_held for _, _, d_held in start.sealed.moves)
        if hold.amount != pinned:
            yield _at(start, f"its hold {hold.hold_id} keeps {hold.amount} points, its moves pinned {pinned}")
        ended = ends.get(hold.tx_id, [])
        captured = -sum(end.sealed.amount for end in ended)
        if len(ended) != (hold.state != "open") or captured != hold.captured:
            ways = ", ".join(f"{end.sealed.kind} of {-end.sealed.amount}" for end in ended) or "nothing"
            yield _at(start, f"its hold is {hold.state} with {hold.captured} captured, the entries that end it: {ways}")
    for tx_id in started - {hold.tx_id for hold in book.holds}:
        yield _at(by_tx[tx_id], "its hold is missing")


def _at(entry: Entry, what: str) -> Fault:
    return Fault(entry.sealed.member_id, entry.sealed.asset, entry.sealed.seq, entry.block, what)


def _d_balance(entry: Entry) -> int:
    sealed = entry.sealed
    return sum(terms[3] for terms in sealed.opened) + sum(d_remaining for _, d_remaining, _ in sealed.moves)


def _sum(entries: list[Entry], name: Literal["amount", "d_debt"]) -> int:
    return sum(getattr(entry.sealed, name) for entry in entries)


# ------------------------------------------------------------------ sealed blocks


def _check_blocks(work: Work, after: int, until: int, trusted: Collection[str]) -> Iterator[Fault]:
    """Numbers have no gap; each block's leaves, root, link to the one before and signature hold."""
    kept = {row.number: row for row in rows.sealed_blocks(work, max(after - 1, 0), until)}
    roots = {number: _counted_root(leaves) for number, leaves in rows.leaves(work, after, until)}
    for number in range(after + 1, until + 1):
        row = kept.get(number)
        if row is None:
            yield Fault("", "", None, number, "it is missing")
            continue
        count, root_hex = roots.get(number, (0, ""))
        before = kept.get(number - 1)
        follows = row.prev_root == (before.root if before else "") or (before is None and number > 1)
        block = Block(number, row.leaves, row.root, row.prev_root, row.public_key, row.signature)
        if count != row.leaves:
            yield Fault("", "", None, number, f"it was sealed with {row.leaves} entries and has {count}")
        elif root_hex != row.root:
            yield Fault("", "", None, number, "its entries are not those it was sealed with")
        if not follows:
            yield Fault("", "", None, number, "it does not follow from the block before it")
        if trusted and row.public_key not in trusted:
            yield Fault("", "", None, number, "it is signed with a key that is not this shop's")
        elif not signature_holds(block):
            yield Fault("", "", None, number, "its signature does not hold")


def _counted_root(leaves: Iterator[Row]) -> tuple[int, str]:
    hashes = [_bytes(leaf.hash) for leaf in leaves]  # a block is small
    return len(hashes), root(hashes).hex()


def _bytes(hash_hex: str) -> bytes:
    try:
        return bytes.fromhex(hash_hex)
    except ValueError:  # somebody wrote words there: no root will match
        return hash_hex.encode()
