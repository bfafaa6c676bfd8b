"""How members are counted: by few statements, losing nothing to a race, with thirds that move and a path that stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import sqlalchemy as sa

from actions import facts, member, merge, privacy, program, purchase, terciles
from actions.facts import MEMBERS_MAX, Progress, Turn
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage import marks
from storage.store import Store
from storage.tables import facts_due, facts_path, member_facts
from storage.tables import purchases as purchase_rows
from storage.work import Work
from tests.actions.test_facts import SORTED, drain
from tests.actions.test_purchase_statements import counting
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT

STATEMENTS_MAX = 14  # of a unit that counts, whatever it counts


def a_member(work: Work) -> str:
    return member.create(work, client="test", welcome=False).member_id


def buy(work: Work, member_id: str, roubles: int = 500, category: str = "tea") -> None:
    sale = Sale(member_id=member_id, cheque=Cheque((Line(roubles * 100, category=category),)), client="till-1")
    purchase.record(work, sale)


def put_purchases(work: Work, member_id: str, count: int, category: str, hours_ago: int = 1) -> None:
    """One an hour, the last of them so many hours ago."""
    noughts = ("discount_minor", "points_spent", "points_minor", "points_earned", "program_version")
    row = dict.fromkeys(noughts, 0) | {"member_id": member_id, "gross_minor": 100, "net_minor": 100, "client": "test"}
    row |= {"lines": [{"amount_minor": 100, "net_minor": 100, "category": category}]}
    hours = range(hours_ago, hours_ago + count)
    many = [{**row, "purchase_id": work.fresh_id(), "at": work.now - timedelta(hours=ago)} for ago in hours]
    work.run_many(purchase_rows.insert(), many)


def test_a_unit_counts_its_members_with_a_handful_of_statements(work: Work) -> None:
    program.apply(work, SORTED)
    few = [a_member(work) for _ in range(3)]
    busy = a_member(work)
    drain(work)
    for one in few:
        buy(work, one)
    put_purchases(work, busy, 150, "cake")
    put_purchases(work, busy, 450, "tea", hours_ago=151)  # three times as many, but not of the last 200
    facts.changed_many(work, [busy] * 40)

    with counting(work) as counted:
        found = facts.step(counted)

    assert found == {"members": 4}
    assert len(counted.sent) <= STATEMENTS_MAX
    row = facts.of(work, busy)
    assert row is not None
    assert (row.purchases, row.spend_minor, row.typical_minor, row.category) == (600, 600_00, 100, "cake")


def test_more_members_than_a_unit_takes_are_counted_in_several_and_none_twice(work: Work) -> None:
    program.apply(work, SORTED)
    anna = a_member(work)
    drain(work)
    others = [work.fresh_id() for _ in range(MEMBERS_MAX)]  # marked, and gone when they are counted
    facts.changed_many(work, [*others, anna])

    assert [facts.step(work), facts.step(work), facts.step(work)] == [{"members": MEMBERS_MAX}, {"members": 1}, {}]
    assert work.all(sa.select(facts_due)) == []


def test_a_run_of_the_job_walks_through_a_part_of_the_base_and_the_next_one_goes_on(work: Work, clock: Clock) -> None:
    program.apply(work, SORTED)
    ids = [a_member(work) for _ in range(2 * MEMBERS_MAX + 1)]
    work.run(facts_due.delete())

    state = {"units": [clock().isoformat(), facts.WALK_UNITS_MAX - 1]}  # as if it had walked so far
    marks.put(work, "facts", state)
    assert facts.step(work, clock())["walked"] == MEMBERS_MAX
    assert facts.step(work, clock()) == {}
    assert facts.progress(work) == Progress(MEMBERS_MAX, len(ids), under_way=True)
    clock.pass_(minutes=1)
    assert [facts.step(work, clock()).get("walked", 0) for _ in range(3)] == [MEMBERS_MAX, 1, 0]
    assert facts.progress(work) == Progress(len(ids), len(ids), under_way=False)


async def test_a_purchase_beside_the_counting_is_never_lost(store: Store) -> None:
    await store.write(program.apply, SORTED)
    anna = await store.write(a_member)

    async def buys() -> None:
        for _ in range(15):
            await store.write(buy, anna)

    async def counts() -> None:
        for _ in range(15):
            await store.write(facts.step)

    await asyncio.gather(buys(), counts(), counts())
    await store.write(drain)

    row = await store.read(facts.of, anna)
    assert row is not None
    assert row.purchases == 15


async def test_who_leaves_while_everybody_is_counted_leaves_nothing(store: Store) -> None:
    await store.write(program.apply, SORTED)
    ids = [await store.write(a_member) for _ in range(6)]

    def leaves(work: Work, member_id: str) -> None:
        privacy.forget(work, member.get(work, member_id))

    await asyncio.gather(
        *(store.write(unit) for _ in ids for unit in (facts.step, facts.rebuild)),
        *(store.write(leaves, one) for one in ids),
    )
    await store.write(drain)

    tables = (member_facts, facts_path, facts_due)
    left = await store.read(lambda work: [work.all(sa.select(table)) for table in tables])
    assert left == [[], [], []]


def test_each_change_is_a_step_of_the_path(work: Work, clock: Clock) -> None:
    program.apply(work, SORTED)
    anna = a_member(work)
    joined = clock()
    drain(work)
    clock.pass_(days=1)
    bought = clock()
    buy(work, anna, 1_000)
    drain(work)
    clock.pass_(days=5)
    facts.changed(work, anna)  # nothing that shows
    drain(work)
    clock.pass_(days=5)
    drain(work)

    assert facts.path(work, anna) == (
        Turn(joined, 0, 0, 0, "", "registered"),
        Turn(bought, 3, 1, 2, "new", "first"),
        Turn(clock(), 2, 1, 2, "sleeping", "first"),
    )


def test_who_leaves_leaves_no_figures_and_a_merge_leaves_one_row(work: Work) -> None:
    program.apply(work, SORTED)
    anna, boris, vera = a_member(work), a_member(work), a_member(work)
    for one in (anna, boris, vera):
        buy(work, one)
    drain(work)

    copied = privacy.copy(work, member.get(work, anna))
    facts.changed(work, anna)
    privacy.forget(work, member.get(work, anna))
    merge.merge(work, vera, boris)
    left = {table: {row.member_id for row in work.all(sa.select(table))} for table in (member_facts, facts_path)}
    drain(work)

    assert copied["member_facts"][0]["purchases"] == 1
    assert copied["facts_path"][-1]["cell"] == "new"
    assert anna not in {row.member_id for row in work.all(sa.select(facts_due))}
    assert list(left.values()) == [{boris}, {boris}]
    row = facts.of(work, boris)
    assert row is not None
    assert row.purchases == 2
    assert facts.of(work, vera) is None


def test_a_programme_that_counts_otherwise_has_everybody_counted_again(work: Work, clock: Clock) -> None:
    program.apply(work, SORTED)
    anna = a_member(work)
    buy(work, anna, 2_000)
    drain(work)
    clock.pass_(days=1)

    program.apply(work, SORTED.replace('monetary = ["1000", "3000"]', 'monetary = ["100", "200"]'))
    drain(work)

    assert [turn.monetary for turn in facts.path(work, anna)] == [2, 3]
    assert not facts.progress(work).under_way


def test_thirds_of_the_base_are_found_kept_and_moved_when_it_grew(work: Work, clock: Clock) -> None:
    program.apply(work, BONUS_TEXT)  # which names no sums
    mine = [a_member(work) for _ in range(30)]
    for number, one in enumerate(mine):
        buy(work, one, 100 * (number + 1))
    drain(work)
    assert monetary(work, mine) == [2] * 30  # nobody knows yet what is much here

    found = terciles.look(work)
    assert terciles.note(work, found) == {"buyers": 30, "moved": 1}
    drain(work)
    assert monetary(work, mine) == [1] * 10 + [2] * 10 + [3] * 10

    buy(work, mine[0], 5_000)
    drain(work)
    assert monetary(work, mine)[0] == 3
    assert terciles.look(work) is None  # fixed until a month is over
    clock.pass_(days=31)
    drain(work)
    assert terciles.note(work, terciles.look(work)) == {"buyers": 30, "moved": 1}
    drain(work)
    assert monetary(work, mine) == [3] + [1] * 10 + [2] * 10 + [3] * 9
    before = figures(work)
    facts.rebuild(work)
    drain(work)
    assert figures(work) == before


def monetary(work: Work, ids: list[str]) -> list[int]:
    return [row.monetary for one in ids if (row := facts.of(work, one)) is not None]


def figures(work: Work) -> list[tuple[object, ...]]:
    return [tuple(row) for row in work.all(sa.select(member_facts).order_by(member_facts.c.member_id))]
