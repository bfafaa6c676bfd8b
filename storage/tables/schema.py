"""The one metadata, and the few kinds of columns that all tables are made of."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Table

from storage.columns import Id, Instant

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: Column | sa.schema.SchemaItem) -> Table:  # type: ignore[type-arg]
    # A key that is the row's address needs no second one beside it.
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


def text(name: str, *, key: bool = False, null: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, sa.Text, primary_key=key, nullable=null, server_default=default)


def identity(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Id, primary_key=key, nullable=null)


def instant(name: str, *, null: bool = True) -> Column:  # type: ignore[type-arg]
    return Column(name, Instant, nullable=null)


def number(name: str, *, default: int | None = None) -> Column[int]:
    return Column(name, sa.BigInteger, nullable=False, server_default=None if default is None else str(default))
