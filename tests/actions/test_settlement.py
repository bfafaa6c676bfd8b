"""Three partners live together at random, and a bag of single coins says what each of them must be owed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from actions import expiry, gift_card, hold, ledger, member, merge, program, purchase, returns, seal, settlement, verify
from actions.ledger import Cause
from actions.purchase import Sale
from rules.priced import Cheque, Line
from rules.settlement import Settled
from storage.store import Store
from storage.tables import lots, settlements
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.make import NOON, Clock

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PLACES = ("", "books", "cafe", "pharmacy")
PERCENT = {"": 100, "cafe": 100, "books": 50, "pharmacy": 25}
TEXT = (
    Path("programs/coalition.toml")
    .read_text("utf-8")
    .replace('kind = "months", months = 12', 'kind = "days", days = 40')
    .replace('name = "books"', 'name = "books"\nissues_percent = 50')
    .replace('name = "pharmacy"', 'name = "pharmacy"\nissues_percent = 25')
)
EVER = datetime.min.replace(tzinfo=NOON.tzinfo)


@dataclass(eq=False)
class Coin:
    """One point. lot: what tells its lot from others: giver, source, what it is about, the end of its life."""

    lot: tuple[str, str, str, datetime]

    @property
    def giver(self) -> str:
        return self.lot[0]

    @property
    def ends(self) -> datetime:
        return self.lot[3]


@dataclass
class Person:
    coins: list[Coin] = field(default_factory=list)
    debt: int = 0


@dataclass
class Bought:
    """spent: what it was paid with and did not come back, in order. own: while its lots are this account's."""

    place: str
    person: str
    spent: list[Coin]
    own: bool = True


class Coalition:
    """The model beside the program: whatever the one does, the other does to single coins."""

    def __init__(self, work: Work, clock: Clock, seed: int) -> None:
        self.work, self.clock, self.dice = work, clock, random.Random(seed)
        self.people = {self.someone(): Person() for _ in range(4)}
        self.bought: dict[str, Bought] = {}
        self.net: Counter[str] = Counter()
        self.issued: Counter[str] = Counter()
        self.redeemed: Counter[str] = Counter()

    def someone(self) -> str:
        return member.create(self.work, client="test", welcome=False).member_id

    def live(self, steps: int) -> None:
        ways = [self.buy] * 6 + [self.give_back] * 4 + [self.join, self.burn, self.wait]
        for _ in range(steps):
            self.clock.pass_(days=1)
            self.dice.choice(ways)()
            for member_id, person in self.people.items():
                assert ledger.debt(self.work, member_id) == person.debt
                assert ledger.balance(self.work, member_id) == len(person.coins)

    # ---------------------------------------------------------------- what happens

    def buy(self) -> None:
        member_id, place = self.dice.choice(list(self.people)), self.dice.choice(PLACES)
        person, rubles = self.people[member_id], self.dice.randint(1, 900)
        alive = self.alive(member_id)
        pay = 0 if person.debt else min(len(alive), rubles // 2, self.dice.choice([0, 3, 20, 500]))
        sale = Sale(member_id=member_id, cheque=Cheque((Line(rubles * 100),), pay), client="test", partner=place)
        made = purchase.record(self.work, sale)
        spent = alive[: made.quote.points_spend]
        for coin in spent:
            person.coins.remove(coin)
            self.redeem(coin, place, 1)
        self.bought[made.purchase_id] = Bought(place, member_id, spent)
        self.issued[place] += made.quote.earn_points
        if made.quote.earn_points:
            assert made.quote.expires_at is not None
            lot = (place, "purchase", made.purchase_id, made.quote.expires_at)
            self.receive(person, [Coin(lot) for _ in range(made.quote.earn_points)])

    def give_back(self) -> None:
        if not self.bought:
            return
        purchase_id = self.dice.choice(list(self.bought))
        bought = self.bought[purchase_id]
        row = returns.purchase_found(self.work, purchase_id)
        rest = returns.sold_of(row).rest_minor
        if not rest:
            return
        done = returns.take_back(self.work, purchase_id, self.dice.choice([rest, max(rest // 3, 1)]), client="test")
        self.put_back(bought, purchase_id, done.restored)
        self.claw_back(bought, purchase_id, done.clawed)

    def put_back(self, bought: Bought, purchase_id: str, count: int) -> None:
        person = self.people[bought.person]
        for _ in range(count):
            coin = bought.spent.pop()
            self.redeem(coin, bought.place, -1)
            if bought.own and coin.ends > self.clock():
                person.coins.append(coin)
                continue
            days = 15 if bought.own else 41  # through the last day of the grace, or a whole new life
            midnight = (self.clock() + timedelta(days=days)).replace(hour=0) - timedelta(hours=3)
            person.coins.append(Coin((coin.giver, "refund", purchase_id, midnight)))

    def claw_back(self, bought: Bought, purchase_id: str, count: int) -> None:
        person = self.people[bought.person]
        self.issued[bought.place] -= count
        alive = self.alive(bought.person)
        own = [coin for coin in alive if coin.lot[1:3] == ("purchase", purchase_id)]
        taken = [*own, *(coin for coin in alive if coin not in own)][:count]
        for coin in taken:
            person.coins.remove(coin)
            if coin.giver != bought.place:
                self.pay(coin.giver, "", PERCENT[coin.giver])
                self.pay("", bought.place, PERCENT[bought.place])
        owed = count - len(taken)
        person.debt += owed
        self.pay("", bought.place, PERCENT[bought.place] * owed)

    def join(self) -> None:
        gone, into = self.dice.sample(list(self.people), 2)
        left, person = self.people[gone], self.people[into]
        carried = sorted((coin for coin in left.coins if coin.ends > self.clock()), key=self.lot_id(gone))
        merge.merge(self.work, gone, into)
        for lot in dict.fromkeys(coin.lot for coin in carried):
            self.receive(person, [coin for coin in carried if coin.lot == lot])
        for coin in self.alive(into)[: left.debt]:
            person.coins.remove(coin)
            self.pay(coin.giver, "", PERCENT[coin.giver])
            left.debt -= 1
        person.debt += left.debt
        del self.people[gone]
        self.people[self.someone()] = Person()
        for bought in self.bought.values():
            if bought.person == gone:
                bought.person, bought.own = into, False

    def burn(self) -> None:
        while expiry.sweep(self.work):
            pass
        for person in self.people.values():
            person.coins = [coin for coin in person.coins if coin.ends > self.clock()]

    def wait(self) -> None:
        self.clock.pass_(days=self.dice.randint(1, 30))

    # ---------------------------------------------------------------- what it costs

    def receive(self, person: Person, coins: list[Coin]) -> None:
        repaid, kept = coins[: person.debt], coins[person.debt :]
        person.debt -= len(repaid)
        for coin in repaid:
            self.pay(coin.giver, "", PERCENT[coin.giver])
        person.coins += kept

    def redeem(self, coin: Coin, place: str, sign: int) -> None:
        self.redeemed[place] += sign
        if coin.giver != place:
            self.pay(coin.giver, place, sign * PERCENT[coin.giver])
            self.pay("", place, sign * (100 - PERCENT[coin.giver]))

    def pay(self, debtor: str, creditor: str, minor: int) -> None:
        if debtor != creditor:
            self.net[debtor] -= minor
            self.net[creditor] += minor

    # ---------------------------------------------------------------- the order of lots

    def alive(self, member_id: str) -> list[Coin]:
        by_id = self.lot_id(member_id)
        alive = (coin for coin in self.people[member_id].coins if coin.ends > self.clock())
        return sorted(alive, key=lambda coin: (coin.ends, by_id(coin)))

    def lot_id(self, member_id: str) -> Any:
        """Which of two lots that end together comes first is chance; the program's word is taken for that alone."""
        found = self.work.all(sa.select(lots).where(lots.c.member_id == member_id))
        ids = {(row.partner, row.source, row.source_id, row.expires_at): row.lot_id for row in found}
        return lambda coin: ids[coin.lot]

    # ---------------------------------------------------------------- compared

    def agrees(self, said: settlement.Period | Settled) -> None:
        assert sum(one.net_minor for one in said.statements) == 0
        assert {one.partner: one.net_minor for one in said.statements} == {name: self.net[name] for name in PLACES}
        assert {one.partner: one.issued_points for one in said.statements} == {n: self.issued[n] for n in PLACES}
        assert {one.partner: one.redeemed_points for one in said.statements} == {n: self.redeemed[n] for n in PLACES}

    def close(self) -> settlement.Period:
        self.clock.pass_(hours=1)
        sealed(self.work)
        return settlement.close(self.work, self.clock() - timedelta(minutes=30), "owner")


def sealed(work: Work) -> None:
    while seal.seal(work, KEY):
        pass


@pytest.mark.parametrize("seed", range(8))
def test_what_partners_owe_is_what_single_coins_say(work: Work, clock: Clock, seed: int) -> None:
    program.apply(work, TEXT)
    life = Coalition(work, clock, seed)
    life.live(steps=70)

    life.agrees(settlement.statement(work, EVER, clock() + timedelta(days=1)))


@pytest.mark.parametrize("seed", range(3))
def test_periods_that_are_closed_one_after_the_other_say_the_same(work: Work, clock: Clock, seed: int) -> None:
    program.apply(work, TEXT)
    life = Coalition(work, clock, seed)
    for _ in range(3):
        life.live(steps=20)
        period = life.close()
        life.agrees(period)
        assert settlement.get(work, period.number or 0) == period
        for sums in (life.net, life.issued, life.redeemed):
            sums.clear()

    assert [one.number for one in settlement.history(work)] == [3, 2, 1]
    assert verify.verify(work) == ()


# ------------------------------------------------------------------ closing


def anna_buys_and_spends(work: Work, at: str = "cafe", then: str = "books") -> str:
    anna = member.create(work, client="test", welcome=False).member_id
    for place, pay in ((at, 0), (then, 50)):
        sale = Sale(member_id=anna, cheque=Cheque((Line(2000_00),), pay), client="test", partner=place)
        purchase.record(work, sale)
    return anna


def net(period: settlement.Period) -> dict[str, int]:
    return {one.partner: one.net_minor for one in period.statements if one.net_minor}


def test_what_comes_late_to_a_closed_period_counts_in_the_next_and_changes_no_figure(work: Work, clock: Clock) -> None:
    program.apply(work, TEXT, NOON - timedelta(days=30))
    anna_buys_and_spends(work)
    clock.pass_(hours=1)
    sealed(work)
    first = settlement.close(work, clock(), "owner")
    clock.pass_(days=3)
    of_yesterday = Work(work.connection, clock() - timedelta(days=10), random.Random(5).randbytes)
    anna_buys_and_spends(of_yesterday)  # an import that names the day it happened on
    clock.pass_(hours=1)
    open_one = settlement.statement(work, first.until, clock())
    sealed(work)
    sealed_one = settlement.statement(work, first.until, clock())

    second = settlement.close(work, clock(), "owner")

    assert net(first) == net(second) == net(open_one) == net(sealed_one) == {"books": 50_00, "cafe": -50_00}
    assert settlement.statement(work, first.until, second.until) == second
    assert verify.verify(work) == ()


def test_periods_follow_each_other_and_end_before_now(work: Work, clock: Clock) -> None:
    program.apply(work, TEXT)
    anna_buys_and_spends(work)
    with pytest.raises(settlement.PeriodNotOver, match=r"2026-03-02 12:00 is not over yet"):
        settlement.close(work, clock() + timedelta(seconds=1), "owner")
    clock.pass_(seconds=1)
    with pytest.raises(settlement.EntriesNotSealed):
        settlement.close(work, clock(), "owner")
    clock.pass_(hours=1)
    sealed(work)
    drafted = settlement.draft(work, clock())
    first = settlement.close(work, clock(), "owner", drafted)

    for until in (first.until, first.until - timedelta(days=1)):
        with pytest.raises(settlement.PeriodClosed):
            settlement.close(work, until, "owner")
    with pytest.raises(settlement.PeriodClosed):
        settlement.close(work, first.until, "another owner", drafted)
    with pytest.raises(settlement.SettlementUnknown):
        settlement.get(work, 2)
    with pytest.raises(settlement.PeriodInvalid):
        settlement.statement(work, first.until, first.until)


@pytest.mark.parametrize(
    "changed", [{"closed_by": "x"}, {"prev_hash": "00"}, {"figures": {"statements": [], "pairs": []}}]
)
def test_a_closed_period_that_was_altered_is_named(work: Work, clock: Clock, changed: dict[str, object]) -> None:
    program.apply(work, TEXT)
    for _ in range(2):
        anna_buys_and_spends(work)
        clock.pass_(hours=1)
        sealed(work)
        settlement.close(work, clock(), "owner")

    work.run(settlements.update().where(settlements.c.number == 2).values(changed))

    faults = verify.verify(work)
    assert {fault.settlement for fault in faults} == {2}
    assert faults[0].sentence.startswith("Settlement 2: it ")


async def test_a_purchase_under_way_waits_for_no_closing_and_counts_once(store: Store, clock: Clock) -> None:
    await store.write(program.apply, TEXT)
    await store.write(anna_buys_and_spends)
    clock.pass_(hours=1)
    await store.write(sealed)
    until = clock()

    closed = await meanwhile(store, anna_buys_and_spends, partial(settlement.close, until=until, by="owner"))

    assert isinstance(closed, settlement.Period)
    assert net(closed) == {"books": 50_00, "cafe": -50_00}
    clock.pass_(hours=1)
    await store.write(sealed)
    assert net(await store.write(settlement.close, clock(), "owner")) == {"books": 50_00, "cafe": -50_00}
    assert await store.read(verify.verify) == ()


async def test_of_two_who_close_at_once_one_is_told_that_it_is_done(store: Store, clock: Clock) -> None:
    await store.write(program.apply, TEXT)
    until = clock()

    close = partial(settlement.close, until=until, by="owner")
    told = await meanwhile(store, close, close)

    assert isinstance(told, settlement.PeriodClosed)
    assert len(await store.read(settlement.history)) == 1


# ------------------------------------------------------------------ whose points they are


def test_points_held_at_a_partners_till_are_redeemed_there_by_key_or_place(work: Work, clock: Clock) -> None:
    program.apply(work, TEXT)
    anna = anna_buys_and_spends(work, at="books", then="books")
    ledger.earn(work, anna, 100, replace(cause_at("cafe"), source_id="x"), source="purchase", giver="cafe")
    for terms in ({"partner": "pharmacy"}, {"location": "Зерно, Арбат 1"}):
        kept = hold.keep(work, anna, 10, client="till")
        hold.capture(work, kept.hold_id, None, client="till", **terms)

    said = settlement.statement(work, EVER, clock() + timedelta(days=1))

    redeemed = {one.partner: one.redeemed_points for one in said.statements}
    assert (redeemed["pharmacy"], redeemed["cafe"]) == (10, 10)


def cause_at(place: str) -> Cause:
    return Cause(client="test", program_version=1, partner=place)


def test_rewards_and_corrections_are_the_programmes_own_wherever_they_are_given(work: Work, clock: Clock) -> None:
    program.apply(work, TEXT)
    anna = member.create(work, client="test", welcome=False).member_id
    ledger.earn(work, anna, 100, replace(cause_at("cafe"), source_id="r"), source="referral")
    ledger.adjust(work, anna, 7, replace(cause_at(""), reason="sorry"))
    ledger.spend(work, anna, 60, cause_at("books"))
    ledger.cancel(work, anna, "referral", 100, replace(cause_at("cafe"), source_id="r"))

    said = settlement.statement(work, EVER, clock() + timedelta(days=1))

    assert {one.partner: one.issued_points for one in said.statements if one.issued_points} == {"": 7}
    assert net(said) == {"": -60_00, "books": 60_00}


def test_a_gift_card_is_paid_for_by_whoever_sold_it(work: Work, clock: Clock) -> None:
    program.apply(work, TEXT + '\n[gift_cards]\ntitle = { ru = "К", en = "C" }\nminimum = 100\nmaximum = 10000\n')
    card = gift_card.sell(work, 500_00, client="test", partner="cafe").card_id
    anna = member.create(work, client="test", welcome=False).member_id
    sale = Sale(
        member_id=anna,
        cheque=Cheque((Line(300_00),), 0),
        client="test",
        partner="books",
        gift_card_id=card,
    )
    bought = purchase.record(work, sale).purchase_id
    returns.take_back(work, bought, 100_00, client="test")
    gift_card.pay_back(work, card, client="test", partner="pharmacy")

    said = settlement.statement(work, EVER, clock() + timedelta(days=1))

    assert {(pair.debtor, pair.creditor): pair.minor for pair in said.pairs} == {
        ("cafe", "books"): 200_00,
        ("cafe", "pharmacy"): 300_00,
    }
    assert next(one.gift_sold_minor for one in said.statements if one.partner == "cafe") == 500_00


def test_a_partner_who_left_owes_by_the_last_terms_that_named_it_and_sees_its_own_line_alone(
    work: Work, clock: Clock
) -> None:
    program.apply(work, TEXT)
    anna = anna_buys_and_spends(work, at="books", then="books")
    head, _, rest = TEXT.partition('[[partners]]\nname = "books"')
    program.apply(work, head + rest[rest.index("[[partners]]") :])
    ledger.spend(work, anna, 10, Cause(client="test", program_version=2, partner="cafe"))

    said = settlement.statement(work, EVER, clock() + timedelta(days=1))

    assert net(said) == {"books": -5_00, "": -5_00, "cafe": 10_00}
    assert (said.titles["books"], said.titles[""]) == ("Книжный «Полка»", "Свои")
    assert net(said.of("cafe")) == {"cafe": 10_00}
    assert {pair.creditor for pair in said.of("cafe").pairs} == {"cafe"}
