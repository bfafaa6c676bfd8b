"""Personal offers are given once, count from a sum of one's own, are used by one cheque, and come back with it."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from actions import history, ledger, member, merge, offer, privacy, program, purchase, returns, stamp, webhook
from actions.offer import OfferGone, OfferOver, OfferUnknown
from actions.purchase import Recorded, Sale
from actions.verify import verify
from rules.lifetime import last_usable_day
from rules.offer import nice
from rules.priced import Cheque, Line
from storage.store import Store
from storage.tables import member_facts, offers
from storage.work import Row, Work
from tests.actions.test_webhook_events import facts_of
from tests.make import Clock, cause
from tests.rules.offers import OFFERS_TEXT
from tests.rules.programs import BONUS_TEXT

RUB = 100


@pytest.fixture
def anna(work: Work) -> str:
    program.apply(work, OFFERS_TEXT)
    return a_member(work)


def a_member(work: Work) -> str:
    return member.create(work, client="test", welcome=False).member_id


def usually_pays(work: Work, member_id: str, typical_minor: int) -> None:
    values = {"member_id": member_id, "typical_minor": typical_minor, "counted_at": work.now}
    work.run(member_facts.insert(), **values)


def kept(work: Work, member_id: str) -> list[Row]:
    mine = sa.select(offers).where(offers.c.member_id == member_id).order_by(offers.c.offer_id)
    return list(work.all(mine))


def give(work: Work, name: str, members: list[str], campaign: int = 7, occasion: str = "") -> int:
    return offer.grant_many(work, program.current(work), name, members, campaign=campaign, occasion=occasion)


# ------------------------------------------------------------------ given


def test_many_are_given_the_same_offer_each_from_a_sum_of_their_own(work: Work, anna: str) -> None:
    sums = [1, 83_00, 412_50, 1_030_00, 1_999_99, 2_000_00, 48_123_45, 7_000_000_00]
    members = [a_member(work) for _ in sums]
    for member_id, typical in zip(members, sums, strict=True):
        usually_pays(work, member_id, typical)
    usually_pays(work, anna, 0)
    stranger = a_member(work)

    assert give(work, "bigger", [*members, anna, stranger]) == len(sums) + 2

    thresholds = [kept(work, member_id)[0].from_minor for member_id in members]
    assert thresholds == [nice(-(-typical * 120 // 100)) for typical in sums]
    assert [kept(work, each)[0].from_minor for each in (anna, stranger)] == [1_000 * RUB] * 2
    assert len({kept(work, each)[0].offer_id for each in members}) == len(members)


def test_a_unit_that_runs_again_gives_nothing_twice_and_another_occasion_gives_anew(work: Work, anna: str) -> None:
    boris = a_member(work)

    assert [give(work, "double", [anna]), give(work, "double", [anna, boris])] == [1, 1]
    assert give(work, "double", [anna], occasion="2026-04") == 1
    assert give(work, "mug", [anna]) == 1
    assert sorted(row.offer for row in kept(work, anna)) == ["double", "double", "mug"]


def test_an_offer_that_waits_for_its_member_is_not_on_and_another_is(work: Work, anna: str) -> None:
    for name in ("back", "double"):
        give(work, name, [anna])

    assert [(row.offer, row.state) for row in kept(work, anna)] == [("back", "given"), ("double", "on")]


def test_the_stock_is_the_end(work: Work, anna: str) -> None:
    members = [a_member(work) for _ in range(3)]

    assert [give(work, "back", members), give(work, "back", [anna], campaign=8)] == [2, 0]
    with pytest.raises(OfferGone):
        offer.grant(work, anna, "back", client="crm")


def test_staff_may_give_the_same_twice_and_nothing_that_is_unknown(work: Work, anna: str) -> None:
    assert offer.grant(work, anna, "mug", client="crm") != offer.grant(work, anna, "mug", client="crm")
    with pytest.raises(OfferUnknown):
        offer.grant(work, anna, "car", client="crm")


async def test_the_last_one_is_given_to_one_of_two(store: Store) -> None:
    await store.write(program.apply, OFFERS_TEXT.replace("stock = 2", "stock = 1"))
    members = [await store.write(a_member) for _ in range(2)]

    giving = [partial(give, name="back", members=[each], campaign=at) for at, each in enumerate(members)]
    given = await asyncio.gather(*(store.write(unit) for unit in giving))

    assert sorted(given) == [0, 1]


# ------------------------------------------------------------------ used at a till


def buy(work: Work, member_id: str, *lines: Line, pay: int | None = None, **more: Any) -> Recorded:
    sale = Sale(member_id=member_id, cheque=Cheque(lines, pay), client="test", **more)
    quoted = purchase.quote(work, sale)
    recorded = purchase.record(work, sale)
    assert recorded.quote.offer == quoted.offer, "what was quoted is what is recorded"
    return recorded


def take_back(work: Work, bought: Recorded, value_minor: int | None = None) -> None:
    returns.take_back(work, bought.purchase_id, value_minor, client="test")


def only(work: Work, member_id: str) -> Row:
    [row] = kept(work, member_id)
    return row


TEA, COFFEE = Line(1_000 * RUB), Line(400 * RUB, category="coffee")


def test_points_are_given_from_the_members_own_sum_up_with_their_own_life(work: Work, anna: str) -> None:
    usually_pays(work, anna, 900 * RUB)
    give(work, "bigger", [anna])

    small = buy(work, anna, TEA)
    big = buy(work, anna, Line(1_100 * RUB))

    assert (small.quote.offer, big.quote.offer is not None) == (None, True)
    [ours] = [one for one in big.quote.earnings if one.rule == "offer:bigger"]
    zone = program.current(work).program.zone
    assert ours.points == 300
    assert ours.expires_at is not None
    assert last_usable_day(ours.expires_at, zone) == date(2026, 3, 12)
    assert sum(line.earn_points for line in big.quote.lines) == big.quote.earn_points
    assert big.quote.lines[0].why[-1].facts == {"offer": "bigger"}
    row = only(work, anna)
    assert (row.state, row.points, row.off_minor, row.purchase_id) == ("used", 300, 0, big.purchase_id)
    assert buy(work, anna, Line(1_100 * RUB)).quote.offer is None
    [entry] = [one for one in history.page(work, anna).entries if one.rule == "offer:bigger"]
    assert entry.titles["en"] == "A present for a bigger cheque"


def test_a_percent_comes_after_the_tiers_discount_once_it_is_switched_on(work: Work, clock: Clock) -> None:
    program.apply(work, OFFERS_TEXT.replace('rate = "1%"', 'rate = "1%"\ndiscount = "10%"', 1))
    anna = a_member(work)
    give(work, "back", [anna])
    assert buy(work, anna, TEA).quote.offer is None

    row = only(work, anna)
    offer.switch_on(work, anna, row.offer_id)
    assert offer.switch_on(work, anna, row.offer_id).state == "on"
    quoted = buy(work, anna, TEA, Line(1)).quote

    assert [(one.kind, one.minor) for one in quoted.reductions] == [("tier", 100_00), ("offer", 135_00)]
    assert quoted.net_minor == 765_01
    assert only(work, anna).off_minor == 135_00
    with pytest.raises(OfferOver):
        offer.switch_on(work, anna, row.offer_id)


def test_the_last_day_is_the_end_and_nobody_switches_on_what_is_over(work: Work, anna: str, clock: Clock) -> None:
    give(work, "double", [anna])
    give(work, "back", [anna])
    clock.pass_(days=8)

    assert buy(work, anna, COFFEE).quote.offer is None
    assert [one.state for one in offer.of(work, anna)] == ["over", "over"]
    with pytest.raises(OfferOver):
        offer.switch_on(work, anna, offer.of(work, anna)[0].offer_id)


def test_one_cheque_uses_the_offer_that_is_worth_most_and_the_others_wait(work: Work, anna: str) -> None:
    for name in ("double", "bigger", "mug"):
        give(work, name, [anna])

    used = [buy(work, anna, Line(2_000 * RUB), COFFEE).quote.offer for _ in range(4)]

    assert [one.name if one else "" for one in used] == ["bigger", "double", "mug", ""]
    assert used[2] is not None
    assert used[2].is_gift


def test_double_points_double_what_the_goods_earn(work: Work, anna: str) -> None:
    plain = buy(work, anna, COFFEE).quote.earn_points
    give(work, "double", [anna])

    assert plain == 4
    assert buy(work, anna, COFFEE, TEA).quote.earn_points == 14 + 4


def test_the_last_of_several_purchases_is_given_the_offer(work: Work, anna: str) -> None:
    give(work, "habit", [anna])
    first = buy(work, anna, TEA)
    buy(work, anna, Line(299 * RUB))
    buy(work, anna, TEA)
    assert only(work, anna).progress == 2

    take_back(work, first)
    assert buy(work, anna, TEA).quote.offer is None
    third = buy(work, anna, TEA)

    assert third.quote.due_minor == 800 * RUB
    assert (only(work, anna).state, only(work, anna).progress) == ("used", 3)


def test_stamps_of_an_offer_come_besides_and_go_with_the_purchase(work: Work, anna: str) -> None:
    give(work, "stamps", [anna])

    bought = buy(work, anna, COFFEE)
    assert bought.quote.stamps == (("coffee", 3),)
    take_back(work, bought)

    assert stamp.cards(work, anna, program.current(work).program)[0].stamps == 0
    assert only(work, anna).state == "on"


def test_a_budget_gives_what_is_left_of_it_and_then_the_offer_waits(work: Work, anna: str) -> None:
    members = [a_member(work) for _ in range(4)]
    give(work, "bigger", [anna, *members])

    bought = [buy(work, each, TEA) for each in (anna, *members)]

    assert [one.quote.offer.points if one.quote.offer else 0 for one in bought] == [300, 300, 300, 100, 0]
    assert only(work, members[-1]).state == "on"
    take_back(work, bought[0])
    again = buy(work, members[-1], TEA).quote.offer
    assert again is not None
    assert again.points == 300


def test_terms_stay_as_they_were_promised(work: Work, anna: str) -> None:
    give(work, "bigger", [anna])
    program.apply(work, OFFERS_TEXT.replace("points = 300", "points = 5").replace('name = "double"', 'name = "twice"'))

    used = buy(work, anna, TEA).quote.offer

    assert used is not None
    assert used.points == 300


def test_what_was_promised_is_given_when_the_programme_has_no_offers_left(work: Work, anna: str) -> None:
    give(work, "bigger", [anna])
    program.apply(work, BONUS_TEXT)

    used = buy(work, anna, TEA).quote.offer

    assert used is not None
    assert used.points == 300


def test_what_is_withdrawn_counts_no_more(work: Work, anna: str) -> None:
    given = offer.grant(work, anna, "double", client="crm")
    offer.withdraw(work, anna, given)

    assert buy(work, anna, COFFEE).quote.offer is None
    assert offer.get(work, anna, given).state == "withdrawn"
    with pytest.raises(OfferOver):
        offer.withdraw(work, anna, given)


# ------------------------------------------------------------------ and come back


def test_a_part_that_comes_back_takes_its_part_and_the_whole_lets_the_offer_be_used_again(
    work: Work, anna: str
) -> None:
    give(work, "bigger", [anna])
    bought = buy(work, anna, TEA)

    take_back(work, bought, 250 * RUB)
    assert (only(work, anna).state, only(work, anna).points) == ("used", 225)
    take_back(work, bought)

    row = only(work, anna)
    assert (row.state, row.points, row.purchase_id, row.used_at) == ("on", 0, None, None)
    assert ledger.balance(work, anna) == 0
    assert buy(work, anna, TEA).quote.offer is not None
    assert verify(work) == ()


def test_a_gift_that_was_handed_over_stays_used(work: Work, anna: str) -> None:
    give(work, "mug", [anna])
    take_back(work, buy(work, anna, Line(2_000 * RUB)))

    assert only(work, anna).state == "used"


def test_a_member_who_keeps_the_points_does_not_get_them_twice(work: Work) -> None:
    program.apply(work, OFFERS_TEXT.replace('policy = "debt"', 'policy = "pending_only"'))
    anna = a_member(work)
    give(work, "bigger", [anna])
    take_back(work, buy(work, anna, TEA))

    assert (only(work, anna).state, only(work, anna).points) == ("used", 300)


def test_points_that_pay_leave_an_offer_that_would_give_nothing_for_the_next_cheque(work: Work) -> None:
    program.apply(work, OFFERS_TEXT.replace('on = "net"', 'on = "none"', 1))
    anna = a_member(work)
    ledger.earn(work, anna, 100, cause(), source="adjustment")
    give(work, "bigger", [anna])

    sale = Sale(member_id=anna, cheque=Cheque((TEA,), 50), client="test")
    assert purchase.record(work, sale).quote.offer is None
    assert only(work, anna).state == "on"


# ------------------------------------------------------------------ two who become one, and who goes


def test_two_who_become_one_keep_the_offers_of_both_and_use_none_twice(work: Work, anna: str) -> None:
    boris = a_member(work)
    give(work, "double", [anna, boris])
    give(work, "bigger", [anna])
    buy(work, anna, COFFEE)
    merge.merge(work, anna, boris)

    assert sorted((row.offer, row.state) for row in kept(work, boris)) == [("bigger", "on"), ("double", "used")]
    assert kept(work, anna) == []


def test_who_is_erased_leaves_what_was_used_for_the_reports(work: Work, anna: str) -> None:
    give(work, "double", [anna])
    give(work, "mug", [anna])
    buy(work, anna, COFFEE)
    who = member.get(work, anna)
    assert len(privacy.copy(work, who)["offers"]) == 2
    privacy.forget(work, who)

    assert [row.offer for row in kept(work, anna)] == ["double"]


# ------------------------------------------------------------------ what others hear, and what it costs


def test_other_programs_hear_of_a_single_gift_its_use_and_its_return(work: Work, anna: str) -> None:
    webhook.add(work, "https://shop.example/hook", ["offer"])
    give(work, "mug", [anna])
    given = offer.grant(work, anna, "bigger", client="crm")
    take_back(work, buy(work, anna, TEA))

    [told] = facts_of(work, "offer.given")
    assert (told["offer_id"], told["offer"], told["from_minor"]) == (given, "bigger", 1_000 * RUB)
    [used], [undone] = facts_of(work, "offer.used"), facts_of(work, "offer.undone")
    assert (used["offer_id"], used["points"], used["off_minor"]) == (given, 300, 0)
    assert (undone["offer_id"], undone["purchase_id"]) == (given, used["purchase_id"])


async def test_one_offer_at_two_tills_at_once_is_used_once(store: Store) -> None:
    await store.write(program.apply, OFFERS_TEXT)
    anna = await store.write(a_member)
    await store.write(give, "habit", [anna])
    await store.write(give, "bigger", [anna])
    sale = Sale(member_id=anna, cheque=Cheque((TEA,)), client="test")

    bought = await asyncio.gather(*(store.write(purchase.record, sale) for _ in range(2)))

    assert sorted(one.quote.earn_points for one in bought) == [10, 310]
    assert sorted((row.state, row.progress) for row in await store.read(kept, anna)) == [("on", 2), ("used", 0)]
