"""Personal offers are given once, count from a sum of one's own, are used by one cheque, and come back with it."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
import sqlalchemy as sa

from actions import member, offer, program
from actions.offer import OfferGone, OfferUnknown
from rules.offer import nice
from storage.store import Store
from storage.tables import member_facts, offers
from storage.work import Row, Work
from tests.rules.offers import OFFERS_TEXT

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
