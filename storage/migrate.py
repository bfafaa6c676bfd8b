"""Bring a database to this program's tables, and refuse one that is ahead of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.pool import NullPool

from storage.store import Unavailable, sqlite_path, unknown_address

_SCRIPTS = Path(__file__).parent / "migrations"


class DatabaseIsNewer(Exception):
    """The database was migrated by a later program."""


PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class DatabaseIsOlder(Exception):
    """The database wants `kopilka migrate` first."""


@contextmanager
def connecting(url: str) -> Iterator[sa.Connection]:
    """A plain connection for migrations and for reading long; raises ValueError for an unknown address."""
    path = sqlite_path(url)
    if path is not None:
        if path.name == ":memory:" or "?" in url:
            raise ValueError(f"an embedded database is a file, such as sqlite:///data/kopilka.db, and not {url}")
        # It names people; what SQLite puts beside it has the same rights.
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=PRIVATE_FILE)
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=NullPool)
    elif url.startswith(("postgresql://", "postgres://")):
        engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    else:
        raise ValueError(unknown_address(url))
    try:
        with engine.connect() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        words = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
        raise Unavailable(f"the database cannot be used: {words[0]}") from None
    except CommandError as error:
        raise ValueError(str(error)) from None
    finally:
        engine.dispose()


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The revision of this program's tables."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def current(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def check(url: str) -> None:
    """Raise DatabaseIsNewer or DatabaseIsOlder, in words, unless the database is this program's own."""
    with connecting(url) as connection:
        found = current(connection)
    if found == head():
        return
    if found is not None and found not in _known():
        raise DatabaseIsNewer(
            f"the database is at revision {found}, which this program does not know: run the newer program,"
            " or restore a backup made before it"
        )
    raise DatabaseIsOlder(
        f"the database is at revision {found or 'none'}, this program wants {head()}: run `kopilka migrate`"
    )


def upgrade(url: str, revision: str = "head") -> str | None:
    """Migrate up; the revision it came from. Raises DatabaseIsNewer, and then changes nothing."""
    with connecting(url) as connection:
        found = current(connection)
        if found is not None and found not in _known():
            raise DatabaseIsNewer(f"the database is at revision {found}, which this program does not know")
        command.upgrade(_config(connection), revision)
        connection.commit()
    return found


def revision_of(url: str) -> str | None:
    """Where the database stands."""
    with connecting(url) as connection:
        return current(connection)


def downgrade(url: str, revision: str) -> None:
    with connecting(url) as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
