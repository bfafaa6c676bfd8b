"""A member's figures are what the purchases say: after any events in any order, counted as they come or all anew."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from actions import facts, imports_purchases, member, merge, privacy, program, purchase, referral, returns
from actions.imports_batch import Numbered
from actions.purchase import Sale
from rules.priced import Cheque, Line
from rules.program import parse
from rules.rfm import CELLS, Scores
from storage import members
from storage.tables import facts_due, member_facts, purchases, referrals
from storage.work import Work
from tests.conftest import MovingWork
from tests.make import NOON, Clock
from tests.rules.programs import BONUS_TEXT

DEEP = int(os.environ.get("KOPILKA_DEEP", "0"))
PROFILE = settings(
    max_examples=DEEP or 8,
    stateful_step_count=60 if DEEP else 30,
    derandomize=not DEEP,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SORTED = (
    BONUS_TEXT
    + """
[rfm]
window_days = 60
recency_days = [10, 40]
frequency = [2, 4]
monetary = ["1000", "3000"]
stages = { quiet = "1.5 gaps", lapsed = "50 days", lost = "8 gaps", usual_gap_days = 20, shortest_gap_days = 5 }
"""
)
PROGRAM = parse(SORTED)
DAY = timedelta(days=1)
FIGURES = [column for column in member_facts.c if column.name not in ("due_at", "counted_at")]

picks = st.integers(0, 10**6)
carts = st.lists(
    st.builds(
        lambda amount, category: Line(amount, category=category),
        st.integers(1, 20).map(lambda hundreds: hundreds * 100_00),
        st.sampled_from(["", "tea", "Tea", "coffee"]),
    ),
    min_size=1,
    max_size=2,
)


def drain(work: Work) -> None:
    while facts.step(work):
        pass


def kept(work: Work) -> dict[str, tuple[Any, ...]]:
    return {row.member_id: tuple(row) for row in work.all(sa.select(*FIGURES))}


def naive(work: Work, member_id: str) -> tuple[Any, ...]:
    """All the figures, from the rows of purchases and invitations alone, as one would count them by hand."""
    rfm, now = PROGRAM.rfm, work.now
    rows = work.all(sa.select(purchases).where(purchases.c.member_id == member_id).order_by(purchases.c.at.desc()))
    rows = [row for row in rows if row.gross_minor - row.discount_minor - row.returned_minor > 0]
    paid = {row.purchase_id: row.net_minor - row.refunded_minor for row in rows}
    recent = [row for row in rows if row.at > now - rfm.window_days * DAY]
    friends = [row.state for row in work.all(sa.select(referrals).where(referrals.c.inviter_id == member_id))]
    named = [
        (each["category"].casefold(), row.purchase_id, each) for row in rows for each in row.lines if "category" in each
    ]
    spent: Counter[str] = Counter()
    for category, _, line in named:
        spent[category] += line.get("net_minor", 0)
    cheques = Counter(category for category, _ in {(category, bought) for category, bought, _ in named})
    hours = Counter(row.at.astimezone(PROGRAM.zone).hour for row in rows)
    by_hour = {
        hour: sum(paid[r.purchase_id] for r in rows if r.at.astimezone(PROGRAM.zone).hour == hour) for hour in hours
    }
    places = Counter(row.location for row in rows if row.location)
    by_place = {place: sum(paid[row.purchase_id] for row in rows if row.location == place) for place in places}
    cheque = [row.gross_minor - row.discount_minor - row.returned_minor for row in rows[:20]]
    first, last = (rows[-1].at, rows[0].at) if rows else (None, None)
    window = (len(recent), sum(paid[row.purchase_id] for row in recent))
    scores = _scores(last, *window, now)
    return (
        member_id,
        len(rows),
        sum(paid.values()),
        first,
        last,
        int(median(cheque) // 1) if cheque else 0,
        *window,
        min(cheques, key=lambda one: (-cheques[one], -spent[one], one), default=""),
        min(places, key=lambda one: (-places[one], -by_place[one], one), default=""),
        min(hours, key=lambda one: (-hours[one], -by_hour[one], one), default=None),
        sum(state != "refused" for state in friends),
        sum(state in ("pending", "rewarded") for state in friends),
        *scores,
        CELLS["".join(map(str, scores))] if rows else "",
        _stage(len(rows), first, last, now),
    )


def _scores(last: datetime | None, count: int, spend: int, now: datetime) -> Scores:
    if last is None:
        return Scores(0, 0, 0)
    days = (now - last) / DAY
    return Scores(
        1 + (days < 40) + (days < 10),
        1 + (count >= 2) + (count >= 4),
        1 + (spend >= 1000_00) + (spend >= 3000_00),
    )


def _stage(count: int, first: datetime | None, last: datetime | None, now: datetime) -> str:
    if first is None or last is None:
        return "registered"
    gap = max((last - first) // (count - 1), 5 * DAY) if count > 1 else 20 * DAY
    if now - last >= 8 * gap:
        return "lost"
    if now - last >= 50 * DAY:
        return "lapsed"
    if now - last >= gap * 15 // 10:
        return "quiet"
    return "regular" if count >= 3 else "active" if count == 2 else "first"


class FactsMachine(RuleBasedStateMachine):
    def __init__(self, connection: sa.Connection) -> None:
        super().__init__()
        self.clock = Clock(NOON)
        self.connection = connection
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            self.transaction = connection.begin()
        self.work: Work = MovingWork(connection, self.clock)
        self.members: list[str] = []
        self.bought: list[str] = []

    def teardown(self) -> None:
        try:
            self._agree()
            before = kept(self.work)
            facts.rebuild(self.work)
            drain(self.work)
            assert kept(self.work) == before
        finally:
            if self.connection.dialect.name == "sqlite":
                self.connection.exec_driver_sql("ROLLBACK")
            else:
                self.transaction.rollback()

    def _agree(self) -> None:
        drain(self.work)
        assert kept(self.work) == {one: naive(self.work, one) for one in self.members}
        assert self.work.all(sa.select(facts_due)) == []

    def _one(self, pick: int) -> str:
        return self.members[pick % len(self.members)]

    @initialize()
    def open_the_shop(self) -> None:
        program.apply(self.work, SORTED)
        for _ in range(3):
            self.members.append(member.create(self.work, client="test").member_id)

    @rule(
        pick=picks, cart=carts, place=st.sampled_from(["", "Arbat", "Tver"]), late_days=st.sampled_from([0, 0, 3, 30])
    )
    def buys(self, pick: int, cart: list[Line], place: str, late_days: int) -> None:
        sale = Sale(
            member_id=self._one(pick),
            cheque=Cheque(tuple(cart)),
            client="till-1",
            location=place,
            at=self.clock() - late_days * DAY if late_days else None,
        )
        self.bought.append(purchase.record(self.work, sale).purchase_id)

    @precondition(lambda self: self.bought)
    @rule(pick=picks, whole=st.booleans())
    def returns_something(self, pick: int, whole: bool) -> None:
        bought = self.bought.pop(pick % len(self.bought)) if whole else self.bought[pick % len(self.bought)]
        row = returns.purchase_found(self.work, bought)
        left = row.gross_minor - row.discount_minor - row.returned_minor
        if left:
            returns.take_back(self.work, bought, None if whole else left // 2, client="till-1")

    @rule(pick=picks, hundreds=st.integers(1, 30), days=st.integers(1, 100))
    def an_old_base_comes(self, pick: int, hundreds: int, days: int) -> None:
        number = str(len(self.bought) + days)
        at = (self.clock() - days * DAY).isoformat()
        who = self._one(pick)
        cells = {"external_id": who, "at": at, "amount": str(hundreds * 100), "category": "tea", "receipt": number}
        members.update(self.work, who, external_id=who)
        taken = imports_purchases.take(self.work, "import:1", [Numbered(2, cells)], points=False)
        assert not taken.rejects or "already" in taken.rejects[0].reason

    @precondition(lambda self: len(self.members) < 6)
    @rule(pick=picks)
    def a_friend_joins(self, pick: int) -> None:
        inviter = member.get(self.work, self._one(pick))
        friend = member.create(self.work, client="test")
        referral.accept(self.work, inviter.referral_code, friend, is_new=True)
        self.members.append(friend.member_id)

    @precondition(lambda self: len(self.members) > 3)
    @rule(pick=picks)
    def two_are_one(self, pick: int) -> None:
        newcomer = self.members.pop()
        merge.merge(self.work, newcomer, self._one(pick))

    @precondition(lambda self: len(self.members) > 3)
    @rule(pick=picks)
    def somebody_leaves(self, pick: int) -> None:
        gone = self.members.pop(pick % len(self.members))
        privacy.forget(self.work, member.get(self.work, gone))

    @rule(days=st.sampled_from([0.2, 1, 9, 21, 45]))
    def time_passes(self, days: float) -> None:
        self.clock.pass_(days=days)

    @rule()
    def the_job_runs(self) -> None:
        self._agree()


def test_whatever_happens_the_figures_are_those_of_the_purchases(shared_connection: sa.Connection) -> None:
    run_state_machine_as_test(partial(FactsMachine, shared_connection), settings=PROFILE)  # type: ignore[arg-type]
