"""17: the database is locked for ten seconds, or its connections are cut: 503 in time, nothing partial, back alone."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import sqlalchemy as sa

from actions import verify
from storage.postgres import engine_for
from storage.sqlite import connect
from storage.store import Store, sqlite_path
from tests.web.rig import Shop, a_shop

LOCKED_SECONDS = 10
CUT_SECONDS = 0.5
ANSWER_SECONDS = 5


async def test_an_outage_is_503_in_time_and_the_same_key_goes_on(store: Store, url: str) -> None:
    async with a_shop(store) as shop:
        anna = await shop.member(points=100)
        await shop.till.buy(anna, 1000_00, key="before")

        async with outage(url) as seconds:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                answer, took_seconds = await _timed(shop, anna)
                assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
                assert int(answer.headers["retry-after"]) >= 1
                assert took_seconds < ANSWER_SECONDS

        first, again = [await shop.till.buy(anna, 1000_00, key="meanwhile") for _ in range(2)]
        assert (first.status_code, first.content) == (201, again.content)
        assert await shop.till.balance(anna) == 120
    step = await store.read(verify.step, verify.Mark(), ())
    assert step.faults == ()


async def _timed(shop: Shop, member_id: str) -> tuple[httpx.Response, float]:
    began = time.monotonic()
    answer = await shop.till.buy(member_id, 1000_00, key="meanwhile")
    return answer, time.monotonic() - began


@asynccontextmanager
async def outage(url: str) -> AsyncIterator[float]:
    """Another process keeps SQLite's file to itself; PostgreSQL's connections are cut and new ones refused.

    Gives how many seconds it is to last.
    """
    path = sqlite_path(url)
    if path is not None:
        other = connect(path)
        other.execute("BEGIN IMMEDIATE")
        yield LOCKED_SECONDS
        other.execute("ROLLBACK")
        other.close()
        return
    name = sa.make_url(url).database
    server = engine_for(sa.make_url(url).set(database="postgres").render_as_string(hide_password=False), size=1)
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
        admin.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cut = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        admin.execute(cut, {"name": name})
        yield CUT_SECONDS
        admin.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    server.dispose()
