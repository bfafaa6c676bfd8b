"""A till whose program is killed at every statement of a purchase in turn, and which then retries with its key.

Run as `python -m tests.acceptance.dying_till ADDRESS MEMBER_ID CARD_ID`; prints how many purchases it meant to make.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from typing import Any

import psycopg
import sqlalchemy as sa

from actions import purchase, request
from actions.purchase import Sale
from actions.request import Answer
from rules.priced import Cheque, Line
from rules.refusal import Refused
from storage.postgres import PostgresStore
from storage.sqlite import SqliteStore
from storage.store import Store, open_store
from storage.work import Work
from tests.make import NOON

NEVER = 10**9
countdown = NEVER


def buy(work: Work, member_id: str, card_id: str, key: str) -> Answer:
    """A purchase with points, a gift card, stamps and budgets, as the HTTP API does it: one unit with its key."""
    lines = (Line(500_00), Line(500_00, 2, "tea"), Line(500_00, brand="house"))
    sale = Sale(
        member_id=member_id,
        cheque=Cheque(lines, pay_points=50),
        client="till-1",
        gift_card_id=card_id,
        gift_minor=10_00,
    )

    def do(inner: Work) -> Answer:
        return Answer(201, {"purchase_id": purchase.record(inner, sale).purchase_id})

    def refused(why: Refused) -> Answer:
        return Answer(409, {"why": str(why)})

    return request.once(work, "till-1", key, request.fingerprint("/v1/purchases", member_id), do, refused)


def step(*_: object) -> None:
    """One statement is about to be sent: die by a real signal when it is the one."""
    global countdown
    countdown -= 1
    if countdown == 0:
        os.kill(os.getpid(), signal.SIGKILL)


class DyingCursor(psycopg.Cursor[Any]):
    def execute(self, *args: Any, **kwargs: Any) -> Any:
        step()
        return super().execute(*args, **kwargs)


def watch(store: Store) -> None:
    if isinstance(store, SqliteStore):
        raw: Any = store._writer.core.connection.dbapi_connection
        raw.set_trace_callback(step)
        return
    assert isinstance(store, PostgresStore)

    @sa.event.listens_for(store._engine, "checkout")
    def _count(raw: Any, *_: object) -> None:
        raw.cursor_factory = DyingCursor

    sa.event.listen(store._engine, "commit", step)


async def live(url: str, member_id: str, card_id: str, key: str, die_at: int) -> None:
    global countdown
    store = await open_store(url, lambda: NOON + timedelta(days=1), os.urandom)
    watch(store)
    countdown = die_at
    answer = await store.write(buy, member_id, card_id, key)
    assert answer.status == 201, answer.body
    step()  # the last moment: after COMMIT, before the till has its answer
    await store.close()


def in_a_process_of_its_own(url: str, member_id: str, card_id: str, key: str, die_at: int) -> bool:
    """Whether it lived to its end. Forked from here, so that the imports are paid once."""
    child = os.fork()
    if child == 0:
        asyncio.run(live(url, member_id, card_id, key, die_at))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it may die only by the signal"
    return not os.WIFSIGNALED(status)


def main(url: str, member_id: str, card_id: str) -> None:
    lived, purchases = False, 0
    while not lived:
        purchases += 1
        lived = in_a_process_of_its_own(url, member_id, card_id, f"key-{purchases}", purchases)
        assert in_a_process_of_its_own(url, member_id, card_id, f"key-{purchases}", NEVER)
    print(purchases)


if __name__ == "__main__":
    main(*sys.argv[1:])
