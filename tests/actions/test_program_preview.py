"""What a new version would do, told before it is put into force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import member, pilot, program, program_preview, purchase, returns
from actions.program_preview import Step
from actions.purchase import Sale
from rules.pilot import Scope
from rules.priced import Cheque, Line
from storage import tags
from storage.work import Work
from tests.rules.programs import BONUS_TEXT, changed

RUB = 100
EASIER = changed(('spend = "10 000"', 'spend = "8 000"'))
HARDER = changed(('spend = "10 000"', 'spend = "12 000"'))


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, BONUS_TEXT)
    return work


def buyer(work: Work, amount_minor: int, times: int = 1) -> str:
    made = member.create(work, client="test", welcome=False).member_id
    for _ in range(times):
        purchase.record(work, Sale(member_id=made, cheque=Cheque((Line(amount_minor),)), client="test"))
    return made


def all_steps(work: Work, text: str, name: str = "", scope: Scope | None = None, limit: int = 2) -> list[Step]:
    steps = [program_preview.step(work, text, name=name, scope=scope, limit=limit)]
    while steps[-1].after is not None:
        steps.append(program_preview.step(work, text, name=name, scope=scope, after=steps[-1].after, limit=limit))
    return steps


def test_who_would_rise_is_counted_by_tier(shop: Work) -> None:
    for amount in (100, 8_000, 9_999, 7_999):
        buyer(shop, amount * RUB)

    steps = all_steps(shop, EASIER)

    assert [step.members for step in steps] == [2, 2, 0]
    assert sum(step.rising.get("silver", 0) for step in steps) == 2
    assert sum(step.kept for step in steps) == 0


def test_who_would_have_fallen_is_counted_as_kept(shop: Work) -> None:
    buyer(shop, 10_000 * RUB)
    buyer(shop, 12_000 * RUB)
    buyer(shop, 2_500 * RUB, times=5)

    assert sum(step.kept for step in all_steps(shop, HARDER)) == 1


def test_a_return_counts_as_it_does_for_the_tier(shop: Work) -> None:
    anna = member.create(shop, client="test", welcome=False).member_id
    sale = Sale(member_id=anna, cheque=Cheque((Line(9_000 * RUB),)), client="test")
    bought = purchase.record(shop, sale)
    returns.take_back(shop, bought.purchase_id, None, client="test")

    assert all_steps(shop, EASIER)[0].rising == {}


def test_purchases_before_the_window_do_not_count(shop: Work) -> None:
    anna = member.create(shop, client="test", welcome=False).member_id
    long_ago = shop.at(shop.now - timedelta(days=400))
    purchase.record_past(long_ago, Sale(member_id=anna, cheque=Cheque((Line(9_000 * RUB),)), client="test"))
    lifetime = EASIER.replace('window = { kind = "rolling", days = 365 }', 'window = { kind = "lifetime" }')

    assert all_steps(shop, EASIER)[0].rising == {}
    assert all_steps(shop, lifetime)[0].rising == {"silver": 1}


def test_of_a_pilot_only_its_customers_are_counted(shop: Work) -> None:
    anna = buyer(shop, 9_000 * RUB)
    buyer(shop, 9_000 * RUB)
    tags.add(shop, anna, "vip")
    vip = Scope(tags=frozenset({"vip"}))

    assert all_steps(shop, EASIER, "easier", vip)[0].rising == {"silver": 1}


def test_of_the_main_programme_those_whom_a_pilot_serves_are_not(shop: Work) -> None:
    anna = buyer(shop, 9_000 * RUB)
    buyer(shop, 9_000 * RUB)
    tags.add(shop, anna, "vip")
    pilot.begin(shop, changed(('rate = "1%"', 'rate = "2%"')), "vips", Scope(tags=frozenset({"vip"})))

    assert all_steps(shop, EASIER)[0].rising == {"silver": 1}


def test_a_preview_tells_what_changes_and_what_stands(shop: Work) -> None:
    buyer(shop, 10_000 * RUB)

    seen = program_preview.preview(shop, HARDER)

    assert seen.before == 1
    assert not seen.same
    assert [(change.path, change.before, change.after) for change in seen.changes] == [
        ("tiers.silver.spend", '"10 000"', '"12 000"')
    ]
    assert (seen.members, seen.promises.points, seen.promises.tiers) == (1, 100, 1)
    assert not seen.worth_changes
    assert program_preview.preview(shop, changed(('point_value = "1.00"', 'point_value = "0.50"'))).worth_changes


def test_the_first_programme_has_nothing_before_it(work: Work) -> None:
    seen = program_preview.preview(work, BONUS_TEXT)

    assert (seen.before, seen.changes, seen.same) == (None, (), False)
    assert program_preview.step(work, BONUS_TEXT) == Step(members=0)


def test_a_plan_is_held_against_what_it_follows_and_not_against_what_it_replaces(shop: Work) -> None:
    then = shop.now + timedelta(days=3)
    program.apply(shop, EASIER, then, {"ru": "Проще.", "en": "Easier."})

    back = program_preview.preview(shop, BONUS_TEXT, then)
    again = program_preview.preview(shop, EASIER, then)
    later = program_preview.preview(shop, BONUS_TEXT, then + timedelta(days=1))
    beside = program_preview.preview(shop, BONUS_TEXT, then, "arbat")

    assert (back.before, back.before_serves, back.replaces, back.silences) == (1, True, 2, True)
    assert (back.changes, back.same) == ((), False)
    assert again.same
    assert (later.before, later.before_serves, later.replaces) == (2, False, None)
    assert (beside.before, beside.replaces) == (2, None), "a pilot serves beside the plan"
