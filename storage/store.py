"""The store: the doors to the database, `write`, `read` and `study`, the same for both databases."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from storage.unit import RETRY_AFTER_SECONDS, TooLong, Unavailable, Unit
from storage.work import Clock, Dice

__all__ = [
    "RETRY_AFTER_SECONDS",
    "Store",
    "TooLong",
    "Unavailable",
    "Unit",
    "open_rehearsal",
    "open_store",
    "sqlite_path",
    "unknown_address",
]

P = ParamSpec("P")
T = TypeVar("T")


class Store(Protocol):
    """A place that keeps things. Every unit is plain and synchronous; only these doors are async."""

    async def write(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the unit in one transaction and commit it; raise what it raises, with nothing changed.

        Raises Unavailable when the database is locked, full or away.
        """
        ...

    async def read(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the query in a read-only transaction; to be over within the seconds that somebody waits for an answer."""
        ...

    async def study(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, for what looks through everybody: on connections of its own, a few at once, within a minute.

        Raises TooLong when a minute was not enough, Unavailable when many wait already.
        """
        ...

    async def close(self) -> None: ...


def sqlite_path(url: str) -> Path | None:
    """The file behind a `sqlite:///path` address, or None for another database."""
    prefix = "sqlite:///"
    return Path(url.removeprefix(prefix)) if url.startswith(prefix) else None


async def open_store(url: str, clock: Clock, dice: Dice) -> Store:
    """Open a database that is already migrated (see storage.migrate).

    url: `sqlite:///file.db` or `postgresql://user@host/name`. Raises ValueError in words for any other address.
    """
    path = sqlite_path(url)
    if path is not None:
        from storage.sqlite import SqliteStore

        return await SqliteStore.open(path, clock, dice)
    if url.startswith(("postgresql://", "postgres://")):
        from storage.postgres import PostgresStore  # a SQLite shop never loads the driver

        return await PostgresStore.open(url, clock, dice)
    raise ValueError(unknown_address(url))


def open_rehearsal(url: str, clock: Clock, dice: Dice) -> AbstractAsyncContextManager[Store]:
    """The shop as it is now, to be changed at will while the block lasts; the shop itself stays as it is.

    Raises Unavailable, OSError when there is no room for a copy.
    """
    from storage.rehearsal import rehearsal  # which opens stores itself

    return rehearsal(url, clock, dice)


def unknown_address(url: str) -> str:
    scheme = url.partition(":")[0]
    return f"a database address starts with sqlite:/// or postgresql://, not with {scheme!r}"
