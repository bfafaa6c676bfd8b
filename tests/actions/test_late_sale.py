"""A sale of a till that was offline is priced as it was sold, and gives nothing that is dead already."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from actions import ledger, member, program, purchase, subscription
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage.tables import lots, purchases
from storage.work import Work
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT, FOLDER

SUBSCRIPTION = (FOLDER / "subscription.toml").read_text("utf-8")
STAMPS = (FOLDER / "stamps.toml").read_text("utf-8")
SHORT_LIVED = re.sub(r"life = \{[^}]*\}", 'life = { kind = "days", days = 14 }', BONUS_TEXT)


def a_sale(member_id: str, at: datetime | None = None, category: str = "") -> Sale:
    lines = (Line(1000_00, category=category),)
    return Sale(member_id=member_id, cheque=Cheque(lines), client="till-1", at=at)


def somebody(work: Work, text: str) -> str:
    program.apply(work, text)
    return member.create(work, client="test", welcome=False).member_id


def test_the_version_of_its_instant_counts_and_is_named_by_the_entry(work: Work, clock: Clock) -> None:
    anna, sold_at = somebody(work, BONUS_TEXT), work.now
    then = program.current(work).version
    clock.pass_(hours=1)
    program.apply(work, BONUS_TEXT.replace('rate = "1%"', 'rate = "2%"'))
    clock.pass_(hours=1)

    quoted = purchase.quote(work, a_sale(anna, sold_at))
    late = purchase.record(work, a_sale(anna, sold_at))
    now = purchase.record(work, a_sale(anna))

    assert (quoted.earn_points, late.quote.earn_points, now.quote.earn_points) == (10, 10, 20)
    kept = sa.select(purchases.c.program_version).where(purchases.c.purchase_id == late.purchase_id)
    assert work.connection.execute(kept).scalar_one() == then


def test_a_subscription_that_ran_then_counts_and_one_that_came_later_does_not(work: Work, clock: Clock) -> None:
    anna = somebody(work, SUBSCRIPTION)
    name = program.current(work).program.subscriptions[0].name
    before = work.now
    clock.pass_(days=1)
    subscription.grant(work, anna, name, client="test")
    clock.pass_(days=10)
    sold_at = work.now
    as_sold = purchase.quote(work, a_sale(anna))
    clock.pass_(days=25)

    assert not subscription.active(work, anna)
    assert subscription.active(work, anna, before) == frozenset()
    assert purchase.quote(work, a_sale(anna, sold_at)).due_minor == as_sold.due_minor
    assert purchase.quote(work, a_sale(anna, sold_at)).earn_points == as_sold.earn_points
    assert subscription.active(work, anna, sold_at) == {name}


def test_points_that_would_have_burned_by_now_live_from_the_record(work: Work, clock: Clock) -> None:
    anna = somebody(work, SHORT_LIVED)
    clock.pass_(days=40)

    fresh = purchase.record(work, a_sale(anna, work.now - timedelta(days=5)))
    stale = purchase.record(work, a_sale(anna, work.now - timedelta(days=30)))
    today = purchase.quote(work, a_sale(anna))

    assert ledger.available(work, anna) == fresh.quote.earn_points + stale.quote.earn_points == 20
    assert fresh.quote.expires_at is not None
    assert today.expires_at is not None
    assert fresh.quote.expires_at == today.expires_at - timedelta(days=5)
    assert stale.quote.expires_at == stale.quote.earnings[0].expires_at == today.expires_at


@pytest.mark.parametrize(("days_late", "lived"), [(5, 5), (30, 0)])
def test_stamps_live_as_points_do(work: Work, clock: Clock, days_late: int, lived: int) -> None:
    short = STAMPS.replace("[[stamps]]\n", '[[stamps]]\nlife = { kind = "days", days = 14 }\n')
    anna, boris = somebody(work, short), member.create(work, client="test", welcome=False).member_id
    clock.pass_(days=40)

    purchase.record(work, a_sale(anna, work.now - timedelta(days=days_late), "coffee"))
    purchase.record(work, a_sale(boris, category="coffee"))

    def ends(member_id: str) -> datetime:
        found = sa.select(lots.c.expires_at).where(lots.c.member_id == member_id, lots.c.asset.startswith("stamp:"))
        [end] = set[datetime](row.expires_at for row in work.all(found))  # of the visit and of the coffee
        return end

    assert ends(boris) - ends(anna) == timedelta(days=lived)
