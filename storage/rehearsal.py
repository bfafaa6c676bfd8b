"""A store in which everything can be tried for once: what is done in it is seen there, and kept nowhere."""

from __future__ import annotations

import asyncio
import fcntl
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import sqlalchemy as sa

from storage.sqlite import connect
from storage.store import Store, Unavailable, Unit, open_store, sqlite_path
from storage.work import Clock, Dice, Work

P = ParamSpec("P")
T = TypeVar("T")

COPY_PAGES = 1_000  # of a step, after which others may write


@asynccontextmanager
async def rehearsal(url: str, clock: Clock, dice: Dice) -> AsyncIterator[Store]:
    """The shop as it is now, to be changed at will for as long as the block lasts; the shop itself stays as it is.

    SQLite lends a copy beside its file, so that nobody waits for a long rehearsal; PostgreSQL a transaction that is
    rolled back. Raises Unavailable while another rehearsal has the copy, OSError when there is no room for it.
    """
    path = sqlite_path(url)
    if path is None:
        from storage.postgres import engine_for  # a SQLite shop never loads the driver

        engine = engine_for(url, size=1)
        try:
            with engine.connect() as connection, closing(connection.begin()):
                yield _RolledBack(connection, clock, dice)
        finally:
            engine.dispose()
        return
    with _folder(path) as folder:
        copy = folder / path.name
        await asyncio.to_thread(_copy, path, copy)
        store = await open_store(f"sqlite:///{copy}", clock, dice)
        try:
            yield store
        finally:
            await store.close()


class _RolledBack:
    """See storage.store.Store: every unit in one transaction, which nobody commits."""

    def __init__(self, connection: sa.Connection, clock: Clock, dice: Dice) -> None:
        self._connection = connection
        self._clock = clock
        self._dice = dice

    async def write(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(self._run, lambda work: unit(work, *args, **kwargs))

    async def read(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(self._run, lambda work: query(work, *args, **kwargs))

    async def study(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.read(query, *args, **kwargs)

    async def close(self) -> None:
        """Whoever lent it ends it."""

    def _run(self, call: Callable[[Work], T]) -> T:
        try:
            with self._connection.begin_nested():
                return call(Work(self._connection, self._clock(), self._dice))
        except sa.exc.OperationalError as error:  # somebody has a row for too long, or the line is cut
            raise Unavailable(f"the database cannot serve now: {type(error.orig).__name__}") from error


def _copy(path: Path, copy: Path) -> None:
    try:
        with closing(connect(path, read_only=True)) as source, closing(connect(copy)) as target:
            source.backup(target, pages=COPY_PAGES)
    except sqlite3.Error as error:  # the disk is full, or somebody keeps the database to themselves
        raise Unavailable(f"no copy of the shop can be made: {error}") from error


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """A folder of one's own beside the database, for its owner's eyes; what a killed rehearsal left there goes."""
    folder = path.with_name(f"{path.name}.rehearsal")
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unavailable("another rehearsal of this shop is under way; wait for its end") from error
        for left in folder.glob(f"{path.name}*"):
            left.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
