"""Every expression means whom plain Python finds one by one, and parts the living members in two with its opposite."""

from __future__ import annotations

import random
import re
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from rules.segment import EVERYBODY, Terms, Tree, both, parse, written
from rules.segment_tree import Not
from storage import segments, segments_kept
from storage.tables import members
from storage.work import Work
from tests.make import ANNA, NOON
from tests.rules.segment_trees import CONDITIONS, TIERS, trees
from tests.storage.segment_naive import holds
from tests.storage.segment_people import Person, keep, keep_campaigns, made
from tests.storage.test_plans import plan_of

PEOPLE = 60
BY = Terms(NOON, ZoneInfo("Europe/Moscow"), TIERS, 2)


def base(work: Work) -> dict[str, Person]:
    dice, numbers = random.Random(7), keep_campaigns(work)
    people = [made(dice, work.now) for _ in range(PEOPLE)]
    return {keep(work, person, numbers): person for person in people}


def found(work: Work, tree: Tree) -> set[str]:
    rows = work.all(select(members.c.member_id).select_from(segments.source()).where(segments.where(tree, BY)))
    assert len(rows) == len({row.member_id for row in rows})
    return {row.member_id for row in rows}


def parted(work: Work, tree: Tree) -> tuple[set[str], set[str]]:
    """(who is in it, who is in its opposite), each said of every member in so many words: true or false."""
    sides = [segments.where(one, BY).label(name) for one, name in ((tree, "inside"), (Not(tree), "outside"))]
    rows = work.all(select(members.c.member_id, *sides).select_from(segments.source()))
    assert {type(side) for row in rows for side in row[1:]} == {bool}
    return {row.member_id for row in rows if row.inside}, {row.member_id for row in rows if row.outside}


def test_any_expression_finds_whom_plain_python_finds(work: Work) -> None:
    people = base(work)
    living = {member_id for member_id, person in people.items() if person.is_living}

    assert found(work, EVERYBODY) == living

    @settings(max_examples=120, suppress_health_check=list(HealthCheck))
    @given(CONDITIONS | trees(most=5))
    def check(tree: Tree) -> None:
        meant = {member_id for member_id in living if holds(tree, people[member_id], BY)}
        assert parted(work, tree) == (meant, living - meant)

    check()


def test_a_sum_between_two_coins_equals_nothing(work: Work) -> None:
    base(work)
    assert found(work, parse("spend = 10.005")) == set()
    assert found(work, parse("spend > 10.005")) == found(work, parse("spend >= 10.01"))
    assert found(work, parse("spend < 10.005")) == found(work, parse("spend <= 10"))


def test_values_are_bound_and_never_part_of_the_statement() -> None:
    hostile = "x' or 1=1 --"
    tree = parse(f'tag = "{hostile}" and favourite_category = "{hostile}" and bought(category = "{hostile}")')
    text = str(select(members.c.member_id).select_from(segments.source()).where(segments.where(both(tree), BY)))
    assert written(tree).count(hostile) == 3
    assert "1=1" not in text


EVERY_TABLE = (
    'recency_days > 60 and tag = "vip" and reachable and bought(category = "coffee", days = 30) >= 2 '
    'and spent(days = 90) > 100 and balance > 10 and burning_days <= 7 and not tapped("spring") '
    'and bought_after("spring") and last_seen_days < 30 and tier >= "silver"'
)


def test_a_page_of_an_audience_walks_members_by_key_and_asks_of_each_by_an_index(work: Work) -> None:
    base(work)
    condition = segments.where(parse(EVERY_TABLE), BY)

    plan = plan_of(work, lambda work: segments_kept.page(work, condition, ANNA, 100))

    # On PostgreSQL with scans off: what is scanned all the same has no index that could serve.
    assert not re.search(r"SCAN (?!line)|Seq Scan|Sort|TEMP B-TREE FOR ORDER", plan), plan
    assert re.search(r"SEARCH members USING PRIMARY KEY \(member_id>|Index (Only )?Scan using pk_members", plan), plan
