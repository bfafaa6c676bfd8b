"""The numbered versions of the programme document: the main one's and the pilots'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from storage.tables import programs
from storage.work import Row, Work

MAIN = ""  # the pilot's name of a version that is no pilot's

_P = programs.c
_NOW = bindparam("now", type_=_P.in_force_from.type)
_MAIN = (
    select(_P.version)
    .where(_P.pilot == MAIN, _P.in_force_from <= _NOW)
    .order_by(_P.in_force_from.desc(), _P.version.desc())
    .limit(1)
)
_IN_FORCE = select(_P.version, _P.sha256).where(_P.version == _MAIN.scalar_subquery())
# One question for the main programme and the pilots beside it; where there are none it costs a look into the index.
_SERVING = (
    select(_P.version, _P.sha256, _P.pilot, _P.scope, _P.until)
    .where(or_(_P.version == _MAIN.scalar_subquery(), (_P.pilot > MAIN) & (_P.in_force_from <= _NOW)))
    .order_by(_P.pilot, _P.in_force_from.desc(), _P.version.desc())
)
_FIRST = (
    select(_P.version, _P.sha256, _P.in_force_from)
    .where(_P.pilot == MAIN)
    .order_by(_P.in_force_from, _P.version)
    .limit(1)
)
_TEXT = select(_P.text).where(_P.version == bindparam("version"))
_SHA256 = select(_P.sha256).where(_P.version == bindparam("version"))
_LAST = select(func.coalesce(func.max(_P.version), 0))
_INSERT = programs.insert()


def in_force(work: Work, at: datetime) -> tuple[int, str] | None:
    """(version, SHA-256 of its text) of the main programme at this instant, or None when none was applied yet."""
    row = work.one(_IN_FORCE, now=at)
    return None if row is None else (row.version, row.sha256)


def serving(work: Work) -> Sequence[Row]:
    """The main programme's version, if there is one, and then by name every pilot's newest that is not over."""
    found: dict[str, Row] = {}
    for row in work.all(_SERVING, now=work.now):
        found.setdefault(row.pilot, row)
    return [row for row in found.values() if row.until is None or row.until > work.now]


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


def insert(work: Work, text: str, sha256: str, in_force_from: datetime, **values: Any) -> int:
    """Keep a version; its number. values: pilot, scope, until, message, where they are not empty."""
    version = int(work.value(_LAST)) + 1
    work.run(
        _INSERT, version=version, text=text, sha256=sha256, in_force_from=in_force_from, applied_at=work.now, **values
    )
    return version


def tags_of(work: Work, member_id: str) -> frozenset[str]:
    """The member's tags."""
    return frozenset()
