"""Statements compiled once: what is run again and again goes to the driver without being built at each run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

Row = sa.Row[*tuple[Any, ...]]
_Process = Callable[[Any], Any] | None


class Compiled:
    """One statement for one dialect and one set of values: its text, how values go in and how they come out."""

    __slots__ = ("_columns", "_metadata", "_named", "_out", "_places", "_values", "text")

    def __init__(self, compiled: SQLCompiler, columns: Sequence[sa.ColumnElement[Any]], dialect: Dialect) -> None:
        self.text = str(compiled)
        self._columns = columns
        self._metadata: SimpleResultMetaData | None = None
        self._out: list[Any] = []
        self._places: dict[Any, int] = {}
        self._named = compiled.positiontup is None
        names = list(compiled.binds) if compiled.positiontup is None else compiled.positiontup
        self._values = [_value(name, compiled.binds[name], dialect) for name in names]

    def bound(self, values: dict[str, Any]) -> Any:
        """The values as the driver wants them: by name for PostgreSQL, in order for SQLite."""
        bound = [(n, p(values.get(k, v)) if p else values.get(k, v)) for n, k, v, p in self._values]
        return dict(bound) if self._named else [value for _, value in bound]

    def rows(self, cursor: Any, found: Iterable[Any], dialect: Dialect) -> list[Row]:
        if self._metadata is None:
            described = cursor.description
            self._out = [
                column.type.dialect_impl(dialect).result_processor(dialect, told[1])
                for column, told in zip(self._columns, described, strict=True)
            ]
            names = [told[0] for told in described]
            self._places = {key: i for keys in (self._columns, names) for i, key in enumerate(keys)}
            self._metadata = SimpleResultMetaData(names, [(column,) for column in self._columns])
        metadata, out, places = self._metadata, self._out, self._places
        return [sa.Row(metadata, out, places, one) for one in found]


def _value(name: str, bind: sa.BindParameter[Any], dialect: Dialect) -> tuple[str, str, Any, _Process]:
    return name, bind.key, bind.effective_value, bind.type.dialect_impl(dialect).bind_processor(dialect)


# By statement: what was compiled of it for a dialect and its values' names, and None where SQLAlchemy must run it.
# A statement that ran once only is most likely made for the moment, so nothing is compiled of it at first.
_kept: WeakKeyDictionary[sa.Executable, dict[tuple[str, ...], Compiled | None]] = WeakKeyDictionary()


def compiled_once(statement: sa.Executable, names: Iterable[str], dialect: Dialect) -> Compiled | None:
    """The statement ready for the driver, or None on its first run and for what only SQLAlchemy can run."""
    by_names = _kept.get(statement)
    if by_names is None:
        _kept[statement] = {}
        return None
    key = (dialect.name, *names)
    if key not in by_names:
        by_names[key] = _compile(statement, list(names), dialect)
    return by_names[key]


def _compile(statement: sa.Executable, names: list[str], dialect: Dialect) -> Compiled | None:
    columns: list[sa.ColumnElement[Any]] = []
    if isinstance(statement, sa.Select):
        columns = list(statement.selected_columns)
    elif not isinstance(statement, sa.Insert | sa.Update | sa.Delete) or statement.returning_column_descriptions:
        return None
    compiled = statement.compile(dialect=dialect, column_keys=names)
    assert isinstance(compiled, SQLCompiler)
    # An IN with a list is built anew for each length, and defaults made by Python are SQLAlchemy's own.
    if compiled.post_compile_params or compiled.literal_execute_params or compiled.insert_prefetch:
        return None
    return Compiled(compiled, columns, dialect)
