"""Marks of who was erased: hashes that name nobody."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from storage.tables import erased_marks
from storage.work import Work

_INSERT = insert(erased_marks).on_conflict_do_nothing()
_KNOWN = select(erased_marks.c.mark).where(erased_marks.c.mark == bindparam("mark"))


def insert_marks(work: Work, marks: Collection[str]) -> None:
    work.run_many(_INSERT, [{"mark": mark, "at": work.now} for mark in sorted(marks)])


def known(work: Work, mark: str) -> bool:
    return work.one(_KNOWN, mark=mark) is not None
