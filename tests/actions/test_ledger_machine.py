"""Everything the ledger can do, in any order and under any clock, against a bag of single coins.

KOPILKA_DEEP=2000 looks for trouble in so many lives, and never twice in the same places.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actions import ledger
from actions.verify import verify
from rules.ledger import POINTS, Policy
from rules.refusal import Refused
from storage import ledger as rows
from storage.tables import lots, transactions
from storage.work import Work
from tests.actions.naive import Purse, Refusal
from tests.conftest import MovingWork
from tests.make import ANNA, NOON, Clock, cause

DEEP = int(os.environ.get("KOPILKA_DEEP", "0"))
PROFILE = settings(
    max_examples=DEEP or 80,
    stateful_step_count=80 if DEEP else 40,
    derandomize=not DEEP,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

counts = st.integers(1, 12)
many = st.integers(4, 20)  # mostly out of several lots
abouts = st.sampled_from(["p1", "p2", "p3"])
sources = st.sampled_from(["purchase", "referral"])
lives = st.sampled_from([None, 1, 2, 5, 30])
picks = st.integers(0, 10**6)
sessions = st.sampled_from(["", "", "till-1/7", "till-2/1"])
CARD, GIFT = "stamp:coffee", 5  # a card whose stamps never burn


class LedgerMachine(RuleBasedStateMachine):
    def __init__(self, connection: sa.Connection) -> None:
        super().__init__()
        self.clock = Clock(NOON)
        self.connection = connection
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            self.transaction = connection.begin()
        self.work: Work = MovingWork(connection, self.clock, seed=random.Random(7).getrandbits(32))
        self.purse = Purse()
        self.cause = cause(source_id="p1")
        self.stamps, self.stamps_owed = 0, 0
        self.gifts: list[str] = []

    def teardown(self) -> None:
        try:
            assert verify(self.work) == ()
        finally:
            if self.connection.dialect.name == "sqlite":
                self.connection.exec_driver_sql("ROLLBACK")
            else:
                self.transaction.rollback()

    @property
    def at(self) -> datetime:
        return max(self.clock(), self.purse.last)

    def both(self, real: Callable[[], Any], naive: Callable[[Any], Any]) -> Any:
        """Do it really and naively: both must go through, or both refuse for the same reason with nothing changed."""
        before, at = deepcopy(self.purse), self.at
        try:
            with self.work.savepoint():
                result = real()
        except Refused as refused:
            with pytest.raises(Refusal, match=refused.code):
                naive(None)
            self.purse = before
            return None
        naive(result)
        self.purse.done(at, written=True)
        return result

    # ---------------------------------------------------------------- points come

    @initialize(lives_days=st.lists(lives, min_size=2, max_size=4))
    def start_with_some_lots(self, lives_days: list[int | None]) -> None:
        for days in lives_days:
            self.earn(6, "p1", "purchase", days, 0)

    @rule(count=counts, about=abouts, source=sources, days=lives, pending_days=st.sampled_from([0, 0, 1, 3]))
    def earn(self, count: int, about: str, source: str, days: int | None, pending_days: int) -> None:
        wakes = self.at + timedelta(days=pending_days)
        burns = None if days is None else wakes + timedelta(days=days)
        self.both(
            lambda: ledger.earn(
                self.work,
                ANNA,
                count,
                cause(source_id=about),
                source=source,
                active_at=wakes if pending_days else None,
                expires_at=burns,
            ),
            lambda posted: self.purse.earn(count, posted.lot_id, source, about, wakes, burns),
        )

    @rule(count=counts, days=lives)
    def give_by_hand(self, count: int, days: int | None) -> None:
        at = self.at
        burns = None if days is None else at + timedelta(days=days)
        self.both(
            lambda: ledger.adjust(self.work, ANNA, count, cause(), expires_at=burns),
            lambda posted: self.purse.earn(count, posted.lot_id, "adjustment", "", at, burns),
        )

    # ---------------------------------------------------------------- points go

    @rule(count=counts)
    def take_by_hand(self, count: int) -> None:
        at = self.at
        self.both(
            lambda: ledger.adjust(self.work, ANNA, -count, cause()),
            lambda _: self.purse.take(self.purse.choose_in_debt(count, at)),
        )

    @rule(count=many)
    def spend(self, count: int) -> None:
        at = self.at
        self.both(
            lambda: ledger.spend(self.work, ANNA, count, cause()),
            lambda posted: self.purse.spend(posted.tx_id if posted else "", count, at),
        )

    @rule(count=many, minutes=st.sampled_from([30, 60 * 48]), session=sessions)
    def hold(self, count: int, minutes: int, session: str) -> None:
        at = self.at

        def naive(held: ledger.Held | None) -> None:
            earlier = self.purse.same_session(session)
            if earlier is not None:
                self.purse.void(earlier, at, "void")
            until = at + timedelta(minutes=minutes)
            assert held is None or held.expires_at == until
            self.purse.hold(held.hold_id if held else "", count, at, until, session)

        self.both(lambda: ledger.hold(self.work, ANNA, count, cause(), minutes=minutes, session=session), naive)

    @precondition(lambda self: self.purse.holds)
    @rule(pick=picks, count=counts)
    def capture(self, pick: int, count: int) -> None:
        at, name = self.at, self.pick(self.purse.holds, pick)
        self.both(
            lambda: ledger.capture(self.work, name, count, cause()),
            lambda posted: self.purse.capture(name, posted.tx_id if posted else "", count, at),
        )

    @precondition(lambda self: self.purse.holds)
    @rule(pick=picks)
    def void(self, pick: int) -> None:
        at, name = self.at, self.pick(self.purse.holds, pick)

        def naive(freed: int | None) -> None:
            assert self.purse.void(name, at, "void") == freed or freed is None

        self.both(lambda: ledger.void(self.work, name, cause()), naive)

    @rule()
    def time_out_holds(self) -> None:
        due = {hold_id for _, hold_id in rows.holds_due(self.work, 100)}
        now = self.clock()
        assert due == {name for name, hold in self.purse.holds.items() if hold.state == "open" and hold.until <= now}
        for name in sorted(due):
            at = self.at
            ledger.void(self.work, name, cause(), state="expired")
            self.purse.void(name, at, "expired")
            self.purse.done(at, written=True)

    @rule()
    def sweep(self) -> None:
        dead = any(coin.dead(self.clock()) for coin in self.purse.free())
        assert bool(rows.expiring_members(self.work, 10)) == dead
        at = self.at
        burned = ledger.expire(self.work, ANNA, cause())
        assert burned == self.purse.sweep(at)
        self.purse.done(at, written=bool(burned))

    # ---------------------------------------------------------------- points are taken back, and given back

    @precondition(lambda self: self.purse.spends)
    @rule(pick=picks, count=counts, days=st.sampled_from([0, 14]))
    def refund(self, pick: int, count: int, days: int) -> None:
        at, name = self.at, self.pick(self.purse.spends, pick)
        until = at + timedelta(days=days)
        if count > self.purse.refundable(name):
            with pytest.raises(ledger.RefundAboveSpend):
                ledger.refund(self.work, ANNA, name, count, cause(), grace_until=until)
            return
        self.both(
            lambda: ledger.refund(self.work, ANNA, name, count, cause(source_id="p1"), grace_until=until),
            lambda posted: self.purse.refund(name, count, at, posted.lot_id, "p1", until),
        )

    @rule(about=abouts, count=counts, policy=st.sampled_from(["debt", "within_balance", "pending_only"]))
    def claw_back(self, about: str, count: int, policy: Policy) -> None:
        at = self.at
        posted = ledger.claw_back(self.work, ANNA, None, count, policy, cause(source_id=about))
        taken = self.purse.claw_back(about, count, policy, at)
        assert taken == (posted is not None)
        self.purse.done(at, written=bool(taken))

    @rule(about=abouts)
    def cancel(self, about: str) -> None:
        at = self.at
        count = self.purse.cancel("referral", about, at)
        if count:
            ledger.cancel(self.work, ANNA, "referral", count, cause(source_id=about))
            self.purse.done(at, written=True)

    @rule(source=sources, days=st.integers(1, 40))
    def prolong(self, source: str, days: int) -> None:
        at = self.at
        until = at + timedelta(days=days)
        coins = self.purse.to_prolong(source, until, at)
        ledger.prolong(self.work, ANNA, source, until, cause())
        self.purse.done(at, written=bool(coins))
        if not coins:
            return
        newest = sa.select(transactions.c.tx_id).where(transactions.c.asset == POINTS)
        last = self.work.value(newest.order_by(transactions.c.seq.desc()).limit(1))
        opened = list(self.work.all(sa.select(lots).where(lots.c.tx_id == last).order_by(lots.c.lot_id)))
        for old in dict.fromkeys(coin.lot for coin in coins):
            moved = [coin for coin in coins if coin.lot == old]
            terms = (len(moved), moved[0].about, moved[0].wakes)
            new = next(lot for lot in opened if (lot.amount, lot.source_id, lot.active_at) == terms)
            opened.remove(new)
            self.purse.take(moved)  # an earlier spend of the old lot's coins is refunded into the old lot still
            self.purse.put(len(moved), new.lot_id, source, moved[0].about, moved[0].wakes, until)
        assert not opened

    # ---------------------------------------------------------------- beside the points, a card of stamps

    @rule(count=counts)
    def stamp(self, count: int) -> None:
        ledger.earn(self.work, ANNA, count, cause(source_id="p1"), source="purchase", asset=CARD)
        repaid = min(count, self.stamps_owed)
        self.stamps, self.stamps_owed = self.stamps + count - repaid, self.stamps_owed - repaid

    @rule()
    def take_a_gift(self) -> None:
        if self.stamps < GIFT or self.stamps_owed:
            with pytest.raises(Refused), self.work.savepoint():
                ledger.spend(self.work, ANNA, GIFT, cause(), asset=CARD)
            return
        self.gifts.append(ledger.spend(self.work, ANNA, GIFT, cause(), asset=CARD).tx_id)
        self.stamps -= GIFT

    @precondition(lambda self: self.gifts)
    @rule()
    def bring_a_gift_back(self) -> None:
        ledger.refund(self.work, ANNA, self.gifts.pop(), GIFT, cause(), grace_until=self.at)
        self.stamps += GIFT

    @rule(count=counts, policy=st.sampled_from(["debt", "within_balance"]))
    def take_stamps_back(self, count: int, policy: Policy) -> None:
        ledger.claw_back(self.work, ANNA, None, count, policy, cause(source_id="p1"), asset=CARD)
        taken = min(count, self.stamps)
        self.stamps -= taken
        self.stamps_owed += count - taken if policy == "debt" else 0

    @invariant()
    def the_stamps_are_counted_apart_from_the_points(self) -> None:
        assert ledger.balance(self.work, ANNA, CARD) == self.stamps
        assert ledger.debt(self.work, ANNA, CARD) == self.stamps_owed

    # ---------------------------------------------------------------- time goes, and not always forward

    @rule(hours=st.sampled_from([1, 12, 24, 24 * 7, 24 * 20]))
    def time_passes(self, hours: int) -> None:
        self.clock.pass_(hours=hours)

    @rule(hours=st.sampled_from([-1, -24]))
    def the_clock_is_set_back(self, hours: int) -> None:
        self.clock.pass_(hours=hours)

    # ---------------------------------------------------------------- what is true after every step

    @invariant()
    def the_same_points_are_where_the_model_has_them(self) -> None:
        account = rows.account(self.work, ANNA, POINTS)
        if account is None:
            assert self.purse.coins == []
            return
        assert (account.balance, account.held, account.debt) == (self.purse.balance, self.purse.held, self.purse.debt)
        left = {lot.lot_id: (lot.remaining, lot.held) for lot in rows.lots_left(self.work, ANNA, POINTS)}
        assert left == self.purse.lots()
        assert ledger.available(self.work, ANNA) == self.purse.available(self.clock())
        assert account.last_at == self.purse.last

    @invariant()
    def the_ledger_verifies(self) -> None:
        if self.connection.dialect.name == "sqlite" or DEEP:  # the other database is asked once, at the end
            assert verify(self.work) == ()

    def pick(self, among: dict[str, Any], number: int) -> str:
        return list(among)[number % len(among)]


def test_whatever_happens_in_any_order_the_ledger_and_the_naive_model_agree(shared_connection: sa.Connection) -> None:
    class Machine(LedgerMachine):
        def __init__(self) -> None:
            super().__init__(shared_connection)

    run_state_machine_as_test(Machine, settings=PROFILE)
