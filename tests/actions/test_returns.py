"""What comes back from a return lives to the end of a day, as everything does that people are told a day of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from actions import gift_card, ledger, member, program, purchase, returns, verify
from actions.purchase import Sale
from rules.gift_card import GIFT
from rules.priced import Cheque, Line
from rules.returns import Wish
from rules.schedule import MIDNIGHT, instant
from storage.tables import lots
from storage.work import Work
from tests.make import Clock, cause
from tests.rules.programs import BONUS, BONUS_TEXT, changed


def a_return_of_what_burned(work: Work, clock: Clock) -> str:
    """A purchase paid with points that burned since, taken back two days later at noon; the member's id."""
    anna = member.create(work, client="test", welcome=False).member_id
    ledger.earn(work, anna, 100, cause(), source="import", expires_at=clock() + timedelta(days=1))
    sale = Sale(member_id=anna, cheque=Cheque((Line(1_000_00),), 100), client="test")
    bought = purchase.record(work, sale).purchase_id
    clock.pass_(days=2)
    returns.take_back(work, bought, None, client="test")
    return anna


def test_points_that_come_back_late_live_to_the_end_of_the_last_day_of_grace(work: Work, clock: Clock) -> None:
    program.apply(work, BONUS_TEXT)

    anna = a_return_of_what_burned(work, clock)

    [back] = work.all(sa.select(lots).where(lots.c.source == "refund"))
    assert back.expires_at == instant(date(2026, 3, 19), MIDNIGHT, BONUS.zone)  # 4 March and 14 days, through the 18th
    assert ledger.available(work, anna) == 100


def test_without_a_grace_they_burn_at_once(work: Work, clock: Clock) -> None:
    program.apply(work, changed(("grace_days = 14", "grace_days = 0")))

    anna = a_return_of_what_burned(work, clock)

    assert ledger.balance(work, anna) == 0
    assert not verify.verify(work)


# ------------------------------------------------------------------ what else comes back


def test_a_gift_card_that_paid_a_part_gets_its_part_back_and_the_member_the_money(work: Work) -> None:
    program.apply(work, BONUS_TEXT + CARDS)
    anna = member.create(work, client="test", welcome=False).member_id
    card = gift_card.sell(work, 300_00, client="test").card_id
    cheque = Cheque((Line(600_00), Line(400_00)))
    bought = purchase.record(work, Sale(member_id=anna, cheque=cheque, client="test", gift_card_id=card)).purchase_id

    first = returns.take_back(work, bought, None, client="test", wishes=[Wish(2)])
    assert (first.refund_minor, first.gift_back_minor, ledger.balance(work, card, GIFT)) == (280_00, 120_00, 120_00)
    rest = returns.take_back(work, bought, None, client="test")

    assert (rest.refund_minor, rest.gift_back_minor, ledger.balance(work, card, GIFT)) == (420_00, 180_00, 300_00)
    assert not verify.verify(work)


CARDS = """
[gift_cards]
title = { ru = "Карта", en = "Card" }
minimum = "100"
maximum = "1000"
"""
STAMPS = """
[[stamps]]
name = "coffee"
title = { en = "Coffee", ru = "Кофе" }
on = "goods"
goods = { categories = ["coffee"] }
needed = 2

[stamps.gift]
title = { en = "A coffee", ru = "Кофе" }
goods = { categories = ["coffee"] }
"""


def test_what_was_stamped_is_taken_back_when_the_goods_are_and_a_gifts_stamps_return(work: Work) -> None:
    program.apply(work, BONUS_TEXT + STAMPS)
    anna = member.create(work, client="test", welcome=False).member_id

    def buys(pieces: int, gift: str = "") -> str:
        line = Line(100_00 * pieces, pieces, "coffee")
        other = Line(50_00, 1, "cake")
        sale = Sale(member_id=anna, cheque=Cheque((line, other), stamp_gift=gift), client="test")
        return purchase.record(work, sale).purchase_id

    first = buys(3)
    assert ledger.balance(work, anna, "stamp:coffee") == 3
    free = buys(1, "coffee")
    left = ledger.balance(work, anna, "stamp:coffee")
    returns.take_back(work, free, None, client="test")
    assert ledger.balance(work, anna, "stamp:coffee") == 3 > left

    returns.take_back(work, first, None, client="test", wishes=[Wish(1, quantity=1)])
    returns.take_back(work, first, None, client="test")

    assert ledger.balance(work, anna, "stamp:coffee") == 0
    assert not verify.verify(work)


BUDGET = """
[[rules]]
name = "gift"
title = { ru = "Подарок", en = "A gift" }
points = 100
caps = { budget = 100 }
"""


@pytest.mark.parametrize(
    ("policy", "parts", "given_again"),
    [
        ("debt", [None], True),
        ("debt", [400_00, None], True),
        ("debt", [400_00], False),
        ("pending_only", [None], False),
    ],
)
def test_a_budget_has_back_what_came_back_whole_with_all_its_points(
    work: Work, policy: str, parts: list[int | None], given_again: bool
) -> None:
    program.apply(work, changed(('policy = "debt"', f'policy = "{policy}"'), text=BONUS_TEXT + BUDGET))
    anna = member.create(work, client="test", welcome=False).member_id

    def buys() -> purchase.Recorded:
        return purchase.record(work, Sale(member_id=anna, cheque=Cheque((Line(1_000_00),)), client="test"))

    first = buys()
    plain = buys().quote.earn_points
    assert first.quote.earn_points == plain + 100

    for part in parts:
        returns.take_back(work, first.purchase_id, part, client="test")

    assert buys().quote.earn_points == plain + 100 * given_again
    assert buys().quote.earn_points == plain
    assert not verify.verify(work)
