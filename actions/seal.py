"""Entries are sealed into signed blocks, and a member gets a receipt that anyone can check."""

from __future__ import annotations

from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rules.ledger import Sealed
from rules.merkle import Block, Receipt, proof, root, signed_text
from rules.refusal import Refused
from storage import blocks as rows
from storage import verify as entries
from storage.work import Work

WAIT_SECONDS = 60  # longer than any unit takes, so that blocks follow the order of ids
LEAVES_MAX = 5_000  # in one block; sealing them holds the writer for about a tenth of a second


class EntryUnknown(Refused):
    code = "entry_unknown"
    sentence = "There is no entry {tx_id}."


class EntryNotSealed(Refused):
    code = "entry_not_sealed"
    sentence = "Entry {tx_id} is not sealed yet; a receipt can be had a few minutes after it was made."


def seal(work: Work, key: Ed25519PrivateKey) -> int:
    """Seal the entries that are older than a minute into one block; how many there were, at most LEAVES_MAX.

    key: kept outside the database, so that whoever can write there cannot sign.
    """
    before = rows.last(work)
    number = before.number + 1 if before else 1
    leaves = rows.claim(work, number, work.now - timedelta(seconds=WAIT_SECONDS), LEAVES_MAX)
    if not leaves:
        return 0
    root_hex, prev_root = root(leaves).hex(), before.root if before else ""
    signature = key.sign(signed_text(number, len(leaves), root_hex, prev_root)).hex()
    public_key = key.public_key().public_bytes_raw().hex()
    rows.insert(work, Block(number, len(leaves), root_hex, prev_root, public_key, signature))
    return len(leaves)


def receipt(work: Work, member_id: str, tx_id: str) -> Receipt:
    """The proof of one entry for `rules.merkle.check`. Raises EntryUnknown, EntryNotSealed."""
    found = entries.entry(work, member_id, tx_id)
    if found is None:
        raise EntryUnknown(tx_id=tx_id)
    if found.block is None:
        raise EntryNotSealed(tx_id=tx_id)
    block = rows.named(work, found.block)
    assert block is not None, "an entry names a block that is there; verify says so otherwise"
    leaves = rows.leaves_of(work, block.number)
    index = next(i for i, leaf in enumerate(leaves) if leaf.tx_id == tx_id)
    path = proof([bytes.fromhex(leaf.hash) for leaf in leaves], index)
    sealed: Sealed = found.sealed
    return Receipt(sealed, found.prev_hash, index, tuple(beside.hex() for beside in path), block)
