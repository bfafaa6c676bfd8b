"""What was found of members is written down, and where a cell or a stage changed the path goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from rules.facts import Facts
from rules.rfm import Placed, Terms, due_at, place
from storage import facts as rows
from storage.work import Row, Work

FIGURES = tuple(one.name for one in fields(Facts) if one.name != "window_first_at")


def keep(work: Work, before: Mapping[str, Row], found: Mapping[str, Facts], terms: Terms) -> None:
    """before: the rows that were kept of them until now."""
    kept, turns = [], []
    for member_id, facts in found.items():
        now_at = place(facts, terms, work.now)
        kept.append(_row(member_id, facts, now_at, due_at(facts, terms, work.now), work.now))
        if member_id not in before or placed(before[member_id]) != now_at:
            turns.append(turn(member_id, now_at, work.now))
    rows.put(work, kept)
    rows.put_steps(work, turns)


def placed(row: Row) -> Placed:
    """Where a kept row has its member."""
    return Placed(row.recency, row.frequency, row.monetary, row.cell, row.stage)


def facts_of(row: Row) -> Facts:
    """The figures of a kept row, which does not say when the oldest purchase leaves the window."""
    kept = row._asdict()
    return Facts(**{name: kept[name] for name in FIGURES})


def turn(member_id: str, now_at: Placed, at: datetime) -> dict[str, Any]:
    return {"member_id": member_id, "at": at, **now_at._asdict()}


def _row(member_id: str, facts: Facts, now_at: Placed, due: datetime | None, now: datetime) -> dict[str, Any]:
    found = {name: getattr(facts, name) for name in FIGURES}
    return {"member_id": member_id, **found, **now_at._asdict(), "due_at": due, "counted_at": now}
