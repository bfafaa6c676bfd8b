"""Who typed codes that were none, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.columns import from_micros, micros
from storage.tables import guesses
from storage.work import Work

_GET = select(guesses.c.misses).where(guesses.c.who == bindparam("who"))
_LOCKED = _GET.with_for_update()
_INSERT = insert(guesses).on_conflict_do_nothing()


def lock(work: Work, who: str) -> None:
    """Make whoever guesses under the same name wait for the end of the unit."""
    work.run(_INSERT, who=who, misses=[], at=work.now)
    work.one(_LOCKED, who=who)


def misses(work: Work, who: str) -> list[datetime]:
    row = work.one(_GET, who=who)
    return [] if row is None else [from_micros(at) for at in row.misses]


def put(work: Work, who: str, misses: list[datetime]) -> None:
    values = {"misses": [micros(at) for at in misses], "at": work.now}
    work.run(guesses.update().where(guesses.c.who == who).values(values))


def forget(work: Work, who: str) -> None:
    work.run(guesses.delete().where(guesses.c.who == who))


def purge(work: Work, before: datetime, limit: int) -> int:
    old = select(guesses.c.who).where(guesses.c.at < before).limit(limit)
    return work.run(guesses.delete().where(guesses.c.who.in_(old)))
