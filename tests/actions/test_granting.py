"""Gifts to many at once: the ledger is as if each had been given alone."""

from __future__ import annotations

from datetime import timedelta

from actions import granting, ledger
from actions.granting import Gift
from actions.verify import verify
from rules.ledger import POINTS
from storage.work import Work
from tests.make import ANNA, BORIS, NOON, cause


def test_each_gift_is_a_lot_of_its_own_with_its_own_life(work: Work) -> None:
    soon, later = NOON + timedelta(days=1), NOON + timedelta(days=9)

    granting.give(work, [Gift(ANNA, 100, soon), Gift(BORIS, 7, None), Gift(ANNA, 20, later)], cause(), source="import")

    assert [ledger.available(work.at(at), ANNA) for at in (NOON, soon, later)] == [120, 20, 0]
    assert ledger.balance(work, BORIS) == 7
    assert verify(work) == ()


def test_gifts_follow_what_is_on_the_account_already(work: Work) -> None:
    ledger.earn(work, ANNA, 5, cause(), source="welcome")

    granting.give(work, [Gift(ANNA, 100, None)], cause(), source="import")
    granting.give(work, [Gift(ANNA, 100, None), Gift(BORIS, 1, None)], cause(), source="import")
    ledger.spend(work, ANNA, 150, cause())

    assert (ledger.balance(work, ANNA), ledger.balance(work, BORIS)) == (55, 1)
    assert verify(work) == ()


def test_a_debt_is_repaid_from_the_first_gift(work: Work) -> None:
    earned = ledger.earn(work, ANNA, 50, cause(source_id=BORIS), source="purchase")
    ledger.spend(work, ANNA, 50, cause())
    ledger.claw_back(work, ANNA, earned.tx_id, 50, "debt", cause(source_id=BORIS))

    granting.give(work, [Gift(ANNA, 30, None), Gift(ANNA, 30, None)], cause(), source="import")

    assert (ledger.balance(work, ANNA), ledger.debt(work, ANNA)) == (10, 0)
    assert verify(work) == ()


def test_stamps_are_given_as_points_are_and_kept_apart(work: Work) -> None:
    granting.give(work, [Gift(ANNA, 3, None, "stamp:coffee"), Gift(ANNA, 9, None)], cause(), source="import")

    assert ledger.balance(work, ANNA, "stamp:coffee") == 3
    assert ledger.balance(work, ANNA, POINTS) == 9
    assert verify(work) == ()


def test_no_gifts_write_nothing(work: Work) -> None:
    granting.give(work, [], cause(), source="import")

    assert ledger.balance(work, ANNA) == 0
