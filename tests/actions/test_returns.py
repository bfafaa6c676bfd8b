"""What comes back from a return lives to the end of a day, as everything does that people are told a day of."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from actions import ledger, member, program, purchase, returns, verify
from actions.purchase import Sale
from rules.priced import Cheque, Line
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
