"""Merkle trees are those of RFC 6962: its shapes, its proofs, and nothing else passes the check."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from rules import merkle
from rules.ledger import Sealed, chain_hash
from rules.merkle import Block, Receipt

# The eight leaves and the roots over the first 1 to 8 of them that Certificate Transparency's own tests use.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
leaf_lists = st.lists(st.binary(max_size=40), min_size=1, max_size=70)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = KEY.public_key().public_bytes_raw().hex()


def recursive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + recursive_root(leaves[:half]) + recursive_root(leaves[half:])).digest()


@pytest.mark.parametrize("count", range(1, 9))
def test_roots_are_those_of_certificate_transparency(count: int) -> None:
    assert merkle.root(LEAVES[:count]).hex() == ROOTS[count - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.root([]) == sha256(b"").digest()


@given(leaf_lists)
def test_the_streamed_root_is_the_defined_one(leaves: list[bytes]) -> None:
    assert merkle.root(iter(leaves)) == recursive_root(leaves)


@given(leaf_lists, st.data())
def test_every_leafs_proof_leads_to_the_root_and_no_other_leafs_or_places_does(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.proof(leaves, index)

    assert merkle.root_from(leaves[index], index, len(leaves), path) == merkle.root(leaves)
    assert merkle.root_from(leaves[index] + b"!", index, len(leaves), path) != merkle.root(leaves)
    assert merkle.root_from(leaves[index], len(leaves), len(leaves), path) is None
    assert merkle.root_from(leaves[index], index, len(leaves), (*path, bytes(32))) is None
    if path:
        assert merkle.root_from(leaves[index], index, len(leaves), path[:-1]) != merkle.root(leaves)


def a_receipt() -> Receipt:
    entries = [
        Sealed("m", "points", seq, f"t{seq}", "earn", "issued", 5, 0, "till", None, "", "", "", "", 1, 0, (), ())
        for seq in range(1, 6)
    ]
    leaves = [bytes.fromhex(chain_hash("", entry)) for entry in entries]
    root = merkle.root(leaves).hex()
    signature = KEY.sign(merkle.signed_text(1, 5, root, "")).hex()
    path = tuple(beside.hex() for beside in merkle.proof(leaves, 3))
    return Receipt(entries[3], "", 3, path, Block(1, 5, root, "", PUBLIC_KEY, signature))


def test_a_receipt_is_checked_with_the_shops_key_alone() -> None:
    assert merkle.check(a_receipt(), PUBLIC_KEY) is None


@pytest.mark.parametrize(
    "altered",
    [
        replace(a_receipt(), entry=replace(a_receipt().entry, amount=6)),
        replace(a_receipt(), prev_hash="00"),
        replace(a_receipt(), index=2),
        replace(a_receipt(), path=a_receipt().path[:-1]),
        replace(a_receipt(), path=("not a hash",)),
        replace(a_receipt(), block=replace(a_receipt().block, leaves=6)),
        replace(a_receipt(), block=replace(a_receipt().block, root="00" * 32)),
        replace(a_receipt(), block=replace(a_receipt().block, number=2)),
        replace(a_receipt(), block=replace(a_receipt().block, signature="zz")),
        replace(a_receipt(), block=replace(a_receipt().block, public_key="00" * 32)),
    ],
)
def test_whatever_is_altered_in_a_receipt_shows(altered: Receipt) -> None:
    assert merkle.check(altered, PUBLIC_KEY)
