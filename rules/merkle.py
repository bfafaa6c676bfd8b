"""Sealed blocks of the ledger: RFC 6962 trees, the signed header, and the receipt that anyone can check offline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from rules.ledger import Sealed, chain_hash


@dataclass(frozen=True, slots=True)
class Block:
    """A sealed run of entries in the order of their ids. All hashes are hex; the first block's prev_root is ""."""

    number: int
    leaves: int
    root: str
    prev_root: str
    public_key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """One entry whole, its place in its block, and the hashes beside its way up to the root."""

    entry: Sealed
    prev_hash: str
    index: int
    path: tuple[str, ...]
    block: Block


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Merkle tree hash (RFC 6962, 2.1) of a stream of leaves; holds no more than one hash a level."""
    peaks: list[tuple[int, bytes]] = []  # (leaves under it, hash), the larger first
    for leaf in leaves:
        size, hashed = 1, leaf_hash(leaf)
        while peaks and peaks[-1][0] == size:
            size, hashed = size * 2, node_hash(peaks.pop()[1], hashed)
        peaks.append((size, hashed))
    if not peaks:
        return sha256().digest()
    _, hashed = peaks.pop()
    while peaks:
        hashed = node_hash(peaks.pop()[1], hashed)
    return hashed


def proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Audit path (RFC 6962, 2.1.1) of the leaf at this index, from the bottom up."""
    assert 0 <= index < len(leaves)
    path: list[bytes] = []
    while len(leaves) > 1:
        half = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two below the count
        if index < half:
            path.append(root(leaves[half:]))
            leaves = leaves[:half]
        else:
            path.append(root(leaves[:half]))
            leaves, index = leaves[half:], index - half
    return tuple(reversed(path))


def root_from(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root that this leaf and path lead to (RFC 9162, 2.1.3.2), or None when the path does not fit the place."""
    if not 0 <= index < count:
        return None
    last, hashed = count - 1, leaf_hash(leaf)
    for beside in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            hashed = node_hash(beside, hashed)
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            hashed = node_hash(hashed, beside)
        index, last = index >> 1, last >> 1
    return hashed if last == 0 else None


def signed_text(number: int, leaves: int, root_hex: str, prev_root: str) -> bytes:
    """What a block's signature covers."""
    return f"{number}|{leaves}|{root_hex}|{prev_root}".encode()


def signature_holds(block: Block) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(block.public_key))
        text = signed_text(block.number, block.leaves, block.root, block.prev_root)
        key.verify(bytes.fromhex(block.signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def check(receipt: Receipt, public_key: str) -> str | None:
    """What is wrong with a receipt, in one sentence, or None when it holds. public_key: the shop's, hex."""
    block = receipt.block
    if block.public_key != public_key:
        return f"Block {block.number} is signed with another key."
    if not signature_holds(block):
        return f"The signature of block {block.number} does not hold."
    try:
        leaf = bytes.fromhex(chain_hash(receipt.prev_hash, receipt.entry))
        path = [bytes.fromhex(beside) for beside in receipt.path]
    except ValueError:
        return "The receipt holds a hash that is not hexadecimal."
    found = root_from(leaf, receipt.index, block.leaves, path)
    if found is None or found.hex() != block.root:
        return f"Entry {receipt.entry.seq} as written here is not in block {block.number}."
    return None
