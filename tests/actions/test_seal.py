"""Entries are sealed once, in the order of their ids, and each can be proved to anyone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from actions import ledger, seal
from actions.verify import verify
from rules import merkle
from storage import blocks
from storage.work import Work
from tests.make import ANNA, BORIS, Clock, cause

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = KEY.public_key().public_bytes_raw().hex()


def earn(work: Work, points: int, member_id: str = ANNA) -> ledger.Posted:
    return ledger.earn(work, member_id, points, cause(), source="purchase")


def test_nothing_is_sealed_before_it_is_a_minute_old(work: Work, clock: Clock) -> None:
    earn(work, 10)
    assert seal.seal(work, KEY) == 0
    clock.pass_(seconds=61)
    earn(work, 20)

    assert seal.seal(work, KEY) == 1
    assert seal.seal(work, KEY) == 0


def test_each_block_follows_from_the_one_before_and_the_whole_verifies(work: Work, clock: Clock) -> None:
    for points in (1, 2, 3):
        earn(work, points)
        earn(work, points, BORIS)
        clock.pass_(minutes=2)
        assert seal.seal(work, KEY) == 2

    third, second = blocks.named(work, 3), blocks.named(work, 2)
    assert third is not None
    assert second is not None
    assert third.prev_root == second.root
    assert verify(work, {PUBLIC_KEY}) == ()


def test_a_member_gets_a_receipt_that_anyone_can_check(work: Work, clock: Clock) -> None:
    posted = [earn(work, points) for points in range(1, 8)]
    posted.append(ledger.spend(work, ANNA, 5, cause()))
    with pytest.raises(seal.EntryNotSealed):
        seal.receipt(work, ANNA, posted[0].tx_id)
    clock.pass_(minutes=2)
    seal.seal(work, KEY)

    for one in posted:
        receipt = seal.receipt(work, ANNA, one.tx_id)
        assert receipt.entry.amount == one.amount
        assert merkle.check(receipt, PUBLIC_KEY) is None
        assert merkle.check(replace(receipt, entry=replace(receipt.entry, amount=999)), PUBLIC_KEY)


def test_there_is_no_receipt_of_another_members_entry(work: Work, clock: Clock) -> None:
    posted = earn(work, 10)
    clock.pass_(minutes=2)
    seal.seal(work, KEY)

    with pytest.raises(seal.EntryUnknown):
        seal.receipt(work, BORIS, posted.tx_id)


def test_a_block_signed_with_a_foreign_key_is_told(work: Work, clock: Clock) -> None:
    earn(work, 10)
    clock.pass_(minutes=2)
    seal.seal(work, Ed25519PrivateKey.from_private_bytes(bytes(32)))

    (fault,) = verify(work, {PUBLIC_KEY})

    assert fault.sentence == "Block 1: it is signed with a key that is not this shop's."
