"""A tier rises with a purchase, and at night falls or goes on, whatever happens in that very moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import member, program, purchase, tier
from actions.purchase import Sale
from rules.notice import TierFell
from rules.priced import Cheque, Line
from rules.tier import falls_at, stand
from storage import standings
from storage.store import Store
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.jobs.test_schedule import told
from tests.make import Clock
from tests.rules.programs import BONUS, BONUS_TEXT

RUB = 100


def join(work: Work, name: str = "gold") -> str:
    """A member of this tier, whose term began now."""
    made = member.create(work, client="test", welcome=False).member_id
    standings.put(work, made, stand(BONUS, name, work.now))
    return made


def buy(work: Work, member_id: str, amount_minor: int) -> None:
    purchase.record(work, Sale(member_id=member_id, cheque=Cheque((Line(amount_minor),)), client="test"))


@pytest.fixture
def shop(work: Work) -> Work:
    program.apply(work, BONUS_TEXT)
    return work


def pass_term(work: Work, member_id: str, clock: Clock) -> None:
    """Go to the first instant after the term and its grace."""
    until = standings.get(work, member_id).until  # type: ignore[union-attr]
    assert until is not None
    clock.now = falls_at(BONUS, until)


def test_a_tier_that_nothing_carries_falls_by_one_step_after_its_term_and_the_grace(shop: Work, clock: Clock) -> None:
    anna = join(shop)
    pass_term(shop, anna, clock)
    clock.now -= timedelta(microseconds=1)

    assert tier.settle_due(shop, 10) == 1
    assert tier.name_of(shop, anna) == "gold"

    clock.pass_(days=1)
    assert tier.settle_due(shop, 10) == 1
    assert tier.name_of(shop, anna) == "silver"
    assert told(shop, TierFell) == [TierFell(title="silver", before="gold")]
    assert tier.settle_due(shop, 10) == 0


def test_a_tier_that_purchases_carry_goes_on_for_another_term(shop: Work, clock: Clock) -> None:
    anna = join(shop)
    before = standings.get(shop, anna)
    assert before is not None
    assert before.until is not None
    clock.now = before.until - timedelta(days=1)
    buy(shop, anna, 30_000 * RUB)
    clock.pass_(days=1)

    assert tier.settle_due(shop, 10) == 1

    after = standings.get(shop, anna)
    assert after is not None
    assert after.until is not None
    assert (after.tier, after.until > before.until) == ("gold", True)
    assert told(shop, TierFell) == []


async def test_a_purchase_in_the_moment_of_the_fall_is_counted(store: Store, clock: Clock) -> None:
    await store.write(program.apply, BONUS_TEXT)
    anna = await store.write(join, "silver")
    clock.now = falls_at(BONUS, (await store.read(standings.get, anna)).until)  # type: ignore[union-attr, arg-type]

    await meanwhile(store, lambda work: buy(work, anna, 30_000 * RUB), lambda work: tier.settle_due(work, 10))

    assert await store.read(tier.name_of, anna) == "gold"
