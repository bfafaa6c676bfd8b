"""The numbered versions of the programme document."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from storage.tables import programs
from storage.work import Work

_IN_FORCE = (
    select(programs.c.version, programs.c.sha256)
    .where(programs.c.in_force_from <= bindparam("now"))
    .order_by(programs.c.in_force_from.desc(), programs.c.version.desc())
    .limit(1)
)
_FIRST = (
    select(programs.c.version, programs.c.sha256, programs.c.in_force_from)
    .order_by(programs.c.in_force_from, programs.c.version)
    .limit(1)
)
_TEXT = select(programs.c.text).where(programs.c.version == bindparam("version"))
_SHA256 = select(programs.c.sha256).where(programs.c.version == bindparam("version"))
_LAST = select(func.coalesce(func.max(programs.c.version), 0))
_INSERT = programs.insert()


def in_force(work: Work) -> tuple[int, str] | None:
    """(version, SHA-256 of its text), or None when no programme was applied yet."""
    row = work.one(_IN_FORCE, now=work.now)
    return None if row is None else (row.version, row.sha256)


def first(work: Work) -> tuple[int, str] | None:
    """(version, SHA-256) of the programme that was in force before any other, or None."""
    row = work.one(_FIRST)
    return None if row is None else (row.version, row.sha256)


def first_in_force_from(work: Work) -> datetime | None:
    row = work.one(_FIRST)
    return None if row is None else row.in_force_from


def text(work: Work, version: int) -> str:
    return str(work.value(_TEXT, version=version))


def sha256(work: Work, version: int) -> str:
    return str(work.value(_SHA256, version=version))


def insert(work: Work, text: str, sha256: str, in_force_from: datetime) -> int:
    version = int(work.value(_LAST)) + 1
    work.run(_INSERT, version=version, text=text, sha256=sha256, in_force_from=in_force_from, applied_at=work.now)
    return version
