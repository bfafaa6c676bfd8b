"""SQLite's own store: group commit, a database that another process keeps to itself, a disk that is full."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from shutil import copyfile

import pytest
import sqlalchemy as sa

from storage.sqlite import STUDY_SECONDS_MAX, SqliteStore, connect
from storage.store import TooLong, Unavailable, sqlite_path
from storage.tables import marks
from storage.unit import GROUP_MAX
from storage.work import Work
from tests.make import NOON, Clock
from tests.storage.test_store import names, put, put_and_refuse


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    copyfile(sqlite_template, tmp_path / "kopilka.db")
    return tmp_path / "kopilka.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(path, Clock(NOON), bytes)
    yield opened
    await opened.close()


def traced(store: SqliteStore) -> list[str]:
    """Every statement that the writer's connection runs from now on."""
    statements: list[str] = []
    raw = store._writer.core.connection.dbapi_connection
    assert raw is not None
    raw.set_trace_callback(statements.append)
    return statements


async def test_units_that_wait_together_share_one_commit(store: SqliteStore) -> None:
    statements = traced(store)

    await asyncio.gather(*(store.write(put, f"n{number}") for number in range(4 * GROUP_MAX)))

    assert statements.count("COMMIT") <= 5
    assert len(await store.read(names)) == 4 * GROUP_MAX


async def test_a_refused_unit_does_not_cost_the_group_its_commit(store: SqliteStore) -> None:
    statements = traced(store)

    answers = await asyncio.gather(
        store.write(put, "one"), store.write(put_and_refuse, "two"), store.write(put, "three"), return_exceptions=True
    )

    assert [type(answer) for answer in answers] == [str, PermissionError, str]
    assert statements.count("COMMIT") == 1
    assert await store.read(names) == {"one", "three"}


async def test_when_the_commit_fails_every_unit_of_the_group_is_told_and_nothing_is_kept(store: SqliteStore) -> None:
    def spoil(work: Work) -> None:
        # A deferred foreign key is what lets a real COMMIT fail.
        work.connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        work.connection.exec_driver_sql(
            "CREATE TABLE child (parent_id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
        )
        work.connection.exec_driver_sql("INSERT INTO child VALUES (7)")

    answers = await asyncio.gather(
        store.write(put, "one"), store.write(spoil), store.write(put, "two"), return_exceptions=True
    )

    assert [type(answer) for answer in answers] == [sa.exc.IntegrityError] * 3
    assert await store.read(names) == set()
    await store.write(put, "later")
    assert await store.read(names) == {"later"}


async def test_a_database_locked_by_another_process_is_unavailable_within_5_seconds_for_all_who_wait(
    store: SqliteStore, path: Path
) -> None:
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()

    async def late() -> object:
        await asyncio.sleep(1)
        return await store.write(put, "late")

    first = [store.write(put, f"n{number}") for number in range(GROUP_MAX + 10)]
    answers = await asyncio.gather(*first, late(), return_exceptions=True)

    assert time.monotonic() - began < 5
    assert {type(answer) for answer in answers} == {Unavailable}
    assert await store.read(names) == set()  # looking goes on meanwhile
    other.execute("ROLLBACK")
    other.close()
    assert await store.write(put, "after") == "after"


async def test_a_full_disk_is_unavailable_and_the_store_recovers_by_itself(store: SqliteStore) -> None:
    raw = store._writer.core.connection.dbapi_connection
    assert raw is not None
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages}")

    def much(work: Work) -> None:
        with work.savepoint():
            work.run(marks.insert(), name="much", value="x" * 1_000_000)

    answers = await asyncio.gather(store.write(put, "one"), store.write(much), return_exceptions=True)

    assert {type(answer) for answer in answers} == {Unavailable}
    raw.execute("PRAGMA max_page_count = 1000000")
    await store.write(much)
    assert await store.read(names) == {"much"}


def test_the_file_is_what_follows_the_three_slashes() -> None:
    assert sqlite_path("sqlite:////var/kopilka.db") == Path("/var/kopilka.db")
    assert sqlite_path("sqlite:///kopilka.db") == Path("kopilka.db")
    assert sqlite_path("postgresql://host/name") is None


async def test_a_look_that_would_never_end_is_cut_off_and_the_next_one_is_answered(path: Path) -> None:
    seconds = count(step=STUDY_SECONDS_MAX)
    store = await SqliteStore.open(path, Clock(NOON), bytes, lambda: float(next(seconds)))
    endless = sa.text("WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT sum(n) FROM n")

    with pytest.raises(TooLong):
        await store.study(lambda work: work.one(endless))

    assert await store.study(names) == set()
    await store.close()
