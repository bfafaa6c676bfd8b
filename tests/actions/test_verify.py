"""Whoever alters the ledger's rows behind the program's back is found, with member, seq and block."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from actions import ledger, seal, verify
from actions.verify import Fault, Mark
from storage.tables import accounts, blocks, holds, lot_moves, lots, transactions
from storage.work import Work
from tests.make import ANNA, BORIS, NOON, Clock, cause

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def lived(work: Work, clock: Clock) -> Work:
    """Two members with every kind of entry, sealed in two blocks, and some that are not sealed yet.

    Anna's entries: 1 to 4 are in block 1, 5 to 8 in block 2, 9 and 10 in none.
    """
    bought = ledger.earn(work, ANNA, 100, cause(source_id="p1"), source="purchase")
    ledger.earn(work, ANNA, 50, cause(), source="welcome", expires_at=clock() + timedelta(days=3))
    spent = ledger.spend(work, ANNA, 60, cause())
    ledger.earn(work, BORIS, 7, cause(), source="purchase")
    ledger.refund(work, ANNA, spent.tx_id, 20, cause(), grace_until=NOON)
    clock.pass_(minutes=2)
    seal.seal(work, KEY)
    held = ledger.hold(work, ANNA, 70, cause(), minutes=30)
    ledger.capture(work, held.hold_id, 65, cause())
    ledger.claw_back(work, ANNA, bought.tx_id, 100, "debt", cause(source_id="p1"))
    ledger.earn(work, ANNA, 200, cause(), source="purchase", active_at=clock() + timedelta(days=14))
    clock.pass_(minutes=2)
    seal.seal(work, KEY)
    ledger.adjust(work, ANNA, 5, cause(reason="a gift"))
    ledger.hold(work, ANNA, 5, cause(), minutes=30)
    return work


def of_anna(table: sa.Table, seq: int | None = None) -> sa.ColumnElement[bool]:
    mine = table.c.member_id == ANNA
    return mine if seq is None else sa.and_(mine, table.c.seq == seq)


def entry_id(work: Work, seq: int) -> str:
    return str(work.value(sa.select(transactions.c.tx_id).where(of_anna(transactions, seq))))


def at(faults: tuple[Fault, ...]) -> set[tuple[str, int | None, int | None]]:
    return {(fault.member_id, fault.seq, fault.block) for fault in faults}


def test_what_the_program_wrote_is_clean(lived: Work) -> None:
    assert verify.verify(lived) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": 51},
        {"kind": "adjust"},
        {"contra": "adjusted"},
        {"client": "somebody"},
        {"reason": "because"},
        {"source_id": "p9"},
        {"location": "elsewhere"},
        {"program_version": 9},
        {"at": sa.literal_column("at + 1")},
        {"d_debt": 1},
        {"prev_hash": "00"},
        {"hash": "00"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_an_entry_altered_in_any_column_is_named(lived: Work, changed: dict[str, object]) -> None:
    lived.run(transactions.update().where(of_anna(transactions, 2)).values(changed))

    assert (ANNA, 2, 1) in at(verify.verify(lived))


@pytest.mark.parametrize(
    ("seq", "block"),
    [(1, 1), (3, 1), (6, 2), (8, 2)],
)
def test_a_deleted_entry_is_named_with_the_block_that_lacks_it(lived: Work, seq: int, block: int) -> None:
    tx_id = entry_id(lived, seq)
    lived.run(transactions.delete().where(of_anna(transactions, seq)))
    lived.run(lot_moves.delete().where(lot_moves.c.tx_id == tx_id))

    assert {(ANNA, seq, block), ("", None, block)} <= at(verify.verify(lived))


def test_the_newest_entry_deleted_is_missed(lived: Work) -> None:
    lived.run(transactions.delete().where(of_anna(transactions, 10)))

    assert (ANNA, 10, None) in at(verify.verify(lived))


def test_an_end_rewritten_with_its_account_is_missed_by_its_block(lived: Work) -> None:
    last = lived.one(sa.select(transactions).where(transactions.c.member_id == BORIS))
    assert last is not None
    for table in (transactions, lots, accounts):
        lived.run(table.delete().where(table.c.member_id == BORIS))

    assert at(verify.verify(lived)) == {("", None, 1)}


def test_a_move_altered_deleted_or_slipped_in_is_named(lived: Work) -> None:
    spend = entry_id(lived, 3)
    lived.run(lot_moves.update().where(lot_moves.c.tx_id == spend).values(d_remaining=-1))
    assert (ANNA, 3, 1) in at(verify.verify(lived))
    lived.run(lot_moves.delete().where(lot_moves.c.tx_id == spend))
    assert (ANNA, 3, 1) in at(verify.verify(lived))


@pytest.mark.parametrize(
    "changed",
    [{"amount": 300}, {"remaining": 0}, {"source": "purchase"}, {"source_id": "p9"}, {"expires_at": None}],
    ids=lambda changed: next(iter(changed)),
)
def test_an_altered_lot_is_named_by_the_entry_that_opened_it(lived: Work, changed: dict[str, object]) -> None:
    opened_by = 2 if "remaining" not in changed else 8
    lived.run(lots.update().where(lots.c.tx_id == entry_id(lived, opened_by)).values(changed))

    assert (ANNA, opened_by, 1 if opened_by == 2 else 2) in at(verify.verify(lived))


def test_a_deleted_lot_is_missed(lived: Work) -> None:
    lived.run(lots.delete().where(lots.c.tx_id == entry_id(lived, 1)))

    faults = verify.verify(lived)

    assert (ANNA, 1, 1) in at(faults)
    assert any("has moves and is missing" in fault.what for fault in faults)


@pytest.mark.parametrize(
    "changed",
    [{"balance": 1_000_000}, {"held": 0}, {"debt": 1}, {"seq": 11}, {"head_hash": "00"}],
    ids=lambda changed: next(iter(changed)),
)
def test_an_altered_account_is_named(lived: Work, changed: dict[str, object]) -> None:
    lived.run(accounts.update().where(of_anna(accounts)).values(changed))

    assert {fault.member_id for fault in verify.verify(lived)} == {ANNA}


def test_a_member_without_the_account_is_named(lived: Work) -> None:
    lived.run(accounts.delete().where(of_anna(accounts)))

    assert {fault.member_id for fault in verify.verify(lived)} == {ANNA}


@pytest.mark.parametrize("changed", [{"state": "void"}, {"amount": 6}, {"captured": 1}], ids=str)
def test_an_altered_hold_is_named(lived: Work, changed: dict[str, object]) -> None:
    lived.run(holds.update().where(of_anna(holds), holds.c.state == "open").values(changed))

    assert (ANNA, 10, None) in at(verify.verify(lived))


def test_a_deleted_hold_is_named(lived: Work) -> None:
    lived.run(holds.delete().where(of_anna(holds), holds.c.state == "captured"))

    assert (ANNA, 5, 2) in at(verify.verify(lived))


@pytest.mark.parametrize(
    "changed",
    [{"root": "00"}, {"leaves": 1}, {"prev_root": "00"}, {"signature": "00"}, {"public_key": "00"}],
    ids=lambda changed: next(iter(changed)),
)
def test_an_altered_block_is_named(lived: Work, changed: dict[str, object]) -> None:
    lived.run(blocks.update().where(blocks.c.number == 2).values(changed))

    assert at(verify.verify(lived)) == {("", None, 2)}


def test_a_deleted_block_is_named(lived: Work) -> None:
    lived.run(blocks.delete().where(blocks.c.number == 2))

    assert at(verify.verify(lived)) == {("", None, 2)}


def test_an_entry_moved_to_another_block_shows_in_both(lived: Work) -> None:
    lived.run(transactions.update().where(of_anna(transactions, 2)).values(block=2))

    assert at(verify.verify(lived)) == {("", None, 1), ("", None, 2)}


def test_a_fault_is_one_sentence_that_names_the_place(lived: Work) -> None:
    lived.run(transactions.update().where(of_anna(transactions, 2)).values(reason="because"))

    (fault,) = verify.verify(lived)

    assert fault.sentence == (
        f"Member {ANNA}, points, entry 2, block 1: it or its moves or lots were changed after it was written."
    )


def test_a_check_goes_in_steps_of_so_many_members_and_misses_none(work: Work) -> None:
    many = 2 * verify.MEMBERS_A_STEP + 3
    for _ in range(many):
        ledger.earn(work, work.fresh_id(), 1, cause(), source="welcome")

    steps = [verify.step(work, Mark())]
    while steps[-1].following is not None:
        steps.append(verify.step(work, steps[-1].following))

    assert len(steps) == 4  # three of members, one of blocks
    assert sum(step.entries for step in steps) == many
    assert verify.verify(work) == ()
