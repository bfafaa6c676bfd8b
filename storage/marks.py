"""Small facts that the program keeps about itself, by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import marks
from storage.work import Work

_GET = select(marks.c.value).where(marks.c.name == bindparam("name"))
_INSERT = insert(marks)
_PUT = _INSERT.on_conflict_do_update(index_elements=["name"], set_={"value": _INSERT.excluded.value})
_PUT_NEW = _INSERT.on_conflict_do_nothing()
_LOCK = _GET.with_for_update()
_DROP = marks.delete().where(marks.c.name == bindparam("name"))


def get(work: Work, name: str) -> Any:
    """The value, or None."""
    return work.value(_GET, name=name)


def put(work: Work, name: str, value: Any) -> None:
    work.run(_PUT, name=name, value=value)


def put_new(work: Work, name: str, value: Any) -> None:
    """Put a value where there is none; one that is there stays."""
    work.run(_PUT_NEW, name=name, value=value)


def lock(work: Work, name: str, value: Any) -> None:
    """Whoever else locks it waits for the end of the unit; this value is put where there is none."""
    put_new(work, name, value)
    work.all(_LOCK, name=name)


def drop(work: Work, name: str) -> None:
    work.run(_DROP, name=name)
