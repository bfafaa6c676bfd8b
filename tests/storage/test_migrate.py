"""Migrations lead from nothing to this program's tables and back, and never touch a database of a later program."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage import migrate
from storage.tables import marks, metadata
from tests.conftest import postgres_address

numbers = count()


@pytest.fixture
def empty(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if database == "sqlite":
        return f"sqlite:///{tmp_path}/folder/that/is/not/there/kopilka.db"
    uri = request.getfixturevalue("postgres_server")
    name = f"empty_{next(numbers)}"
    engine = sa.create_engine(sa.make_url(uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    engine.dispose()
    return postgres_address(uri, name)


def described(connection: sa.Connection) -> set[str]:
    """Every column, constraint and index, partial ones with their condition, in the database's own words."""
    if connection.dialect.name == "sqlite":
        columns = "SELECT m.name || ' ' || p.name || ' ' || p.type || ' ' || p.\"notnull\" || ' ' || coalesce(p.dflt_value, '-') || ' ' || p.pk FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'"  # noqa: E501
        rest = "SELECT coalesce(sql, name) FROM sqlite_master WHERE type = 'index'"
    else:
        columns = "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '-') FROM information_schema.columns WHERE table_schema = 'public'"  # noqa: E501
        rest = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"  # noqa: E501
    found = {str(row[0]) for query in (columns, rest) for row in connection.exec_driver_sql(query)}
    return {one for one in found if "alembic" not in one}


def test_an_empty_database_becomes_this_programs_own(empty: str) -> None:
    assert migrate.upgrade(empty) is None

    migrate.check(empty)
    assert migrate.upgrade(empty) == migrate.head()


def test_migrations_and_tables_agree(empty: str) -> None:
    migrate.upgrade(empty)

    with migrate.connecting(empty) as connection:
        # SQLite gives a default of '' in other quotes; `described` compares it word for word.
        defaults = connection.dialect.name != "sqlite"
        opts = {"compare_type": True, "compare_server_default": defaults}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []
        migrated = described(connection)
        connection.commit()
        migrate.downgrade(empty, "base")
        metadata.create_all(connection)
        connection.commit()
        assert described(connection) == migrated


def test_down_to_nothing_and_up_again(empty: str) -> None:
    migrate.upgrade(empty)
    with migrate.connecting(empty) as connection:
        first = described(connection)

    migrate.downgrade(empty, "base")
    with migrate.connecting(empty) as connection:
        assert described(connection) == set()
    with pytest.raises(migrate.DatabaseIsOlder, match="kopilka migrate"):
        migrate.check(empty)
    migrate.upgrade(empty)
    with migrate.connecting(empty) as connection:
        assert described(connection) == first


def test_a_database_of_a_later_program_is_refused_and_left_as_it_was(empty: str) -> None:
    migrate.upgrade(empty)
    with migrate.connecting(empty) as connection:
        connection.execute(marks.insert(), {"name": "kept", "value": 1})
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        before = described(connection)

    for refused in (migrate.upgrade, migrate.check):
        with pytest.raises(migrate.DatabaseIsNewer, match="9999"):
            refused(empty)

    with migrate.connecting(empty) as connection:
        assert described(connection) == before
        assert migrate.current(connection) == "9999"
        assert connection.execute(sa.select(marks.c.name)).scalar() == "kept"


def test_an_unknown_address_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="not with 'oracle'"):
        migrate.upgrade("oracle://x")


def test_a_new_sqlite_database_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "kopilka.db"

    migrate.upgrade(f"sqlite:///{path}")

    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
