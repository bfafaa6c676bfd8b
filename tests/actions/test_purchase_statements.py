"""How many statements a purchase sends: a plain programme pays for no format that it does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from actions import ledger, member, program, purchase
from actions.purchase import Sale
from rules.priced import Cheque, Line
from storage.compiled import Compiled
from storage.work import Work
from tests.make import cause

PLAIN = Path("programs/retail-bonus.toml").read_text("utf-8")
RUB = 100
# Whose rows a purchase of such a programme needs, and nobody else's.
TABLES = {
    "accounts",
    "events",
    "facts_due",
    "lots",
    "members",
    "programs",
    "purchases",
    "referrals",
    "standings",
    "transactions",
    "webhook_endpoints",
}


class Counted(Work):
    """Notes the text of every statement that goes to the driver."""

    __slots__ = ("sent",)

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection, work.now, work._dice)
        self.sent: list[str] = []

    def _send(self, compiled: Compiled, *rows: dict[str, Any]) -> Any:
        self.sent.append(compiled.text)
        return super()._send(compiled, *rows)


@contextmanager
def counting(work: Work) -> Iterator[Counted]:
    counted = Counted(work)

    def note(_connection: object, _cursor: object, text: str, *_: object) -> None:
        counted.sent.append(text)  # what SQLAlchemy sends by itself

    sa.event.listen(work.connection, "before_cursor_execute", note)
    yield counted
    sa.event.remove(work.connection, "before_cursor_execute", note)


def sent_by(work: Work, sale: Sale) -> list[str]:
    """What a purchase sends where the same one was made before."""
    purchase.record(work, sale)
    with counting(work) as counted:
        purchase.record(counted, sale)
    return counted.sent


def a_sale(member_id: str, roubles: int, pay_points: int | None = None) -> Sale:
    lines = (Line(roubles * RUB, category="coffee"), Line(10 * RUB))
    return Sale(member_id=member_id, cheque=Cheque(lines, pay_points), client="till-1", location="Arbat 1")


@pytest.fixture
def anna(work: Work) -> str:
    program.apply(work, PLAIN)
    return member.create(work, client="test", welcome=False).member_id


def test_a_plain_purchase_sends_no_more_than_it_needs(work: Work, anna: str) -> None:
    """Of a member at the top of the programme, for whom nothing is counted anew."""
    assert len(sent_by(work, a_sale(anna, 30_000))) <= 12


def test_below_the_top_the_tiers_are_counted_with_one_statement_more(work: Work, anna: str) -> None:
    assert len(sent_by(work, a_sale(anna, 100))) <= 13


def test_a_purchase_paid_with_points_sends_no_more_than_it_needs(work: Work, anna: str) -> None:
    ledger.earn(work, anna, 1_000, cause(), source="adjustment")

    assert len(sent_by(work, a_sale(anna, 30_000, pay_points=50))) <= 20


def test_a_plain_programme_asks_about_nothing_of_other_formats(work: Work, anna: str) -> None:
    asked = {table for text in sent_by(work, a_sale(anna, 30_000)) for table in _tables(text)}

    assert asked == TABLES


def test_a_programme_with_offers_asks_for_those_of_the_buyer_with_one_statement_more(work: Work) -> None:
    plain = 'title = { ru = "Одно", en = "One" }\ngives = { points = 1 }\ndays = 7\n'
    program.apply(work, f'{PLAIN}\n[[offers]]\nname = "one"\n{plain}')
    anna = member.create(work, client="test", welcome=False).member_id

    sent = sent_by(work, a_sale(anna, 30_000))

    assert len(sent) <= 13
    assert [table for text in sent for table in _tables(text)].count("offers") == 1


def _tables(text: str) -> list[str]:
    return re.findall(r"(?:FROM|JOIN|INTO|UPDATE) (\w+)", text)
