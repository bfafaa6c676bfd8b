"""A time-out lets go of what waits too long, and of nothing that was answered at that very moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from actions import ledger, member, program, timeout
from storage import till
from storage.store import Store
from storage.tables import holds, till_requests
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.make import cause
from tests.rules.programs import BONUS_TEXT


def enter(work: Work) -> str:
    made = member.create(work, client="test", welcome=False)
    ledger.earn(work, made.member_id, 100, cause(), source="purchase")
    return made.member_id


def later(work: Work) -> Work:
    return work.at(work.now + timedelta(hours=1))


def ask(work: Work, member_id: str) -> str:
    request_id = work.fresh_id()
    values: dict[str, Any] = {"request_id": request_id, "member_id": member_id, "staff_id": member_id, "state": "asked"}
    till.insert(work, values | {"cheque": {}, "pay_points": 10, "expires_at": work.now + timedelta(minutes=5)})
    return request_id


def agree(work: Work, request_id: str) -> None:
    till.get(work, request_id)
    till.update(work, request_id, state="agreed")


def states(work: Work, table: sa.Table, key: str) -> dict[str, str]:
    return {getattr(row, key): row.state for row in work.all(sa.select(table))}


async def test_a_hold_captured_meanwhile_does_not_stop_the_others(store: Store) -> None:
    await store.write(program.apply, BONUS_TEXT)
    anna, boris = await store.write(enter), await store.write(enter)
    first = (await store.write(ledger.hold, anna, 10, cause(), minutes=30)).hold_id
    second = (await store.write(ledger.hold, boris, 10, cause(), minutes=31)).hold_id

    answer = await meanwhile(
        store, lambda work: ledger.capture(work, first, 10, cause()), lambda work: timeout.holds(later(work))
    )

    assert not isinstance(answer, BaseException)
    assert await store.read(states, holds, "hold_id") == {first: "captured", second: "expired"}


async def test_a_yes_given_meanwhile_stays_a_yes(store: Store) -> None:
    await store.write(program.apply, BONUS_TEXT)
    anna = await store.write(enter)
    answered, forgotten = await store.write(ask, anna), await store.write(ask, anna)

    await meanwhile(store, lambda work: agree(work, answered), lambda work: timeout.questions(later(work)))

    assert await store.read(states, till_requests, "request_id") == {answered: "agreed", forgotten: "cancelled"}


async def test_letting_go_of_a_hold_captured_meanwhile_says_nothing(store: Store) -> None:
    anna = await store.write(enter_shop)
    hold_id = (await store.write(ledger.hold, anna, 10, cause(), minutes=30)).hold_id

    answer = await meanwhile(
        store,
        lambda work: ledger.capture(work, hold_id, 10, cause()),
        lambda work: ledger.release(work, hold_id, cause()),
    )

    assert answer is None
    assert await store.read(states, holds, "hold_id") == {hold_id: "captured"}


def enter_shop(work: Work) -> str:
    program.apply(work, BONUS_TEXT)
    return enter(work)
