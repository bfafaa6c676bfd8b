"""PostgreSQL's own store: units that lose a race run again whole, locks are not waited for past their time."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from itertools import count

import pytest
import sqlalchemy as sa

from storage.postgres import PostgresStore, engine_for
from storage.store import TooLong, Unavailable
from storage.tables import marks
from storage.unit import POSTGRES_THREADS, TRIES_MAX
from storage.work import TooSlow, Work
from tests.conftest import postgres_address
from tests.make import NOON, Clock
from tests.storage.test_store import COUNT, FOR_UPDATE, SET, names, put

numbers = count()


@pytest.fixture
def url(postgres_server: str) -> str:
    name = f"store_{next(numbers)}"
    engine = sa.create_engine(
        sa.make_url(postgres_server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template_kopilka")
    engine.dispose()
    return postgres_address(postgres_server, name)


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    opened = await PostgresStore.open(url, Clock(NOON), bytes)
    yield opened
    await opened.close()


class Rerun:
    """A unit that counts its runs."""

    def __init__(self) -> None:
        self.runs = 0


async def test_a_unit_that_hit_a_deadlock_is_run_again_whole(store: PostgresStore) -> None:
    for name in ("a", "b"):
        await store.write(put, name)
    both_have_one = threading.Barrier(2, timeout=10)
    runs: list[str] = []

    def cross(work: Work, first: str, second: str) -> str:
        lock = sa.select(marks.c.value).where(marks.c.name == sa.bindparam("name")).with_for_update()
        runs.append(first)
        work.value(lock, name=first)
        if len(runs) <= 2:
            both_have_one.wait()
        work.value(lock, name=second)
        return first

    first, second = await asyncio.gather(store.write(cross, "a", "b"), store.write(cross, "b", "a"))

    assert (first, second) == ("a", "b")
    assert len(runs) >= 3  # the loser may be back before the winner woke, and lose again


async def test_a_unit_that_could_not_be_serialized_is_run_again_whole(store: PostgresStore) -> None:
    await store.write(put, "count")
    both_have_looked = threading.Barrier(2, timeout=10)
    runs: list[int] = []

    def add(work: Work) -> int:
        work.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        seen = int(work.value(COUNT))
        runs.append(seen)
        if len(runs) <= 2:
            both_have_looked.wait()
        work.run(SET, new=seen + 1)
        return seen + 1

    answers = await asyncio.gather(store.write(add), store.write(add))

    assert sorted(answers) == [1, 2]
    assert len(runs) == 3


async def test_a_unit_that_always_loses_gives_up_after_its_tries(store: PostgresStore) -> None:
    tried = Rerun()

    def lose(work: Work) -> None:
        tried.runs += 1
        work.connection.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

    with pytest.raises(Unavailable):
        await store.write(lose)
    assert tried.runs == TRIES_MAX


class Watch:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("lost_after_seconds", "runs"), [(0.9, 5), (2.1, 2), (4.1, 1)])
async def test_a_unit_that_loses_late_is_not_run_again_past_the_time_of_an_answer(
    url: str, lost_after_seconds: float, runs: int
) -> None:
    watch, tried = Watch(), Rerun()
    store = PostgresStore(engine_for(url), Clock(NOON), bytes, watch)

    def lose(work: Work) -> None:
        tried.runs += 1
        watch.now += lost_after_seconds
        work.connection.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$")

    with pytest.raises(Unavailable):
        await store.write(lose)
    await store.close()
    assert tried.runs == runs


async def test_a_value_that_others_keep_taking_late_is_no_mistake_of_the_unit(url: str) -> None:
    watch = Watch()
    store = PostgresStore(engine_for(url), Clock(NOON), bytes, watch)

    def meet(work: Work) -> None:
        watch.now += 4.1
        put(work, "count")

    await store.write(put, "count")
    with pytest.raises(Unavailable):
        await store.write(meet)
    await store.close()


async def test_what_is_run_again_waits_no_longer_than_the_rest_of_the_time(url: str) -> None:
    watch = Watch()
    store = PostgresStore(engine_for(url), Clock(NOON), bytes, watch)
    limits: list[tuple[str, str]] = []

    def lose_twice(work: Work) -> None:
        ask = work.connection.exec_driver_sql
        limits.append((str(ask("SHOW lock_timeout").scalar()), str(ask("SHOW statement_timeout").scalar())))
        watch.now += 1.75
        if len(limits) < 3:
            ask("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

    await store.write(lose_twice)
    await store.write(lose_twice)
    await store.close()
    assert limits == [("2s", "3500ms"), ("2s", "2750ms"), ("1s", "1s"), ("2s", "3500ms")]


async def test_a_row_locked_by_another_process_is_unavailable_within_5_seconds_for_all_who_wait(
    store: PostgresStore, url: str
) -> None:
    await store.write(put, "count")
    engine = engine_for(url, size=1)
    began = time.monotonic()
    with engine.connect() as other, other.begin():
        other.execute(FOR_UPDATE)
        many = [store.write(lambda work: work.value(FOR_UPDATE)) for _ in range(3 * POSTGRES_THREADS)]
        answers = await asyncio.gather(*many, return_exceptions=True)
        took = time.monotonic() - began
    engine.dispose()

    assert took < 5
    assert {type(answer) for answer in answers} == {Unavailable}
    assert await store.write(lambda work: work.value(FOR_UPDATE)) == 0


async def test_a_cut_connection_is_unavailable_once_and_the_store_recovers_by_itself(
    store: PostgresStore, url: str
) -> None:
    def cut_self(work: Work) -> None:
        put(work, "half")
        work.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable):
        await store.write(cut_self)

    await store.write(put, "whole")
    assert await store.read(names) == {"whole"}


async def test_a_connection_cut_under_a_compiled_statement_is_unavailable_too(store: PostgresStore) -> None:
    await store.write(put, "count")
    await store.write(lambda work: work.value(COUNT))

    def cut_between(work: Work) -> None:
        pid = work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with store._engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
        time.sleep(0.05)
        work.value(COUNT)

    with pytest.raises(Unavailable):
        await store.write(cut_between)
    assert await store.read(lambda work: work.value(COUNT)) == 0


async def test_a_long_look_has_a_limit_of_its_own_and_says_when_it_was_too_long(store: PostgresStore) -> None:
    def limit(work: Work) -> str:
        return str(work.connection.exec_driver_sql("SHOW statement_timeout").scalar())

    assert [await store.study(limit), await store.read(limit)] == ["1min", "3500ms"]
    with pytest.raises(TooLong):
        await store.study(lambda work: work.connection.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '57014'; END $$"))


async def test_a_unit_goes_on_after_a_statement_that_took_too_long(store: PostgresStore) -> None:
    def tried(work: Work) -> str:
        work.connection.exec_driver_sql("SET LOCAL statement_timeout = 20")
        try:
            with work.attempt():
                put(work, "undone")
                work.connection.exec_driver_sql("SELECT pg_sleep(10)")
        except TooSlow:
            put(work, "noted")
        return "went on"

    assert await store.write(tried) == "went on"
    assert await store.read(names) == {"noted"}
