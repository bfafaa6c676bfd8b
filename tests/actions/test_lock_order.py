"""Purchases, returns, merges and erasures of members who have to do with each other wait, and never deadlock."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from actions import member, privacy, profile, program, purchase, referral, returns
from actions.purchase import Sale
from actions.verify import verify
from rules.member import Member
from rules.priced import Cheque, Line
from storage import referrals
from storage.store import Store, open_store
from storage.unit import Unavailable
from storage.work import Work
from tests.make import Clock
from tests.rules.programs import BONUS_TEXT

BUDGETED = (
    BONUS_TEXT
    + """
[[rules]]
name = "extra"
title = { ru = "Добавка", en = "An extra" }
points = 10
caps = { budget = 100000 }

[[actions]]
name = "profile"
title = { ru = "Анкета", en = "Profile" }
on = "profile_completed"
points = 5
"""
)
FRIENDS = 10


@dataclass
class Shop:
    """A store that is closed before its deadlocks are counted."""

    store: Store
    anna: Member


@pytest.fixture
async def shop(url: str, clock: Clock, database: str) -> AsyncIterator[Shop]:
    store = await open_store(url, clock, random.Random(2).randbytes)
    await store.write(program.apply, BUDGETED)
    yield Shop(store, await store.write(a_member))
    assert await store.read(verify) == ()
    await store.close()
    assert database == "sqlite" or deadlocks(url) == 0


def deadlocks(url: str) -> int:
    """How many PostgreSQL ended in this database; a connection's count is told when it is gone."""
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    counted = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    until = time.monotonic() + 30
    with sa.create_engine(address, isolation_level="AUTOCOMMIT").connect() as connection:
        while connection.exec_driver_sql(others).scalar_one():
            assert time.monotonic() < until, "the store is closed, and so are its connections"
        return int(connection.exec_driver_sql(counted).scalar_one())


async def at_once(store: Store, units: Iterable[Callable[[Work], Any]]) -> list[Any]:
    """What each returned, or the MemberUnknown it raised; one that found a busy database is sent again."""

    async def sent(unit: Callable[[Work], Any]) -> Any:
        while True:
            try:
                return await store.write(unit)
            except Unavailable:
                continue
            except member.MemberUnknown as gone:
                return gone

    return await asyncio.gather(*(sent(unit) for unit in units))


def a_member(work: Work) -> Member:
    return member.create(work, name="Анна", client="test", welcome=False)


def a_friend(work: Work, inviter: Member) -> str:
    friend = a_member(work)
    assert referral.accept(work, inviter.referral_code, friend, is_new=True) is None
    return friend.member_id


def buy(work: Work, member_id: str) -> str:
    sale = Sale(member_id=member_id, cheque=Cheque((Line(2_000_00),)), client="test")
    return purchase.record(work, sale).purchase_id


def take_back(work: Work, purchase_id: str) -> None:
    returns.take_back(work, purchase_id, None, client="test")


async def test_friends_first_purchases_their_returns_and_the_inviters_own_never_deadlock(shop: Shop) -> None:
    store, anna = shop.store, shop.anna
    friends = [await store.write(a_friend, anna) for _ in range(FRIENDS)]

    buying = [partial(buy, member_id=each) for friend in friends for each in (friend, anna.member_id)]
    bought = await at_once(store, buying)
    rewarded = [await store.read(referrals.of_friend, friend) for friend in friends]
    await at_once(store, [partial(take_back, purchase_id=each) for each in bought])
    cancelled = [await store.read(referrals.of_friend, friend) for friend in friends]

    assert {row.state for row in rewarded if row is not None} == {"pending"}
    assert {row.state for row in cancelled if row is not None} == {"cancelled"}


async def test_members_who_become_one_or_go_while_they_buy_never_deadlock(shop: Shop) -> None:
    store, anna = shop.store, shop.anna
    for _ in range(FRIENDS // 2):
        friend, into, gone = await store.write(a_friend, anna), *[await store.write(a_member) for _ in range(2)]
        born = date(1990, 1, 1)

        *_, forgotten, united = await at_once(
            store,
            [
                partial(buy, member_id=friend),
                partial(buy, member_id=anna.member_id),
                partial(profile.change, member_id=gone.member_id, birthday=born, external_id=gone.member_id),
                partial(buy, member_id=gone.member_id),
                partial(privacy.forget, member=gone),
                partial(profile.unite, from_id=friend, into_id=into.member_id),
            ],
        )

        assert forgotten is None
        assert united.member_id == into.member_id
