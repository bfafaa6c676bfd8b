"""The column types that both databases share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(sa.TypeDecorator[datetime]):
    """An aware UTC datetime kept as whole microseconds since 1970: exact, ordered and the same on both databases."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


def micros(instant: datetime) -> int:
    """Whole microseconds since 1970. An instant without a zone is a bug of the caller."""
    assert instant.tzinfo is not None, "instants are aware"
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


# Ids are UUIDv7 as text with hyphens; PostgreSQL keeps them as its own 16-byte type.
Id = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Points = sa.BigInteger
Minor = sa.BigInteger
