"""Statements compiled once: what is run again and again goes to the driver without being built at each run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

Row = sa.Row[*tuple[Any, ...]]
_Process = Callable[[Any], Any] | None


LISTED_MAX = 50  # values of one IN; a longer list is SQLAlchemy's, so that not every length there is is kept


class Compiled:
    """One statement for one dialect and one set of values: its text, how values go in and how they come out."""

    __slots__ = ("_columns", "_lists", "_metadata", "_named", "_out", "_places", "_values", "text")

    def __init__(
        self,
        compiled: SQLCompiler,
        columns: Sequence[sa.ColumnElement[Any]],
        dialect: Dialect,
        values: Mapping[str, Any],
    ) -> None:
        """values: such as it is to be run with; each IN is as long as its list."""
        self._columns = columns
        self._metadata: SimpleResultMetaData | None = None
        self._out: list[Any] = []
        self._places: dict[Any, int] = {}
        self._named = compiled.positiontup is None
        of = {name: (bind.key, bind) for name, bind in compiled.binds.items()}
        self.text, order = str(compiled), list(compiled.positiontup or compiled.binds)
        self._lists: list[tuple[str, Any, list[str]]] = []
        if compiled.post_compile_params:
            expanded = compiled.construct_expanded_state(dict(values))
            self.text, order = expanded.statement, list(expanded.positiontup or expanded.parameters)
            for name, each in expanded.parameter_expansion.items():
                key, bind = of[name]
                self._lists.append((key, bind.effective_value, each))
                of |= {one: (one, bind) for one in each}
        self._values = [_value(name, *of[name], dialect) for name in order]

    def bound(self, values: dict[str, Any]) -> Any:
        """The values as the driver wants them: by name for PostgreSQL, in order for SQLite."""
        if self._lists:
            lists = [(each, values.get(key, always)) for key, always, each in self._lists]
            values = values | {name: one for each, found in lists for name, one in zip(each, found, strict=True)}
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


def _value(name: str, key: str, bind: sa.BindParameter[Any], dialect: Dialect) -> tuple[str, str, Any, _Process]:
    always = None if bind.expanding else bind.effective_value
    return name, key, always, bind.type.dialect_impl(dialect).bind_processor(dialect)


class _Known:
    """What is compiled of one statement for a dialect and its values' names, for each length of its lists."""

    __slots__ = ("_by_lengths", "_columns", "_compiled", "_dialect", "_lists")

    def __init__(self, compiled: SQLCompiler, columns: Sequence[sa.ColumnElement[Any]], dialect: Dialect) -> None:
        self._compiled, self._columns, self._dialect = compiled, columns, dialect
        binds = (compiled.binds[name] for name in compiled.binds)
        self._lists = [(bind.key, bind.effective_value) for bind in binds if bind.expanding]
        self._by_lengths: dict[tuple[int, ...], Compiled] = {}

    def of(self, values: Mapping[str, Any]) -> Compiled | None:
        lists = [values.get(key, always) for key, always in self._lists]
        if not all(map(_is_kept, lists)):
            return None
        lengths = tuple(map(len, lists))
        if lengths not in self._by_lengths:
            self._by_lengths[lengths] = Compiled(self._compiled, self._columns, self._dialect, values)
        return self._by_lengths[lengths]


def _is_kept(values: Any) -> bool:
    """Whether what an IN of these becomes may be kept: an empty one and one of pairs are written otherwise."""
    return isinstance(values, list | tuple) and 0 < len(values) <= LISTED_MAX and not isinstance(values[0], tuple)


# By statement: what was compiled of it for a dialect and its values' names, and None where SQLAlchemy must run it.
# A statement that ran once only is most likely made for the moment, so nothing is compiled of it at first.
_kept: WeakKeyDictionary[sa.Executable, dict[tuple[str, ...], _Known | None]] = WeakKeyDictionary()


def compiled_once(statement: sa.Executable, values: Mapping[str, Any], dialect: Dialect) -> Compiled | None:
    """The statement ready for the driver, or None on its first run and for what only SQLAlchemy can run."""
    by_names = _kept.get(statement)
    if by_names is None:
        _kept[statement] = {}
        return None
    key = (dialect.name, *values)
    if key not in by_names:
        by_names[key] = _compile(statement, list(values), dialect)
    known = by_names[key]
    return None if known is None else known.of(values)


def _compile(statement: sa.Executable, names: list[str], dialect: Dialect) -> _Known | None:
    columns: list[sa.ColumnElement[Any]] = []
    if isinstance(statement, sa.Select | sa.CompoundSelect):
        columns = list(statement.selected_columns)
    elif isinstance(statement, sa.Insert | sa.Update | sa.Delete):
        columns = list(statement.exported_columns)
    else:
        return None
    compiled = statement.compile(dialect=dialect, column_keys=names)
    assert isinstance(compiled, SQLCompiler)
    # Defaults made by Python, and values that are written into the text, are SQLAlchemy's own.
    if compiled.literal_execute_params or compiled.insert_prefetch:
        return None
    return _Known(compiled, columns, dialect)
