"""Badges and challenges are given once, when they are reached, and a draw gives and takes tickets while it is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from actions import (
    badge,
    challenge,
    deed,
    draw,
    games,
    ledger,
    member,
    merge,
    privacy,
    program,
    promo,
    purchase,
    referral,
    returns,
)
from actions.purchase import Sale
from actions.verify import verify
from rules.games import BadgeFacts, ChallengeFacts, DrawFacts
from rules.member import Member
from rules.priced import Cheque, Line
from rules.promo import TICKET
from rules.returns import Wish
from storage.tables import badges, challenges_done, events
from storage.work import Work
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT, FOLDER

RUB = 100
READY = (FOLDER / "games.toml").read_text("utf-8")
GAMES = """
[[actions]]
name = "review"
title = { ru = "За отзыв", en = "For a review" }
on = "review"
points = 5

[[badges]]
name = "first"
title = { ru = "Первая", en = "First" }
icon = "🌱"
purchases = 1

[[badges]]
name = "spender"
title = { ru = "Щедрый", en = "Generous" }
spend = "3 000"
points = 70
life = { kind = "days", days = 10 }

[[badges]]
name = "friendly"
title = { ru = "Друг", en = "Friendly" }
friends = 1

[[badges]]
name = "critic"
title = { ru = "Критик", en = "Critic" }
action = "review"
times = 2
points = 11

[[challenges]]
name = "teas"
title = { ru = "Три чая", en = "Three teas" }
first_day = 2026-03-02
last_day = 2026-03-08
goods = { categories = ["tea"] }
pieces = 3
points = 40
tickets = { draw = "may", count = 2 }

[[challenges]]
name = "twice"
title = { ru = "Два раза", en = "Twice" }
first_day = 2026-03-02
last_day = 2026-03-31
purchases = 2
tickets = { draw = "may", count = 1 }

[[challenges]]
name = "tea-money"
title = { ru = "Чай на 500", en = "Tea for 500" }
first_day = 2026-03-02
last_day = 2026-03-31
goods = { categories = ["tea"] }
spend = "500"
points = 9

[[draws]]
name = "may"
title = { ru = "Розыгрыш", en = "The draw" }
winners = 2
last_day = 2026-03-31
ticket_for = "1 000"

[draws.prizes]
ru = ["Чайник", "Чай"]
en = ["A kettle", "Tea"]

[[promos]]
name = "luck"
title = { ru = "Удача", en = "Luck" }
code = "LUCK"
gives = { tickets = { draw = "may", count = 3 } }
"""
TEXT = BONUS_TEXT + GAMES


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, TEXT)
    return work


def join(work: Work, name: str = "Anna") -> str:
    return member.create(work, name=name, client="test", welcome=False).member_id


def buy(work: Work, who: str, *lines: Line, at: datetime | None = None) -> str:
    cheque = Cheque(lines or (Line(1_000 * RUB),))
    return purchase.record(work, Sale(member_id=who, cheque=cheque, client="test", at=at)).purchase_id


def tea(roubles: int, pieces: int = 1) -> Line:
    return Line(roubles * RUB, category="tea", quantity=pieces)


def tickets(work: Work, who: str) -> int:
    return ledger.balance(work, who, TICKET + "may")


def a_badge(work: Work, who: str, name: str) -> BadgeFacts:
    return next(one for one in badge.facts(work, who, program.current(work).program) if one.badge == name)


def a_challenge(work: Work, who: str, name: str) -> ChallengeFacts:
    return next(one for one in challenge.facts(work, who, program.current(work).program) if one.challenge == name)


def the_draw(work: Work, who: str) -> DrawFacts:
    return games.facts(work, who, program.current(work).program).draws[0]


def told(work: Work, kind: str) -> int:
    return len(work.all(events.select().where(events.c.kind == kind)))


# ------------------------------------------------------------------ badges


def test_a_badge_is_given_once_with_its_points(shop: Work) -> None:
    who = join(shop)
    buy(shop, who, Line(2_999 * RUB))
    assert (a_badge(shop, who, "first").at, a_badge(shop, who, "spender").at) == (shop.now, None)
    assert a_badge(shop, who, "spender").done == 2_999 * RUB

    before = ledger.balance(shop, who)
    buy(shop, who, Line(1 * RUB))
    assert ledger.balance(shop, who) - before == 70
    buy(shop, who, Line(4_000 * RUB))

    assert told(shop, "badge_earned") == 2
    assert verify(shop) == ()


def test_a_badge_for_purchases_goes_with_its_points_when_they_come_back_and_can_be_reached_again(shop: Work) -> None:
    who = join(shop)
    buy(shop, who, Line(2_999 * RUB))
    before = ledger.balance(shop, who)
    second = buy(shop, who, Line(2 * RUB))
    returns.take_back(shop, second, 1 * RUB, client="test")
    assert a_badge(shop, who, "spender").at is not None

    returns.take_back(shop, second, None, client="test")
    assert (a_badge(shop, who, "spender").at, ledger.balance(shop, who)) == (None, before)
    assert a_badge(shop, who, "first").at is not None
    buy(shop, who, Line(1 * RUB))

    assert a_badge(shop, who, "spender").at is not None
    assert (ledger.balance(shop, who) - before, told(shop, "badge_earned")) == (70, 3)
    assert verify(shop) == ()


def test_a_badge_counts_rewarded_actions(shop: Work) -> None:
    who = join(shop)
    deed.done(shop, who, "review", "test", "review-1")
    deed.done(shop, who, "review", "test", "review-1")
    assert a_badge(shop, who, "critic").done == 1

    deed.done(shop, who, "review", "test", "review-2")

    assert a_badge(shop, who, "critic").at is not None
    assert ledger.balance(shop, who) == 5 + 5 + 11


def test_a_badge_counts_friends_when_their_reward_has_arrived(shop: Work, clock: Clock) -> None:
    anna = member.get(shop, join(shop))
    boris = member.get(shop, join(shop, "Boris"))
    referral.accept(shop, anna.referral_code, boris, is_new=True)
    buy(shop, boris.member_id)
    assert a_badge(shop, anna.member_id, "friendly").done == 0

    clock.pass_(days=15)
    assert referral.settle(shop) == 1
    badge.befriended(shop, anna.member_id)

    assert a_badge(shop, anna.member_id, "friendly").at is not None


# ------------------------------------------------------------------ challenges


def test_a_challenge_counts_its_goods_on_its_days_and_pays_once(shop: Work, clock: Clock) -> None:
    who = join(shop)
    buy(shop, who, tea(100, 2), Line(900 * RUB, category="coffee"))
    assert (a_challenge(shop, who, "teas").done, a_challenge(shop, who, "teas").days_left) == (2, 6)
    before = ledger.balance(shop, who)

    buy(shop, who, tea(10))

    assert a_challenge(shop, who, "teas").at is not None
    assert ledger.balance(shop, who) - before == 40
    assert tickets(shop, who) == 2 + 1 + 1  # teas, twice, the first purchase
    buy(shop, who, tea(10, 9))
    assert (tickets(shop, who), told(shop, "challenge_done")) == (4, 2)
    assert verify(shop) == ()


def test_a_challenge_is_undone_by_the_return_of_any_purchase_that_it_counted(shop: Work, clock: Clock) -> None:
    who = join(shop)
    first = buy(shop, who, tea(100, 2), Line(900 * RUB))
    buy(shop, who, tea(10))
    ledger.spend(shop, who, ledger.balance(shop, who), ledger.Cause(client="test", program_version=1))
    assert (a_challenge(shop, who, "teas").at, tickets(shop, who)) == (shop.now, 4)
    clock.pass_(days=10)

    returns.take_back(shop, first, None, client="test", wishes=[Wish(1, quantity=1)])

    assert "teas" not in {one.challenge for one in challenge.facts(shop, who, program.current(shop).program)}
    assert (tickets(shop, who), a_challenge(shop, who, "twice").at is not None) == (1, True)  # nor a full 1 000 left
    assert ledger.debt(shop, who) >= 40
    assert verify(shop) == ()


def test_what_a_challenge_gave_before_a_merge_goes_back_once_after_it(shop: Work) -> None:
    who, into = join(shop), join(shop, "Boris")
    bought = buy(shop, who, tea(90, 3))
    ledger.spend(shop, who, ledger.balance(shop, who), ledger.Cause(client="test", program_version=1))
    merge.merge(shop, who, into)
    assert (a_challenge(shop, into, "teas").at, tickets(shop, into)) == (shop.now, 2)

    returns.take_back(shop, bought, None, client="test")

    assert (a_challenge(shop, into, "teas").at, tickets(shop, into)) == (None, 0)
    assert ledger.debt(shop, into) == 40
    buy(shop, into, tea(90, 3))
    assert (ledger.debt(shop, into), tickets(shop, into)) == (0, 2)
    assert verify(shop) == ()


def test_tickets_of_a_closed_draw_stay_when_their_challenge_is_undone(shop: Work, clock: Clock) -> None:
    who = join(shop)
    bought = buy(shop, who, tea(90, 3))
    clock.pass_(days=40)
    draw.close(shop, "may")

    returns.take_back(shop, bought, None, client="test")

    assert (tickets(shop, who), the_draw(shop, who).tickets) == (2, 2)
    assert ledger.balance(shop, who) == 0


def test_what_came_back_does_not_count_for_a_challenge(shop: Work) -> None:
    who = join(shop)
    by_line = buy(shop, who, tea(400, 2), Line(600 * RUB))
    returns.take_back(shop, by_line, None, client="test", wishes=[Wish(1, quantity=1)])
    assert (a_challenge(shop, who, "teas").done, a_challenge(shop, who, "tea-money").done) == (1, 200 * RUB)

    by_sum = buy(shop, who, tea(200), Line(200 * RUB))
    returns.take_back(shop, by_sum, 200 * RUB, client="test")

    assert a_challenge(shop, who, "tea-money").done == 300 * RUB
    assert a_challenge(shop, who, "teas").done == 2


def test_a_late_purchase_counts_on_its_own_day_and_one_after_the_last_day_does_not(shop: Work, clock: Clock) -> None:
    who, noon = join(shop), clock()
    clock.pass_(days=10)
    buy(shop, who, tea(50, 9))
    assert "teas" not in {one.challenge for one in challenge.facts(shop, who, program.current(shop).program)}

    buy(shop, who, tea(50, 3), at=noon)

    assert a_challenge(shop, who, "teas").at is not None


# ------------------------------------------------------------------ tickets


def test_each_full_sum_gives_a_ticket_and_returns_take_back_what_is_left_no_more(shop: Work) -> None:
    who = join(shop)
    bought = buy(shop, who, Line(3_500 * RUB))
    assert tickets(shop, who) == 3

    returns.take_back(shop, bought, 400 * RUB, client="test")
    assert tickets(shop, who) == 3
    returns.take_back(shop, bought, 200 * RUB, client="test")
    assert tickets(shop, who) == 2
    returns.take_back(shop, bought, None, client="test")

    assert tickets(shop, who) == 0
    assert verify(shop) == ()


def test_tickets_come_along_when_two_become_one_and_go_back_with_the_purchase(shop: Work) -> None:
    anna, boris = join(shop), join(shop, "Boris")
    bought = buy(shop, boris, Line(2_000 * RUB))
    merge.merge(shop, boris, anna)
    assert tickets(shop, anna) == 2
    assert a_badge(shop, anna, "first").at is not None

    returns.take_back(shop, bought, 900 * RUB, client="test")
    assert tickets(shop, anna) == 1
    returns.take_back(shop, bought, None, client="test")

    assert tickets(shop, anna) == 0
    assert verify(shop) == ()


def test_who_is_erased_keeps_nothing_of_the_games(shop: Work) -> None:
    who = join(shop)
    buy(shop, who, tea(3_000, 3))
    assert privacy.copy(shop, member.get(shop, who))["badges"]

    privacy.forget(shop, member.get(shop, who))

    assert (tickets(shop, who), shop.all(badges.select()), shop.all(challenges_done.select())) == (0, [], [])
    assert verify(shop) == ()


def test_a_programme_without_games_asks_nothing_for_them(work: Work) -> None:
    program.apply(work, BONUS_TEXT)
    who = join(work)
    buy(work, who)

    assert games.facts(work, who, program.current(work).program).badges == ()
    assert not work.all(badges.select())


def test_the_ready_made_programme_plays(work: Work, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 5, 12, tzinfo=UTC)
    program.apply(work, READY)
    who = join(work)
    for _ in range(5):
        buy(work, who, Line(1_500 * RUB))
        clock.pass_(days=1)

    seen = games.facts(work, who, program.current(work).program)

    assert [one.badge for one in seen.badges if one.at] == ["first"]
    assert [(one.challenge, one.at is not None) for one in seen.challenges] == [("five-in-november", True)]
    assert (seen.draws[0].tickets, seen.draws[0].last_day) == (5 + 5, date(2026, 12, 31))
    assert verify(work) == ()


def test_a_promos_tickets_end_with_the_draw(shop: Work, clock: Clock) -> None:
    who = join(shop)
    promo.use(shop, who, "LUCK", client="chat", who="chat")
    assert tickets(shop, who) == 3
    clock.pass_(days=40)
    draw.close(shop, "may")

    with pytest.raises(promo.PromoCodeInvalid):
        promo.use(shop, join(shop, "Boris"), "LUCK", client="chat", who="chat")


def people(work: Work, count: int) -> list[Member]:
    return [member.get(work, join(work, f"M{number}")) for number in range(count)]


# ------------------------------------------------------------------ the draw seen by members


def test_a_member_sees_the_promise_the_tickets_and_the_own_code(shop: Work, clock: Clock) -> None:
    promised = draw.open_(shop, "may")
    anna, boris, vera = (one.member_id for one in people(shop, 3))
    for who in (anna, boris):
        buy(shop, who)
    seen = the_draw(shop, anna)
    assert (seen.commitment, seen.tickets, seen.over, seen.closed_at) == (promised, 1, False, None)

    clock.pass_(days=40)
    won = draw.close(shop, "may")

    after = the_draw(shop, anna)
    place = next(one.place for one in won if one.member_id == anna)
    assert [(one.code, one.tickets, one.place) for one in after.entries] == [(seen.code, 1, place)]
    assert after.winners == tuple(one.code for one in won)
    assert (the_draw(shop, vera).entries, the_draw(shop, vera).entrants) == ((), 2)
    merge.merge(shop, boris, vera)
    assert the_draw(shop, vera).entries[0].place in (1, 2)
    assert replace(after, entries=()) != seen
