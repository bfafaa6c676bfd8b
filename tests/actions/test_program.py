"""Versions of the programme: which one serves when, what each of them keeps, and how it reaches its members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from actions import address, delivery, lease, member, pilot, program, program_reach, purchase, tier
from actions.program import MessageInvalid, NoProgram, VersionUnknown
from actions.purchase import Sale
from rules.notice import ProgramChanged, TierRose
from rules.pilot import Scope
from rules.priced import Cheque, Line
from storage import marks, tags
from storage.work import Row, Work
from tests.jobs.post import everything, join
from tests.jobs.test_schedule import told
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT, changed

RUB = 100
DOUBLE = changed(('rate = "1%"', 'rate = "2%"'))
EASIER = changed(('spend = "10 000"', 'spend = "8 000"'))
WORDS = {"ru": "Баллов вдвое больше.", "en": "Twice the points."}


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, BONUS_TEXT)
    return work


def buy(work: Work, member_id: str, amount_minor: int) -> None:
    purchase.record(work, Sale(member_id=member_id, cheque=Cheque((Line(amount_minor),)), client="test"))


def reach_all(work: Work, limit: int = 2) -> int:
    """Reach everybody in small batches; in how many units."""
    units = 0
    while program_reach.reach(work, limit):
        units += 1
    return units


def reach_and_die(work: Work) -> None:
    with work.savepoint():
        program_reach.reach(work, 3)
        raise RuntimeError("the process died")


def letters(work: Work) -> Sequence[Row]:
    return [row for row in everything(work) if row.kind == ProgramChanged.kind]


# ------------------------------------------------------------------ versions


def test_a_version_takes_force_at_its_instant(shop: Work, clock: Clock) -> None:
    program.apply(shop, DOUBLE, shop.now + timedelta(days=3))

    clock.pass_(days=3, microseconds=-1)
    assert program.current(shop).version == 1
    clock.pass_(microseconds=1)
    assert program.current(shop).version == 2


def test_what_is_in_force_already_is_not_applied_again(shop: Work, clock: Clock) -> None:
    assert program.apply(shop, BONUS_TEXT).version == 1
    later = shop.now + timedelta(days=3)
    assert program.apply(shop, DOUBLE, later).version == 2
    assert program.apply(shop, DOUBLE, later).version == 2
    assert program.apply(shop, BONUS_TEXT, later).version == 3, "a plan is taken back by another for the same instant"
    clock.pass_(days=3)
    assert program.current(shop).version == 3


def test_a_restart_brings_no_older_document_back(shop: Work, clock: Clock) -> None:
    program.apply(shop, DOUBLE)
    clock.pass_(days=1)

    assert program.take_up(shop, BONUS_TEXT).version == 2
    assert program.take_up(shop, EASIER).version == 3, "what was never applied is"


def test_a_restart_leaves_what_is_planned_to_its_instant(shop: Work) -> None:
    program.apply(shop, DOUBLE, shop.now + timedelta(days=3))

    assert program.take_up(shop, DOUBLE).version == 1


def test_the_first_document_is_taken_up(work: Work) -> None:
    with pytest.raises(NoProgram):
        program.current(work)
    assert program.take_up(work, BONUS_TEXT).version == 1


def test_history_says_what_is_in_force_planned_and_over(shop: Work, clock: Clock) -> None:
    clock.pass_(days=1)
    program.apply(shop, DOUBLE)
    program.apply(shop, EASIER, shop.now + timedelta(days=3), WORDS)
    pilot.begin(shop, DOUBLE, "arbat", Scope(locations=frozenset({"arbat"})))

    found = [(one.number, one.state, one.pilot, one.tells) for one in program.history(shop)]

    assert found == [
        (4, "in force", "arbat", False),
        (3, "planned", "", True),
        (2, "in force", "", False),
        (1, "over", "", False),
    ]


def test_a_plan_that_is_taken_back_never_serves_and_is_told_to_nobody(shop: Work, clock: Clock) -> None:
    anna = join(shop, "anna")
    clock.pass_(days=1)
    then = shop.now + timedelta(days=3)
    program.apply(shop, EASIER, then, WORDS)
    program.apply(shop, BONUS_TEXT, then)

    found = [(one.number, one.state, one.replaced_by, one.tells) for one in program.history(shop)]
    clock.pass_(days=4)
    buy(shop, anna, 8_500 * RUB)
    reach_all(shop)

    assert found == [(3, "planned", None, False), (2, "replaced", 3, False), (1, "in force", None, False)]
    assert letters(shop) == []
    assert tier.name_of(shop, anna) == "base"
    assert [one.state for one in program.history(shop)] == ["in force", "replaced", "over"]


def test_a_plan_that_mends_another_lifts_those_whom_both_of_them_lift(shop: Work, clock: Clock) -> None:
    anna = join(shop, "anna")
    buy(shop, anna, 8_500 * RUB)
    then = shop.now + timedelta(days=3)
    program.apply(shop, EASIER, then)
    program.apply(shop, EASIER.replace("share_percent = 50", "share_percent = 40"), then)

    clock.pass_(days=3)
    reach_all(shop)

    assert tier.name_of(shop, anna) == "silver", "the first of them never served anybody"


def test_a_document_is_kept_as_it_was_written(shop: Work) -> None:
    assert program.document(shop, 1) == BONUS_TEXT
    with pytest.raises(VersionUnknown, match="There is no version 7"):
        program.document(shop, 7)


def test_a_message_is_written_in_each_language(shop: Work) -> None:
    with pytest.raises(MessageInvalid, match="in en is missing"):
        program.apply(shop, DOUBLE, message={"ru": "Больше баллов."})
    with pytest.raises(MessageInvalid, match="in fr is in a language that the programme does not have"):
        program.apply(shop, DOUBLE, message={**WORDS, "fr": "Plus de points."})
    with pytest.raises(MessageInvalid, match="in ru has more than 2000"):
        program.apply(shop, DOUBLE, message={**WORDS, "ru": "б" * 2001})


# ------------------------------------------------------------------ reaching the members


def test_every_member_is_promised_the_message_once_from_the_instant_on(shop: Work, clock: Clock) -> None:
    people = [join(shop, f"chat-{number}") for number in range(5)]
    program.apply(shop, DOUBLE, shop.now + timedelta(days=1), WORDS)

    assert reach_all(shop) == 0, "nothing is told before"
    clock.pass_(days=1)
    assert reach_all(shop) == 3
    assert reach_all(shop) == 0
    assert sorted(row.member_id for row in letters(shop)) == sorted(people)
    assert {(row.category, row.lane) for row in letters(shop)} == {("service", "marketing")}


def test_a_crash_between_two_batches_leaves_nobody_out_and_tells_nobody_twice(shop: Work) -> None:
    people = [join(shop, f"chat-{number}") for number in range(5)]
    program.apply(shop, DOUBLE, message=WORDS)

    with pytest.raises(RuntimeError, match="the process died"):
        reach_and_die(shop)
    program_reach.reach(shop, 3)
    reach_all(shop)

    assert sorted(row.member_id for row in letters(shop)) == sorted(people)
    assert marks.get(shop, "reached:2") is None


def test_who_joined_later_came_for_the_new_programme_and_is_told_nothing(shop: Work, clock: Clock) -> None:
    join(shop, "before")
    program.apply(shop, DOUBLE, shop.now + timedelta(days=1), WORDS)
    clock.pass_(days=1, seconds=1)
    join(shop, "after")

    reach_all(shop)

    assert [row.user_id for row in letters(shop)] == ["before"]


def test_who_cannot_be_reached_or_was_erased_is_left_out(shop: Work) -> None:
    join(shop, "here")
    join(shop, "gone")
    address.left(shop, "telegram", "gone")
    member.create(shop, client="test", welcome=False)
    join(shop, "erased", erased_at=shop.now)
    program.apply(shop, DOUBLE, message=WORDS)

    reach_all(shop)

    assert [row.user_id for row in letters(shop)] == ["here"]


def test_a_letter_carries_the_owners_words_which_are_kept_once(shop: Work) -> None:
    join(shop, "anna")
    program.apply(shop, DOUBLE, message=WORDS)
    reach_all(shop)
    held = lease.acquire(shop, "sender", "test", 30)
    assert held is not None

    (letter,) = delivery.claim(shop, held, "telegram", {}).letters

    assert letter.facts == {"version": 2, "words": WORDS}
    assert letters(shop)[0].facts["words"] == {}


def test_a_version_that_was_replaced_before_it_reached_anybody_is_silent(shop: Work, clock: Clock) -> None:
    join(shop, "anna")
    at = shop.now + timedelta(days=1)
    program.apply(shop, DOUBLE, at, {"ru": "Ошибка", "en": "A mistake"})
    program.apply(shop, EASIER, at, WORDS)
    clock.pass_(days=1)

    reach_all(shop)

    assert [row.facts["version"] for row in letters(shop)] == [3]


def test_a_change_without_a_message_and_without_tiers_walks_through_nobody(shop: Work) -> None:
    join(shop, "anna")
    program.apply(shop, DOUBLE.replace("share_percent = 50", "share_percent = 30").replace('"2%"', '"1%"'))

    assert reach_all(shop) == 0


def test_who_reaches_a_lower_threshold_rises_when_it_takes_force(shop: Work, clock: Clock) -> None:
    anna, boris = join(shop, "anna"), join(shop, "boris")
    buy(shop, anna, 9_000 * RUB)
    buy(shop, boris, 7_000 * RUB)
    program.apply(shop, EASIER, shop.now + timedelta(days=1))
    reach_all(shop)
    assert tier.name_of(shop, anna) == "base"

    clock.pass_(days=1)
    reach_all(shop)

    assert [tier.name_of(shop, one) for one in (anna, boris)] == ["silver", "base"]
    assert [notice.title for notice in told(shop, TierRose)] == ["silver"]  # type: ignore[union-attr]


def test_when_many_rise_it_takes_more_units_and_leaves_nobody_out(shop: Work) -> None:
    risers = program_reach.LIFTED_MAX + 3
    people = [join(shop, f"chat-{number}") for number in range(risers)]
    for one in people:
        buy(shop, one, 9_000 * RUB)
    program.apply(shop, EASIER, message=WORDS)

    assert program_reach.reach(shop, 100) == {"members": program_reach.LIFTED_MAX, "told": program_reach.LIFTED_MAX}
    assert program_reach.reach(shop, 100) == {"members": 3, "told": 3}
    assert program_reach.reach(shop, 100) == {}
    assert {tier.name_of(shop, one) for one in people} == {"silver"}
    assert len(letters(shop)) == risers


def test_who_does_not_reach_a_higher_threshold_keeps_the_tier(shop: Work) -> None:
    anna = join(shop, "anna")
    buy(shop, anna, 11_000 * RUB)
    program.apply(shop, changed(('spend = "10 000"', 'spend = "12 000"')))

    reach_all(shop)

    assert tier.name_of(shop, anna) == "silver"


def test_a_pilots_message_goes_to_those_whom_it_serves(shop: Work) -> None:
    anna, boris = join(shop, "anna"), join(shop, "boris")
    tags.add(shop, anna, "vip")
    pilot.begin(shop, DOUBLE, "double", Scope(tags=frozenset({"vip"})), message=WORDS)

    reach_all(shop)
    assert [row.member_id for row in letters(shop)] == [anna]

    program.apply(shop, EASIER, message=WORDS)
    reach_all(shop)
    assert {row.member_id for row in letters(shop)} == {anna, boris}, "the main one concerns the others"


def test_a_shops_pilot_tells_those_who_buy_there(shop: Work) -> None:
    anna, boris = join(shop, "anna"), join(shop, "boris")
    cheque = Cheque((Line(100 * RUB),))
    purchase.record(shop, Sale(member_id=anna, cheque=cheque, client="test", location="arbat"))
    purchase.record(shop, Sale(member_id=boris, cheque=cheque, client="test", location="online"))
    pilot.begin(shop, DOUBLE, "double", Scope(locations=frozenset({"arbat"})), message=WORDS)

    reach_all(shop)

    assert [row.member_id for row in letters(shop)] == [anna]


def test_a_pilot_lifts_those_whom_it_serves_alone(shop: Work) -> None:
    anna, boris = join(shop, "anna"), join(shop, "boris")
    tags.add(shop, anna, "vip")
    for one in (anna, boris):
        buy(shop, one, 9_000 * RUB)
    pilot.begin(shop, EASIER, "easier", Scope(tags=frozenset({"vip"})))

    reach_all(shop)
    pilot.end(shop, "easier")

    assert [tier.name_of(shop, one) for one in (anna, boris)] == ["silver", "base"]
