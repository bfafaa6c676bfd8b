"""What members do besides buying is rewarded once, within its limits and its budget."""

from __future__ import annotations

from datetime import date

import pytest

from actions import deed, history, ledger, member, merge, privacy, program
from actions.verify import verify
from rules.deed import ProfileFacts
from rules.member import Member
from storage.store import Store
from storage.tables import deeds, events
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT

ACTIONS = """
[[actions]]
name = "welcome-quiz"
title = { ru = "Викторина", en = "The quiz" }
on = "quiz"
points = 30
limit = { times = 2, days = 7 }

[[actions]]
name = "photo"
title = { ru = "Фото с покупкой", en = "A photo with a purchase" }
on = "custom"
points = 10
budget = 25

[[actions]]
name = "channel"
title = { ru = "Подписка на канал", en = "The channel" }
on = "channel_joined"
points = 5
pending_days = 3
life = { kind = "days", days = 10 }

[[actions]]
name = "hello"
title = { ru = "Регистрация", en = "Registration" }
on = "registration"
points = 7

[[actions]]
name = "profile"
title = { ru = "Заполненный профиль", en = "A whole profile" }
on = "profile_completed"
points = 50
"""
TEXT = BONUS_TEXT + ACTIONS


def anna(work: Work, text: str = TEXT) -> Member:
    program.apply(work, text)
    return member.create(work, name="Anna", client="test", welcome=False)


def points(work: Work, who: Member) -> int:
    return ledger.balance(work, who.member_id)


def test_a_reported_deed_is_rewarded_once_whatever_repeats(work: Work) -> None:
    who = anna(work)

    first = deed.done(work, who.member_id, "photo", "shop", "post-17")
    again = deed.done(work, who.member_id, "photo", "shop", "post-17")

    assert (first.points, first.repeated, again.repeated) == (10, False, True)
    assert again.deed_id == first.deed_id
    assert points(work, who) == 10
    assert verify(work) == ()


def test_a_limit_counts_days_of_the_shops_calendar(work: Work, clock: Clock) -> None:
    who = anna(work)
    deed.done(work, who.member_id, "welcome-quiz", "shop", "1")
    clock.pass_(days=6)
    deed.done(work, who.member_id, "welcome-quiz", "shop", "2")
    with pytest.raises(deed.ActionLimitReached):
        deed.done(work, who.member_id, "welcome-quiz", "shop", "3")
    clock.pass_(days=1)

    deed.done(work, who.member_id, "welcome-quiz", "shop", "3")

    assert points(work, who) == 90


def test_joining_the_channel_counts_once_and_its_points_wait(work: Work, clock: Clock) -> None:
    who = anna(work)
    deed.done(work, who.member_id, "channel", "shop", "a")
    with pytest.raises(deed.ActionLimitReached):
        deed.done(work, who.member_id, "channel", "shop", "b")

    assert (ledger.available(work, who.member_id), points(work, who)) == (0, 5)
    clock.pass_(days=4)
    assert ledger.available(work, who.member_id) == 5


def test_a_budget_is_never_overdrawn(work: Work) -> None:
    who = anna(work)
    deed.done(work, who.member_id, "photo", "shop", "1")
    deed.done(work, who.member_id, "photo", "shop", "2")

    with pytest.raises(deed.BudgetSpent, match="photo: 5;"):
        deed.done(work, who.member_id, "photo", "shop", "3")


@pytest.mark.parametrize("name", ["hello", "profile", "nothing"])
def test_what_the_programme_knows_itself_cannot_be_reported(work: Work, name: str) -> None:
    who = anna(work)
    with pytest.raises(deed.ActionUnknown):
        deed.done(work, who.member_id, name, "shop", "1")


def test_registration_is_rewarded_when_somebody_joins(work: Work) -> None:
    program.apply(work, TEXT.replace("points = 100", "points = 100"))
    who = member.join(work, channel="telegram", user_id="7", name="Anna", language="ru")

    entries, _ = history.before(work, who.member_id, None, 10)
    assert [entry.titles.get("en") for entry in entries if entry.kind == "action"] == ["Registration"]


def test_a_profile_is_rewarded_when_its_last_part_comes(work: Work) -> None:
    who = anna(work)
    assert deed.profile(work, who) == ProfileFacts(missing=("phone", "birthday"), points=50)

    who = member.share_phone(work, who, "79123456789", own=True)
    assert points(work, who) == 0
    member.set_birthday(work, who, date(1990, 1, 1))
    who = member.share_phone(work, member.get(work, who.member_id), "79123456790", own=True)

    assert points(work, who) == 50
    assert deed.profile(work, who) is None


def test_two_who_become_one_are_not_rewarded_anew(work: Work) -> None:
    who = anna(work)
    other = member.create(work, phone="+79123456789", client="test", welcome=False)
    deed.done(work, who.member_id, "channel", "shop", "a")

    merge.merge(work, who.member_id, other.member_id, "+79123456789")

    assert deed.done(work, other.member_id, "channel", "shop", "a").repeated
    with pytest.raises(deed.ActionLimitReached):
        deed.done(work, other.member_id, "channel", "shop", "b")


def test_what_was_reported_of_the_erased_is_forgotten(work: Work) -> None:
    who = anna(work)
    deed.done(work, who.member_id, "photo", "shop", "anna@example.com")
    assert privacy.copy(work, who)["deeds"]

    privacy.forget(work, who)

    assert not work.all(deeds.select())


def test_the_member_hears_of_it(work: Work) -> None:
    who = anna(work)
    deed.done(work, who.member_id, "photo", "shop", "1")

    (told,) = [row for row in work.all(events.select()) if row.kind == "action_rewarded"]
    assert told.facts["action"] == "action:photo"


async def test_a_limit_is_reached_once_by_two_at_once(store: Store) -> None:
    who = (await store.write(anna)).member_id

    def report(reference: str) -> object:
        return lambda work: deed.done(work, who, "channel", "shop", reference)

    answer = await meanwhile(store, report("a"), report("b"))  # type: ignore[arg-type]

    assert isinstance(answer, deed.ActionLimitReached)
    assert await store.read(ledger.balance, who) == 5


async def test_the_last_of_a_budget_goes_to_one_of_two_members(store: Store) -> None:
    first = (await store.write(anna)).member_id
    second = (await store.write(lambda work: member.create(work, client="test", welcome=False))).member_id
    await store.write(lambda work: deed.done(work, first, "photo", "shop", "0"))

    answer = await meanwhile(
        store,
        lambda work: deed.done(work, first, "photo", "shop", "1"),
        lambda work: deed.done(work, second, "photo", "shop", "1"),
    )

    assert isinstance(answer, deed.BudgetSpent)
