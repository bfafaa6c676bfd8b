"""PostgreSQL: plain units on psycopg connections in a pool of threads; a unit that lost a race is run again whole."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import sqlalchemy as sa

from storage.unit import (
    BUSY_TIMEOUT_SECONDS,
    POSTGRES_THREADS,
    QUEUE_MAX,
    STUDIES,
    STUDIES_MAX,
    STUDY_SECONDS,
    TRIES_MAX,
    TooLong,
    Unavailable,
    Unit,
)
from storage.work import Clock, Dice, Work

P = ParamSpec("P")
T = TypeVar("T")

_LOST_A_RACE = ("40001", "40P01")  # serialization failure, deadlock: nothing was done, try again
_TAKEN = "23505"  # another unit kept the same unique value meanwhile: run again, this one sees it and can say so
_CANCELLED = "57014"  # among others by the limit of a statement
_OUTSIDE = ("08", "53", "57P", "55P03", _CANCELLED)  # connection, resources, shutdown, lock and statement time-outs
PAUSE_MILLIS_MAX = 40
# An answer is due within 5 seconds: so long for a free thread, and then so long for a statement. A row that many want
# has two locks to wait for, one after the other, so the limit of one lock alone would not bound the whole.
THREAD_WAIT_SECONDS = 1
LOCK_WAIT_MILLIS = 2_000
STATEMENT_MILLIS = 3_500
# Counted from when the unit was asked for: later than this it is not run again, and what runs again has the rest.
AGAIN_WITHIN_SECONDS = 4
REST_UNTIL_SECONDS = 4.5


def engine_for(url: str, size: int = POSTGRES_THREADS + STUDIES) -> sa.Engine:
    """SQLAlchemy Core on psycopg 3; every wait is bounded, so that an answer is there within 5 seconds."""
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    return sa.create_engine(
        address,
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_SECONDS,
        hide_parameters=True,  # errors are logged, and parameters are people
        connect_args={
            "connect_timeout": BUSY_TIMEOUT_SECONDS,
            "options": f"-c lock_timeout={LOCK_WAIT_MILLIS} -c statement_timeout={STATEMENT_MILLIS} -c timezone=UTC",
            "prepare_threshold": 2,
        },
    )


def _state(error: sa.exc.DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _is_outside(error: sa.exc.DBAPIError) -> bool:
    """Whether the fault lies in the server, in the line or in others who use it, not in us."""
    return error.connection_invalidated or not _state(error) or _state(error).startswith(_OUTSIDE)


class PostgresStore:
    """See storage.store.Store."""

    def __init__(
        self, engine: sa.Engine, clock: Clock, dice: Dice, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """seconds: a watch that only goes forward."""
        self._engine = engine
        self._looking = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        self._threads = ThreadPoolExecutor(POSTGRES_THREADS, thread_name_prefix="unit")
        self._studies = ThreadPoolExecutor(STUDIES, thread_name_prefix="study")
        self._clock = clock
        self._dice = dice
        self._seconds = seconds
        self._under_way = 0
        self._studying = 0

    @classmethod
    async def open(cls, url: str, clock: Clock, dice: Dice) -> PostgresStore:
        return cls(engine_for(url), clock, dice)

    async def write(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._hop(self._engine, lambda work: unit(work, *args, **kwargs))

    async def read(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._hop(self._looking, lambda work: query(work, *args, **kwargs))

    async def study(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._studying >= STUDIES_MAX:
            raise Unavailable(f"more than {STUDIES_MAX} looks through everybody are waiting")
        self._studying += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._studies, self._study, lambda work: query(work, *args, **kwargs)
            )
        finally:
            self._studying -= 1

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self._studies.shutdown)
        self._engine.dispose()

    async def _hop(self, engine: sa.Engine, call: Callable[[Work], T]) -> T:
        if self._under_way >= QUEUE_MAX:
            raise Unavailable(f"more than {QUEUE_MAX} changes are waiting")
        self._under_way += 1
        asked_at = self._seconds()

        def begin() -> T:
            if self._seconds() - asked_at > THREAD_WAIT_SECONDS:
                raise Unavailable("the database cannot serve now: every connection is busy")
            return self._again(engine, call, asked_at)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, begin)
        finally:
            self._under_way -= 1

    def _again(self, engine: sa.Engine, call: Callable[[Work], T], asked_at: float) -> T:
        rest_millis = STATEMENT_MILLIS
        for attempt in range(1, TRIES_MAX + 1):
            try:
                return self._once(engine, call, rest_millis)
            except sa.exc.DBAPIError as error:
                state = _state(error)
                is_late = self._seconds() - asked_at > AGAIN_WITHIN_SECONDS
                if state in (*_LOST_A_RACE, _TAKEN) and attempt < TRIES_MAX and not is_late:
                    self._pause(attempt)
                    rest_millis = int(1_000 * (REST_UNTIL_SECONDS - (self._seconds() - asked_at)))
                elif _is_outside(error) or state.startswith(_LOST_A_RACE) or (state == _TAKEN and is_late):
                    raise Unavailable(f"the database cannot serve now: {type(error.orig).__name__}") from error
                else:
                    raise
            except sa.exc.TimeoutError as error:
                raise Unavailable("the database cannot serve now: every connection is busy") from error
        raise AssertionError("the last try returns or raises")

    def _study(self, call: Callable[[Work], T]) -> T:
        try:
            return self._once(self._looking, call, STUDY_SECONDS * 1_000)
        except sa.exc.DBAPIError as error:
            if _state(error) == _CANCELLED:
                raise TooLong from error
            if _is_outside(error):
                raise Unavailable(f"the database cannot serve now: {type(error.orig).__name__}") from error
            raise
        except sa.exc.TimeoutError as error:
            raise Unavailable("the database cannot serve now: every connection is busy") from error

    def _once(self, engine: sa.Engine, call: Callable[[Work], T], rest_millis: int) -> T:
        """rest_millis: no wait and no statement of this try may be longer."""
        with engine.connect() as connection, connection.begin():
            if rest_millis != STATEMENT_MILLIS:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {min(rest_millis, LOCK_WAIT_MILLIS)}")
                connection.exec_driver_sql(f"SET LOCAL statement_timeout = {rest_millis}")
            return call(Work(connection, self._clock(), self._dice))

    def _pause(self, attempt: int) -> None:
        # Those that collided must not meet again at once.
        share = self._dice(1)[0] / 255
        time.sleep(share * min(PAUSE_MILLIS_MAX, 5 * 2**attempt) / 1000)
