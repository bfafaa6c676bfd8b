"""A Work is one transaction seen by an action: its connection, its one instant, its only chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from storage.columns import micros
from storage.compiled import Compiled, compiled_once
from storage.compiled import Row as Row

STREAM_ROWS = 1_000
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no letter that is taken for another


STATEMENT_TIMED_OUT = "57014"  # as PostgreSQL says it


class TooSlow(Exception):
    """A statement took longer than one may; what was done since the `attempt` began is undone."""


class Dice(Protocol):
    """The source of chance: the operating system's in the program, a seeded one in tests."""

    def __call__(self, count: int, /) -> bytes: ...


Clock = Callable[[], datetime]


class Work:
    """One unit's transaction. Actions take it first and never commit: whoever opened it does.

    now: the unit's one instant (UTC). known: what an action has asked once and need not ask again within this unit,
    by its module's name. Statements run through `one`, `all` and `run`, so that queries stay short.
    """

    __slots__ = ("_dice", "connection", "known", "now")

    def __init__(self, connection: sa.Connection, now: datetime, dice: Dice) -> None:
        self.connection = connection
        self.now = now
        self.known: dict[str, Any] = {}
        self._dice = dice

    def at(self, instant: datetime) -> Work:
        """The same transaction as if it were another instant: for what is recorded late, such as an import."""
        late = Work(self.connection, instant, self._dice)
        late.known = self.known
        return late

    def one(self, statement: sa.Executable, /, **values: Any) -> Row | None:
        """The first row, or None."""
        compiled = compiled_once(statement, values, self.connection.dialect)
        if compiled is None:
            return self.connection.execute(statement, values).first()
        cursor = self._send(compiled, values)
        row = cursor.fetchone()
        found = None if row is None else compiled.rows(cursor, (row,), self.connection.dialect)[0]
        cursor.close()
        return found

    def all(self, statement: sa.Executable, /, **values: Any) -> Sequence[Row]:
        compiled = compiled_once(statement, values, self.connection.dialect)
        if compiled is None:
            return self.connection.execute(statement, values).all()
        cursor = self._send(compiled, values)
        found = compiled.rows(cursor, cursor.fetchall(), self.connection.dialect)
        cursor.close()
        return found

    def value(self, statement: sa.Executable, /, **values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.one(statement, **values)
        return None if row is None else row[0]

    def run(self, statement: sa.Executable, /, **values: Any) -> int:
        """Run a change; how many rows it touched."""
        compiled = compiled_once(statement, values, self.connection.dialect)
        if compiled is None:
            # Without being asked, SQLAlchemy forgets how many rows an INSERT touched.
            return self.connection.execute(statement, values, execution_options={"preserve_rowcount": True}).rowcount
        cursor = self._send(compiled, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def run_many(self, statement: sa.Executable, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        compiled = compiled_once(statement, rows[0], self.connection.dialect)
        if compiled is None:
            self.connection.execute(statement, rows)
        else:
            self._send(compiled, *rows).close()

    def stream(self, statement: sa.Executable, /, **values: Any) -> Iterator[Row]:
        """The rows a few at a time, for what is too much to hold at once."""
        options = {"yield_per": STREAM_ROWS}
        with self.connection.execute(statement, values, execution_options=options) as result:
            yield from result

    def _send(self, compiled: Compiled, *rows: dict[str, Any]) -> Any:
        """Run a compiled statement on the driver's own connection, once for each of these values.

        Its faults come as SQLAlchemy's.
        """
        dialect, driver = self.connection.dialect, self.connection.connection.dbapi_connection
        assert driver is not None
        assert dialect.dbapi is not None
        if not self.connection.in_transaction():  # as SQLAlchemy begins by itself, so that its commit commits
            self.connection.begin()
        cursor = driver.cursor()
        try:
            if len(rows) == 1:
                cursor.execute(compiled.text, compiled.bound(rows[0]))
            else:
                cursor.executemany(compiled.text, [compiled.bound(values) for values in rows])
        except dialect.dbapi.Error as error:
            gone = dialect.is_disconnect(error, driver, cursor)
            told = sa.exc.DBAPIError.instance(
                compiled.text, None, error, dialect.dbapi.Error, hide_parameters=True, connection_invalidated=gone
            )
            if gone:
                self.connection.invalidate(error)
            raise told from error
        return cursor

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo only what was done inside when it raises."""
        run = self.connection.exec_driver_sql
        run("SAVEPOINT inner_work")
        try:
            yield
        except BaseException:
            with suppress(sa.exc.DBAPIError):  # a full disk or a cut line took the savepoint too; that is what to tell
                run("ROLLBACK TO SAVEPOINT inner_work")
                run("RELEASE SAVEPOINT inner_work")
            raise
        run("RELEASE SAVEPOINT inner_work")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A savepoint after which the unit goes on when a statement in it took too long. Raises TooSlow."""
        try:
            with self.savepoint():
                yield
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != STATEMENT_TIMED_OUT:
                raise
            raise TooSlow from error

    def fresh_id(self) -> str:
        """A new UUIDv7 (RFC 9562): ordered by the unit's instant, unguessable in its other 74 bits."""
        return _id(self.now, int.from_bytes(self._dice(10), "big"))

    def fresh_code(self, length: int, letters: str = CODE_LETTERS) -> str:
        """A new unguessable code; each letter is equally likely."""
        most = 256 - 256 % len(letters)
        code = ""
        while len(code) < length:
            code += "".join(letters[byte % len(letters)] for byte in self._dice(length) if byte < most)
        return code[:length]


def least_id(instant: datetime) -> str:
    """The least id that is minted at this instant: what was minted before it comes before it in order."""
    return _id(instant, 0)


def _id(instant: datetime, noise: int) -> str:
    millis = micros(instant) // 1000
    version_and_noise = 0x7 << 12 | noise >> 62 & 0xFFF
    variant_and_noise = 0x2 << 62 | noise & (1 << 62) - 1
    text = f"{millis << 80 | version_and_noise << 64 | variant_and_noise:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
