"""How the whole programme does: who comes back, what they spend, what becomes of the points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.feedback import Marks

NO_MARKS = Marks()

PERIODS = (30, 90, 365)
"""In days: the last so many against as many before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of the last `days` days, and of now where a name says nothing of time; sums in minor units.

    buyers_before: who bought in as many days before; returned: those of them who bought again since. ever, repeated,
    spend_minor: who ever bought, who did so twice, and what all of them spent. issued, spent, burned: points.
    marks: what members said of us. cells: how many members each of the 27 cells has; that of scores (r, f, m) is at
    (r - 1) * 9 + (f - 1) * 3 + m - 1.
    """

    day: date
    days: int
    buyers: int = 0
    buyers_before: int = 0
    returned: int = 0
    purchases: int = 0
    revenue_minor: int = 0
    ever: int = 0
    repeated: int = 0
    spend_minor: int = 0
    issued: int = 0
    spent: int = 0
    burned: int = 0
    liability_points: int = 0
    liability_minor: int = 0
    marks: Marks = NO_MARKS
    cells: tuple[int, ...] = (0,) * 27

    @property
    def retention(self) -> float | None:
        return part(self.returned, self.buyers_before)

    @property
    def repeat(self) -> float | None:
        return part(self.repeated, self.ever)

    @property
    def frequency(self) -> float | None:
        """Purchases of each buyer."""
        return part(self.purchases, self.buyers)

    @property
    def average_cheque_minor(self) -> int | None:
        return None if not self.purchases else round(self.revenue_minor / self.purchases)

    @property
    def lifetime_minor(self) -> int | None:
        """What a buyer has spent so far."""
        return None if not self.ever else round(self.spend_minor / self.ever)

    @property
    def redemption(self) -> float | None:
        return part(self.spent, self.issued)

    @property
    def breakage(self) -> float | None:
        return part(self.burned, self.issued)


def part(some: int, whole: int) -> float | None:
    return some / whole if whole else None
