"""Every format at once, in any order and under any clock: tills, codes, cards, stamps, returns, merges.

The ledger verifies at the end of each life, no purchase gives back more than it took, and a whole return gives back
everything. KOPILKA_DEEP=500 looks for trouble in so many lives, and verifies after every step.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

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

from actions import (
    deed,
    expiry,
    gift_card,
    hold,
    member,
    merge,
    offer,
    program,
    promo,
    purchase,
    returns,
    stamp,
    subscription,
)
from actions.purchase import Sale
from actions.verify import verify
from rules.priced import Cheque, Line
from rules.refusal import Refused
from rules.returns import Wish
from storage.tables import offers, purchases
from storage.work import Work
from tests.conftest import MovingWork
from tests.make import NOON, Clock
from tests.rules.programs import everything

DEEP = int(os.environ.get("KOPILKA_DEEP", "0"))
PROFILE = settings(
    max_examples=DEEP or 12,
    stateful_step_count=60 if DEEP else 25,
    derandomize=not DEEP,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
MEMBERS = 3
OFFERS = {
    "bigger": 'gives = { points = 70 }\nfrom_typical = "1.2"\nfrom_otherwise = "500"\nbudget = 150',
    "tea": 'gives = { times = 3 }\ngoods = { categories = ["tea"] }',
    "off": "gives = { percent = 30 }\nswitch_on = true",
    "sum": 'gives = { sum = "700" }\npurchases = 2\nstock = 3',
    "stamps": 'gives = { stamps = { card = "tea", count = 2 } }',
    "mug": 'gives = { gift = { ru = "а", en = "a" } }\nwhen = { minimum_cheque = "900" }',
}
TILL = "till-1"

picks = st.integers(0, 10**6)
lines = st.lists(
    st.builds(
        lambda amount, quantity, category, brand: Line(amount, quantity, category, brand=brand),
        st.integers(10_00, 3_000_00),
        st.integers(1, 3),
        st.sampled_from(["", "tea", "tobacco"]),
        st.sampled_from(["", "house"]),
    ),
    min_size=1,
    max_size=4,
)


class FormatsMachine(RuleBasedStateMachine):
    def __init__(self, connection: sa.Connection) -> None:
        super().__init__()
        self.clock = Clock(NOON)
        self.connection = connection
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            self.transaction = connection.begin()
        self.work: Work = MovingWork(connection, self.clock, seed=random.Random(7).getrandbits(32))
        self.members: list[str] = []
        self.cards: list[str] = []
        self.bought: list[str] = []
        self.holds: list[tuple[str, str]] = []
        self.refused: list[str] = []

    def teardown(self) -> None:
        try:
            assert verify(self.work) == ()
        finally:
            if self.connection.dialect.name == "sqlite":
                self.connection.exec_driver_sql("ROLLBACK")
            else:
                self.transaction.rollback()

    def tried(self, what: Callable[[], Any]) -> Any:
        """Do it as a till would: whole, or refused with nothing changed."""
        try:
            with self.work.savepoint():
                return what()
        except Refused as refused:
            self.refused.append(refused.code)
            return None

    def one(self, among: list[Any], pick: int) -> Any:
        return among[pick % len(among)]

    # ---------------------------------------------------------------- a shop

    @initialize(combine=st.sampled_from(["best", "sum"]))
    def open_a_shop(self, combine: str) -> None:
        given = [
            f'\n[[offers]]\nname = "{name}"\ntitle = {{ ru = "а", en = "a" }}\n{terms}\ndays = 30\n'
            for name, terms in OFFERS.items()
        ]
        program.apply(self.work, everything(combine) + "".join(given))
        self.members = [member.create(self.work, client=TILL).member_id for _ in range(MEMBERS)]

    @rule(
        who=picks,
        lines=lines,
        share=st.sampled_from([None, None, 0, 1, 2]),
        code=st.sampled_from(["", "", "TEN"]),
        gift=st.sampled_from(["", "", "tea", "visit"]),
        card=picks,
        partner=st.sampled_from(["", "cafe", "books"]),
    )
    def buy(
        self, who: int, lines: list[Line], share: int | None, code: str, gift: str, card: int, partner: str
    ) -> None:
        """share: the part of what points may pay at most, in halves."""
        sale = Sale(
            member_id=self.one(self.members, who),
            cheque=Cheque(tuple(lines), stamp_gift=gift),
            client=TILL,
            partner=partner,
            promo_code=code,
            gift_card_id=self.one(self.cards, card) if self.cards and card % 2 else "",
        )
        quoted = self.tried(lambda: purchase.quote(self.work, sale))
        if quoted is None:
            return
        points = None if share is None else quoted.points_max * share // 2
        cheque = Cheque(tuple(lines), points, stamp_gift=gift)
        whole = replace(sale, cheque=cheque)
        recorded = self.tried(lambda: purchase.record(self.work, whole))
        if recorded is not None:
            self.bought.append(recorded.purchase_id)
            if points is None:
                # How much could be paid with points is not asked for when none are.
                asked = replace(recorded.quote, points_max=quoted.points_max, points_max_why=quoted.points_max_why)
                assert asked == quoted, "what was quoted is what is recorded"

    @precondition(lambda self: self.bought)
    @rule(which=picks, part=st.sampled_from(["whole", "sum", "line"]), size=st.integers(1, 1_000_00))
    def take_back(self, which: int, part: str, size: int) -> None:
        purchase_id = self.one(self.bought, which)
        value = size if part == "sum" else None
        wishes = (Wish(1 + size % 4),) if part == "line" else ()
        self.tried(lambda: returns.take_back(self.work, purchase_id, value, client=TILL, wishes=wishes))

    @rule(who=picks, points=st.integers(1, 60))
    def keep(self, who: int, points: int) -> None:
        member_id = self.one(self.members, who)
        held = self.tried(lambda: hold.keep(self.work, member_id, points, client=TILL, location="", session=""))
        if held is not None:
            self.holds.append((held.hold_id, member_id))

    @precondition(lambda self: self.holds)
    @rule(which=picks, lines=lines)
    def buy_with_a_hold(self, which: int, lines: list[Line]) -> None:
        hold_id, member_id = self.one(self.holds, which)
        sale = Sale(member_id=member_id, cheque=Cheque(tuple(lines), 1), client=TILL, hold_id=hold_id)
        recorded = self.tried(lambda: purchase.record(self.work, sale))
        if recorded is not None:
            self.bought.append(recorded.purchase_id)

    # ---------------------------------------------------------------- codes, cards, deeds

    @rule(amount=st.integers(10_00, 1_000_00))
    def sell_a_gift_card(self, amount: int) -> None:
        self.cards.append(gift_card.sell(self.work, amount, client=TILL).card_id)

    @precondition(lambda self: self.cards)
    @rule(card=picks, amount=st.integers(1, 6_000_00))
    def top_up(self, card: int, amount: int) -> None:
        self.tried(lambda: gift_card.top_up(self.work, self.one(self.cards, card), amount, client=TILL))

    @precondition(lambda self: self.cards)
    @rule(card=picks)
    def pay_a_card_back(self, card: int) -> None:
        self.tried(lambda: gift_card.pay_back(self.work, self.one(self.cards, card), client=TILL))

    @rule(who=picks, code=st.sampled_from(["POINTS", "TEN", "points", "WRONG"]))
    def type_a_code(self, who: int, code: str) -> None:
        member_id = self.one(self.members, who)
        self.tried(lambda: promo.use(self.work, member_id, code, client=TILL, who=member_id))

    @rule(who=picks, number=st.integers(0, 5))
    def report_a_review(self, who: int, number: int) -> None:
        member_id = self.one(self.members, who)
        self.tried(lambda: deed.done(self.work, member_id, "review", TILL, f"review-{number}"))

    @rule(who=picks, name=st.sampled_from(sorted(OFFERS)), occasion=st.sampled_from(["", "a", "b"]))
    def give_an_offer(self, who: int, name: str, occasion: str) -> None:
        member_id, in_force = self.one(self.members, who), program.current(self.work)
        offer.grant_many(self.work, in_force, name, [member_id], campaign=1, occasion=occasion)
        for one in offer.of(self.work, member_id):
            if one.state == "given":
                offer.switch_on(self.work, member_id, one.offer_id)

    @rule(who=picks)
    def subscribe(self, who: int) -> None:
        self.tried(lambda: subscription.grant(self.work, self.one(self.members, who), "plus", client=TILL))

    @rule(who=picks, card=st.sampled_from(["tea", "visit"]), count=st.integers(1, 4))
    def stamp_by_hand(self, who: int, card: str, count: int) -> None:
        self.tried(lambda: stamp.grant(self.work, self.one(self.members, who), card, count, "a visit", TILL))

    # ---------------------------------------------------------------- time, and two who become one

    @rule(days=st.sampled_from([0, 1, 13, 40, 100]), hours=st.integers(0, 23))
    def time_passes(self, days: int, hours: int) -> None:
        self.clock.pass_(days=days, hours=hours)
        expiry.sweep(self.work)

    @precondition(lambda self: len(self.members) > 1)
    @rule(one=picks, other=picks)
    def join(self, one: int, other: int) -> None:
        newcomer, into = self.one(self.members, one), self.one(self.members, other)
        if newcomer != into:
            merge.merge(self.work, newcomer, into)
            self.members.remove(newcomer)
            self.holds = [(hold_id, owner) for hold_id, owner in self.holds if owner != newcomer]

    # ---------------------------------------------------------------- what is true after every step

    @invariant()
    def the_ledger_verifies(self) -> None:
        if DEEP:
            assert verify(self.work) == ()

    @invariant()
    def no_purchase_gives_back_more_than_it_took_and_a_whole_return_everything(self) -> None:
        for row in self.work.all(sa.select(purchases)):
            value = row.gross_minor - row.discount_minor
            assert 0 <= row.returned_minor <= value
            assert 0 <= row.refunded_minor <= row.net_minor
            assert 0 <= row.gift_back_minor <= row.gift_minor
            assert 0 <= row.points_clawed <= row.points_earned
            assert 0 <= row.points_restored <= row.points_spent
            if row.returned_minor == value and value:
                assert (row.refunded_minor, row.gift_back_minor) == (row.net_minor, row.gift_minor)
                assert (row.points_clawed, row.points_restored) == (row.points_earned, row.points_spent)

    @invariant()
    def an_offer_is_used_by_one_purchase_that_says_so(self) -> None:
        bought = {row.purchase_id: row for row in self.work.all(sa.select(purchases))}
        for row in self.work.all(sa.select(offers)):
            its = bought.get(row.purchase_id) if row.purchase_id else None
            assert (row.state == "used") == (its is not None)
            if its is None:
                assert (row.points, row.off_minor) == (0, 0)
                continue
            assert (its.member_id, its.rules["offer"]) == (row.member_id, row.offer_id)
            gave = dict(its.rules.get("earned", ())).get(f"offer:{row.offer}", 0)
            assert 0 <= row.points <= gave
            assert gave - row.points <= its.points_earned


def test_whatever_tills_do_with_every_format_at_once_the_ledger_is_true(shared_connection: sa.Connection) -> None:
    class Machine(FormatsMachine):
        def __init__(self) -> None:
            super().__init__(shared_connection)

    run_state_machine_as_test(Machine, settings=PROFILE)
