"""Questions go by the purchases that became due, once each; two of the staff who answer at once answer once."""

from __future__ import annotations

from datetime import timedelta

from actions import address, feedback, feedback_asking, member, merge, program, purchase, returns, staff
from actions.feedback import RatingAnswered
from actions.purchase import Sale
from actions.staff import Staff
from rules.member import Member
from rules.priced import Cheque, Line
from storage import members
from storage.store import Store
from storage.tables import events, ratings
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT

ASKS = "\n[feedback]\nafter_hours = 2\nrating = { every_days = 14 }\n"
CHAT = "telegram"


def opened(work: Work) -> None:
    program.apply(work, BONUS_TEXT + ASKS)
    feedback_asking.ask(work)


def somebody(work: Work, number: int = 0, *, chat: bool = True) -> Member:
    made = member.create(work, phone=f"+7916123450{number}", client="test", welcome=False)
    if chat:
        address.seen(work, CHAT, str(number), str(number), "ru")
        members.update_address(work, CHAT, str(number), member_id=made.member_id)
    return made


def buys(work: Work, who: Member, minor: int = 500_00) -> str:
    cheque = Cheque((Line(minor),))
    return purchase.record(work, Sale(member_id=who.member_id, cheque=cheque, client="test")).purchase_id


def asked(work: Work) -> list[str]:
    """Whose purchases were asked about, after every look that was due."""
    while feedback_asking.ask(work, 2):
        pass
    return sorted(row.member_id for row in work.all(ratings.select()))


def test_each_purchase_is_looked_at_once_when_its_hours_are_over(work: Work, clock: Clock) -> None:
    opened(work)
    people = [somebody(work, number) for number in range(5)]
    for who in people:
        buys(work, who)
        clock.pass_(minutes=1)
    buys(work, people[0])
    clock.pass_(hours=1)
    assert asked(work) == []

    clock.pass_(hours=1)

    assert asked(work) == sorted(who.member_id for who in people)
    assert asked(work) == sorted(who.member_id for who in people)
    told = [row for row in work.all(events.select()) if row.kind == "rating_asked"]
    assert len({row.key for row in told}) == len(told) == 5


def test_who_cannot_or_does_not_want_to_be_asked_is_left_alone(work: Work, clock: Clock) -> None:
    opened(work)
    nobody, mute, silent, back = (somebody(work, number, chat=number > 0) for number in range(4))
    member.toggle_mute(work, mute, "surveys")
    member.snooze(work, silent, 30)
    for who in (nobody, mute, silent):
        buys(work, who)
    returns.take_back(work, buys(work, back), None, client="test")

    clock.pass_(hours=3)

    assert asked(work) == []


def test_what_was_bought_long_ago_is_passed_over_after_a_downtime(work: Work, clock: Clock) -> None:
    opened(work)
    early, late = somebody(work, 1), somebody(work, 2)
    buys(work, early)
    clock.pass_(days=3)
    buys(work, late)
    clock.pass_(hours=3)

    assert asked(work) == [late.member_id]


def test_marks_go_over_to_who_stays(work: Work, clock: Clock) -> None:
    opened(work)
    anna, other = somebody(work, 1), somebody(work, 2, chat=False)
    buys(work, anna)
    clock.pass_(hours=2)
    [member_id] = asked(work)
    assert member_id == anna.member_id

    merge.merge(work, anna.member_id, other.member_id)

    [row] = work.all(ratings.select())
    assert row.member_id == other.member_id
    feedback.rate(work, member.get(work, other.member_id), row.rating_id, 2)
    assert feedback.get(work, row.rating_id).sum_minor == 500_00


async def test_of_two_answers_at_once_the_member_reads_one(store: Store, clock: Clock) -> None:
    await store.write(opened)
    anna = await store.write(somebody, 1)
    await store.write(buys, anna)
    clock.pass_(hours=2)
    await store.write(asked)

    def rated(work: Work) -> str:
        [row] = work.all(ratings.select())
        feedback.rate(work, anna, row.rating_id, 1)
        staff.add(work, "owner", "+79160000001", "Олег")
        rating_id: str = row.rating_id
        return rating_id

    rating_id = await store.write(rated)

    def who(work: Work) -> Staff:
        staff_id = staff.owners(work)[0]
        return Staff(staff_id, "owner", "Олег", "")

    oleg = await store.read(who)

    answer = await meanwhile(
        store,
        lambda work: feedback.answer(work, oleg, rating_id, "Простите!"),
        lambda work: feedback.answer(work, oleg, rating_id, "И я прошу."),
    )

    assert isinstance(answer, RatingAnswered)
    assert answer.facts == {"who": "Олег"}
    sent = await store.read(lambda work: [row for row in work.all(events.select()) if row.kind == "shop_answered"])
    assert [row.facts["words"] for row in sent] == ["Простите!"]
    assert sent[0].at - clock() < timedelta(seconds=1)
