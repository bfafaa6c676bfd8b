"""SQLite: one writer thread with group commit, a few readers that cannot write."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from storage.unit import (
    BUSY_TIMEOUT_SECONDS,
    GROUP_MAX,
    QUEUE_MAX,
    READERS,
    STUDIES,
    STUDIES_MAX,
    TooLong,
    Unavailable,
    Unit,
)
from storage.work import Clock, Dice, Work

P = ParamSpec("P")
T = TypeVar("T")

# Taken as it is filled. A purchase touches a dozen pages all over the file: with the driver's own 2 MB a year's import
# takes a third longer.
WRITER_CACHE_KIB = 32_000
# 8 MB: by the default of 1,000 pages each unit of a great campaign would wait for the disk three times, not once; by
# many more, whoever comes as they are written waits too long.
CHECKPOINT_PAGES = 2_000

STUDY_SECONDS_MAX = 600  # of the whole, for a table of everybody is written within one
STUDY_STEPS = 500_000  # of SQLite's machine, some hundredths of a second, after which it looks at the time

# What SQLite says when the fault lies in the disk or in another process, not in us.
_OUTSIDE = ("locked", "busy", "full", "disk i/o error", "unable to open", "readonly", "malformed", "not a database")


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A raw connection that never starts a transaction by itself: the driver's own way loses updates."""
    # Connections stay on the thread that made them, save for the one hand-over from a command's thread.
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_SECONDS)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA foreign_keys=ON")
    if read_only:
        raw.execute("PRAGMA query_only=ON")
    else:
        raw.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")
        raw.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    return raw


def core(raw: sqlite3.Connection) -> sa.Connection:
    """SQLAlchemy Core on that same raw connection; transactions stay ours."""
    engine = sa.create_engine(
        "sqlite://", creator=lambda: raw, poolclass=StaticPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    return engine.connect()


class _UnitThread(aiosqlite.Connection):
    """aiosqlite's connection thread, which also runs whole functions in one hop."""

    core: sa.Connection

    def __init__(self, connector: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        self._thread.daemon = True  # a program that ends by a bug must not wait for its database for ever

    async def run(self, function: Callable[[], T]) -> T:
        result: T = await self._execute(function)  # type: ignore[no-untyped-call]
        return result

    @classmethod
    async def start(cls, path: Path, *, read_only: bool) -> _UnitThread:
        thread = cls(partial(connect, path, read_only=read_only), 64)
        await thread
        thread.core = await thread.run(lambda: core(thread._conn))
        return thread


@dataclass(slots=True)
class _Waiting:
    call: Callable[[Work], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


def _outside(error: BaseException) -> bool:
    text = str(error).lower()
    return isinstance(error, sqlite3.DatabaseError | sa.exc.DatabaseError) and any(w in text for w in _OUTSIDE)


class SqliteStore:
    """See storage.store.Store."""

    def __init__(
        self,
        writer: _UnitThread,
        readers: list[_UnitThread],
        clock: Clock,
        dice: Dice,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """readers: the last STUDIES of them are for studies. seconds: a watch that only goes forward."""
        self._writer = writer
        self._readers = deque(readers[:-STUDIES])
        self._idle: asyncio.Queue[_UnitThread] = asyncio.Queue()
        for thread in readers[-STUDIES:]:
            self._idle.put_nowait(thread)
        self._threads = (*readers, writer)
        self._seconds = seconds
        self._clock = clock
        self._dice = dice
        self._waiting: deque[_Waiting] = deque()
        self._drainer: asyncio.Task[None] | None = None
        self._looking = 0
        self._studying = 0

    @classmethod
    async def open(
        cls, path: Path, clock: Clock, dice: Dice, seconds: Callable[[], float] = time.monotonic
    ) -> SqliteStore:
        writer = await _UnitThread.start(path, read_only=False)
        readers = [await _UnitThread.start(path, read_only=True) for _ in range(READERS + STUDIES)]
        return cls(writer, readers, clock, dice, seconds)

    async def write(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if len(self._waiting) >= QUEUE_MAX:
            raise Unavailable(f"more than {QUEUE_MAX} changes are waiting")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(lambda work: unit(work, *args, **kwargs), future))
        if self._drainer is None or self._drainer.done():
            self._drainer = asyncio.create_task(self._drain())
        return await future

    async def read(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._looking >= QUEUE_MAX:
            raise Unavailable(f"more than {QUEUE_MAX} questions are waiting")
        self._readers.rotate()
        self._looking += 1
        try:
            return await self._asked(self._readers[0], lambda work: query(work, *args, **kwargs))
        finally:
            self._looking -= 1

    async def study(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._studying >= STUDIES_MAX:
            raise Unavailable(f"more than {STUDIES_MAX} looks through everybody are waiting")
        self._studying += 1
        try:
            reader = await self._idle.get()
            try:
                return await self._asked(reader, self._timed(reader, lambda work: query(work, *args, **kwargs)))
            finally:
                self._idle.put_nowait(reader)
        finally:
            self._studying -= 1

    async def _asked(self, reader: _UnitThread, call: Callable[[Work], T]) -> T:
        try:
            return await reader.run(lambda: self._look(reader.core, call))
        except sa.exc.DatabaseError as error:
            if "interrupted" in str(error):
                raise TooLong from error
            if "readonly" in str(error) or not _outside(error):  # a query that writes is our own fault
                raise
            raise Unavailable(_words(error)) from error

    def _timed(self, reader: _UnitThread, call: Callable[[Work], T]) -> Callable[[Work], T]:
        """The same call, cut off when its time is over."""

        def timed(work: Work) -> T:
            raw: Any = reader.core.connection.dbapi_connection
            until = self._seconds() + STUDY_SECONDS_MAX
            raw.set_progress_handler(lambda: self._seconds() > until, STUDY_STEPS)
            try:
                return call(work)
            finally:
                raw.set_progress_handler(None, 0)

        return timed

    async def close(self) -> None:
        if self._drainer is not None:
            await self._drainer
        for thread in self._threads:
            await thread.run(thread.core.close)
            await thread.close()

    async def _drain(self) -> None:
        while self._waiting:
            group = [self._waiting.popleft() for _ in range(min(GROUP_MAX, len(self._waiting)))]
            # Whoever went away before the turn came is not served; later, what was committed stays committed.
            group = [one for one in group if not one.future.done()]
            if not group:
                continue
            try:
                locked = await self._writer.run(partial(self._commit_group, group))
            except Exception as error:  # the thread itself is gone: nobody may wait for ever
                _tell_all([*group, *self._waiting], error)
                self._waiting.clear()
                return
            if locked is not None:
                # Those behind have waited as long: a further wait would make their answer late.
                _tell_all([*group, *self._waiting], locked)
                self._waiting.clear()
            for one in group:
                _answer(one)

    def _commit_group(self, group: list[_Waiting]) -> Unavailable | None:
        """Runs on the writer's thread: all waiting units in one transaction, each in its own savepoint.

        Returns why nothing could even begin, when another process keeps the database to itself.
        """
        connection = self._writer.core
        run = connection.exec_driver_sql
        try:
            run("BEGIN IMMEDIATE")
        except sa.exc.DatabaseError as error:
            return Unavailable(_words(error))
        try:
            now = self._clock()
            for one in group:
                self._run_one(one, Work(connection, now, self._dice))
            run("COMMIT")
        except BaseException as error:  # the whole group is told: none of it is kept
            told = Unavailable(_words(error)) if _outside(error) else error
            for one in group:
                one.error = told
            _roll_back(connection)
        return None

    def _run_one(self, one: _Waiting, work: Work) -> None:
        run = work.connection.exec_driver_sql
        run("SAVEPOINT unit")
        try:
            one.result = one.call(work)
        except BaseException as error:
            if _outside(error):
                raise  # the disk is full or gone: nothing of this group can be trusted
            one.error = error
            run("ROLLBACK TO SAVEPOINT unit")
        run("RELEASE SAVEPOINT unit")

    def _look(self, connection: sa.Connection, call: Callable[[Work], T]) -> T:
        connection.exec_driver_sql("BEGIN")  # one snapshot for the whole query
        try:
            return call(Work(connection, self._clock(), self._dice))
        finally:
            _roll_back(connection)


def _answer(one: _Waiting) -> None:
    if one.future.done():
        return
    if one.error is not None:
        one.future.set_exception(one.error)
    else:
        one.future.set_result(one.result)


def _tell_all(waiting: Iterable[_Waiting], error: BaseException) -> None:
    for one in waiting:
        one.error = error
        _answer(one)


def _roll_back(connection: sa.Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    if raw.in_transaction:
        connection.exec_driver_sql("ROLLBACK")


def _words(error: BaseException) -> str:
    return f"the database cannot serve now: {getattr(error, 'orig', error)}"
