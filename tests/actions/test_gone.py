"""Points never land on somebody who was erased, or joined with another, in that very moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions import hold, ledger, member, merge, privacy, program, purchase
from actions.key import Client
from actions.member import MemberUnknown
from actions.purchase import Sale
from rules.member import Member
from rules.priced import Cheque, Line
from storage.store import Store
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.make import cause
from tests.rules.programs import BONUS_TEXT
from web.api import promos, subscriptions, tags

RUB = 100
TILL = Client(key_id="k", name="test", location="")
TEXT = (
    BONUS_TEXT
    + """
[[subscriptions]]
name = "plus"
title = { ru = "Плюс", en = "Plus" }
about = { ru = "Плюс", en = "Plus" }
price = "100"

[[promos]]
name = "leaflet"
title = { ru = "Листовка", en = "Leaflet" }
gives = { points = 10 }
life = { kind = "days", days = 10 }
"""
)
Deed = Callable[[Work, str], object]


def buy(work: Work, member_id: str) -> None:
    purchase.record(work, Sale(member_id=member_id, cheque=Cheque((Line(1_000 * RUB),)), client="test"))


def keep(work: Work, member_id: str) -> None:
    hold.keep(work, member_id, 10, client="test")


def subscribe(work: Work, member_id: str) -> None:
    subscriptions.grant(work, TILL, subscriptions.GrantIn(name="plus"), member_id)


def unsubscribe(work: Work, member_id: str) -> None:
    subscriptions.cancel(work, TILL, subscriptions.CancelIn(name="plus"), member_id)


def put_tag(work: Work, member_id: str) -> None:
    tags.change(work, TILL, tags.TagsIn(add=["student"]), member_id)


def make_codes(work: Work, member_id: str) -> None:
    promos.make(work, TILL, promos.BatchIn(promo="leaflet", count=1, member_id=member_id))


def erase(work: Work, who: Member) -> None:
    privacy.forget(work, who)


def join_with_another(work: Work, who: Member) -> None:
    other = member.create(work, phone="+79123456789", client="test", welcome=False)
    merge.merge(work, who.member_id, other.member_id, "+79123456789")


def enter(work: Work, points: int) -> Member:
    program.apply(work, TEXT)
    made = member.create(work, client="test", welcome=False)
    if points:
        ledger.earn(work, made.member_id, points, cause(), source="purchase")
    return made


@pytest.mark.parametrize("points", [0, 100], ids=["with nothing", "with points"])
@pytest.mark.parametrize("goes", [erase, join_with_another])
@pytest.mark.parametrize("deed", [buy, keep, subscribe, unsubscribe, put_tag, make_codes])
async def test_who_goes_meanwhile_is_unknown(
    store: Store, deed: Deed, goes: Callable[[Work, Member], None], points: int
) -> None:
    anna = await store.write(enter, points)

    answer = await meanwhile(store, lambda work: goes(work, anna), lambda work: deed(work, anna.member_id))

    assert isinstance(answer, MemberUnknown)
    assert await store.read(ledger.balance, anna.member_id) == 0
