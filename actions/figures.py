"""How the whole programme does, for its owner and its marketers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from actions import feedback, program
from rules.figures import Figures
from rules.ledger import POINTS
from rules.schedule import local_day
from storage import digests, figures
from storage.work import Row, Work


def of(work: Work, days: int) -> Figures:
    """The last so many days, up to now. Raises NoProgram."""
    in_force = program.current(work).program
    middle = work.now - timedelta(days=days)
    sold = figures.sales(work, middle - timedelta(days=days), middle, work.now)
    moved = digests.moved(work, POINTS, middle, work.now)
    liability = digests.liability(work, POINTS)
    cells = figures.cells(work)
    return Figures(
        day=local_day(work.now, in_force.zone),
        days=days,
        **{name: int(value) for name, value in sold._asdict().items()},
        ever=sum(row.members for row in cells),
        repeated=int(sum(row.repeated for row in cells)),
        spend_minor=int(sum(row.spend_minor for row in cells)),
        issued=moved.get("issued", 0),
        spent=-moved.get("spent", 0),
        burned=-moved.get("expired", 0),
        liability_points=liability,
        liability_minor=liability * in_force.redemption.point_value_minor,
        marks=feedback.figures(work, middle, work.now).all,
        cells=_grid(cells),
    )


def _grid(cells: Sequence[Row]) -> tuple[int, ...]:
    counts = [0] * 27
    for row in cells:
        if row.recency:
            counts[(row.recency - 1) * 9 + (row.frequency - 1) * 3 + row.monetary - 1] = row.members
    return tuple(counts)
