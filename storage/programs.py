"""The numbered versions of the programme document: the main one's and the pilots'."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from storage.tables import member_tags, programs, purchases
from storage.work import Row, Work

MAIN = ""  # the pilot's name of a version that is no pilot's

_P = programs.c
_FACTS = [column for column in programs.c if column.name != "text"]
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
    select(*_FACTS)
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
_ANY_OFFERED = select(_P.version).where(_P.offered).limit(1)
_OFFERED = programs.update().where(~_P.offered).values(offered=True)
_LAST = select(func.coalesce(func.max(_P.version), 0))
_WAS_APPLIED = select(_P.version).where(_P.pilot == MAIN, _P.sha256 == bindparam("sha256")).limit(1)
_INSERT = programs.insert()
_ONE = select(*_FACTS).where(_P.version == bindparam("version"))
_ALL = select(*_FACTS).order_by(_P.version.desc()).limit(bindparam("limit"))
_OPEN_PILOTS = (
    select(*_FACTS)
    .where(_P.pilot > MAIN, or_(_P.until.is_(None), (_P.until > _NOW) & (_P.until > _P.in_force_from)))
    .order_by(_P.pilot, _P.version)
)
_END = (
    programs.update()
    .where(_P.pilot == bindparam("of_pilot"), or_(_P.until.is_(None), _P.until > bindparam("at", type_=_P.until.type)))
    .values(until=bindparam("at", type_=_P.until.type))
)
_REACHED = programs.update().where(_P.version == bindparam("of_version")).values(reached_at=bindparam("at"))

_TAGGED = (
    select(member_tags.c.member_id)
    .where(
        member_tags.c.member_id.in_(bindparam("ids", expanding=True)),
        member_tags.c.tag.in_(bindparam("tags", expanding=True)),
    )
    .distinct()
)
_CUSTOMERS = (
    select(purchases.c.member_id)
    .where(
        purchases.c.member_id.in_(bindparam("ids", expanding=True)),
        purchases.c.at >= bindparam("since"),
        purchases.c.location.in_(bindparam("locations", expanding=True)),
    )
    .distinct()
)


def in_force(work: Work, at: datetime) -> tuple[int, str] | None:
    """(version, SHA-256 of its text) of the main programme at this instant, or None when none was applied yet."""
    row = work.one(_IN_FORCE, now=at)
    return None if row is None else (row.version, row.sha256)


def serving(work: Work, at: datetime | None = None) -> Sequence[Row]:
    """The main programme's version, if there is one, and then by name every pilot's newest that is not over.

    at: None for now.
    """
    now, found = at or work.now, dict[str, Row]()
    for row in work.all(_SERVING, now=now):
        found.setdefault(row.pilot, row)
    return [row for row in found.values() if row.until is None or row.until > now]


def open_pilots(work: Work) -> Sequence[Row]:
    """Every pilot's version that serves somebody now or later, by name."""
    return work.all(_OPEN_PILOTS, now=work.now)


def first(work: Work) -> tuple[int, str] | None:
    """(version, SHA-256) of the programme that was in force before any other, or None."""
    row = work.one(_FIRST)
    return None if row is None else (row.version, row.sha256)


def first_in_force_from(work: Work) -> datetime | None:
    row = work.one(_FIRST)
    return None if row is None else row.in_force_from


def get(work: Work, version: int) -> Row | None:
    """Everything of a version but its text."""
    return work.one(_ONE, version=version)


def newest(work: Work, limit: int) -> Sequence[Row]:
    """Versions, the newest first, without their texts."""
    return work.all(_ALL, limit=limit)


def text(work: Work, version: int) -> str:
    return str(work.value(_TEXT, version=version))


def sha256(work: Work, version: int) -> str:
    return str(work.value(_SHA256, version=version))


def was_applied(work: Work, sha256: str) -> bool:
    """Whether the main programme ever was this text, or will be."""
    return work.one(_WAS_APPLIED, sha256=sha256) is not None


def insert(work: Work, text: str, sha256: str, in_force_from: datetime, *, has_offers: bool, **values: Any) -> int:
    """Keep a version; its number. values: pilot, scope, until, message, reached_at, where they are not empty.

    What one version offers is promised under every other, so that all of them know of it.
    """
    version = int(work.value(_LAST)) + 1
    if has_offers:
        work.run(_OFFERED)
    given = {"offered": has_offers or work.one(_ANY_OFFERED) is not None, "applied_at": work.now, **values}
    work.run(_INSERT, version=version, text=text, sha256=sha256, in_force_from=in_force_from, **given)
    return version


def end_pilot(work: Work, pilot: str, at: datetime) -> int:
    """Let no version of this pilot serve anybody from this instant on; how many did or would have."""
    return work.run(_END, of_pilot=pilot, at=at)


def unreached(work: Work) -> Row | None:
    """A version that serves now and has not reached all its members, without its text.

    One that was replaced before it could reach them is silent: what it said is not so any more.
    """
    return next((row for row in serving(work) if row.reached_at is None), None)


def reached(work: Work, version: int) -> None:
    """Note that the last member was reached."""
    work.run(_REACHED, of_version=version, at=work.now)


def tagged(work: Work, member_ids: Collection[str], tags: Collection[str]) -> set[str]:
    """Those of these members who have one of these tags."""
    return {row.member_id for row in work.all(_TAGGED, ids=list(member_ids), tags=list(tags))}


def customers(work: Work, member_ids: Collection[str], locations: Collection[str], since: datetime) -> set[str]:
    """Those of these members who bought at one of these locations from this instant on."""
    found = work.all(_CUSTOMERS, ids=list(member_ids), locations=list(locations), since=since)
    return {row.member_id for row in found}
