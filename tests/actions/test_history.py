"""The history explains an entry by the programme of its day."""

from __future__ import annotations

from actions import history, member, program, purchase
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage.work import Work
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT, changed


def test_an_old_purchase_is_explained_by_the_rate_of_its_day(work: Work, clock: Clock) -> None:
    program.apply(work, BONUS_TEXT)
    anna = member.create(work, client="test", welcome=False).member_id
    sale = Sale(member_id=anna, cheque=Cheque((Line(1_000_00),)), client="test")
    purchase.record(work, sale)
    clock.pass_(days=1)
    program.apply(work, changed(('rate = "1%"', 'rate = "2%"')))
    purchase.record(work, sale)

    entries = history.page(work, anna).entries

    assert [(entry.points, str(entry.rate_percent)) for entry in entries] == [(20, "2"), (10, "1")]
