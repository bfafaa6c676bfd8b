"""What a campaign sold, counted anew from the rows of the database by itself: nothing here is the product's own."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

DAY_MICROS = 86_400_000_000
CONTROL, WHOLE = "(control)", "(all variants)"
REACHED, TRIED = {"sent", "recalled"}, {"sent", "recalled", "failed", "unknown"}
Z = 1.959964


@dataclass(slots=True)
class Counted:
    """One group. spent: what each of its members paid in cents, purchase by purchase."""

    spent: list[list[int]] = field(default_factory=list)
    sent: int = 0
    reached: int = 0
    tapped: int = 0
    switched_on: int = 0
    used: int = 0
    points_given: int = 0
    off_cents: int = 0

    @property
    def members(self) -> int:
        return len(self.spent)

    @property
    def buyers(self) -> int:
        return sum(1 for one in self.spent if one)

    @property
    def purchases(self) -> int:
        return sum(len(one) for one in self.spent)

    @property
    def cents(self) -> int:
        return sum(map(sum, self.spent))

    @property
    def conversion(self) -> float:
        return self.buyers / self.members


def groups(database: Path, number: int, days: int) -> dict[str, Counted]:
    """By the names that the report's table has, all variants together as well."""
    found: dict[str, Counted] = defaultdict(Counted)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        touches = rows.execute("SELECT member_id, variant, at, tapped_at FROM touches WHERE campaign = ?", [number])
        for member_id, variant, at, tapped_at in touches.fetchall():
            for group in [found[WHOLE], found[variant]] if variant else [found[CONTROL]]:
                group.spent.append(list(_bought(rows, member_id, at, at + days * DAY_MICROS)))
                group.tapped += tapped_at is not None
                _sent(rows, number, member_id, group)
                _offered(rows, number, member_id, group)
    return dict(found)


def _bought(rows: sqlite3.Connection, member_id: str, since: int, until: int) -> Iterator[int]:
    """What came back whole was no purchase."""
    asked = "SELECT net_minor - refunded_minor, gross_minor - discount_minor - returned_minor FROM purchases "
    within = "WHERE member_id = ? AND at >= ? AND at < ?"
    for cents, rest in rows.execute(asked + within, [member_id, since, until]):
        if rest > 0:
            yield cents


def _sent(rows: sqlite3.Connection, number: int, member_id: str, group: Counted) -> None:
    asked = "SELECT state FROM deliveries WHERE campaign = ? AND member_id = ?"
    for (state,) in rows.execute(asked, [number, member_id]):
        group.sent += state in TRIED
        group.reached += state in REACHED


def _offered(rows: sqlite3.Connection, number: int, member_id: str, group: Counted) -> None:
    asked = "SELECT on_at, used_at, points, off_minor FROM offers WHERE campaign = ? AND member_id = ?"
    for on_at, used_at, points, off_cents in rows.execute(asked, [number, member_id]):
        group.switched_on += (on_at or used_at) is not None
        group.used += used_at is not None
        group.points_given += points
        group.off_cents += off_cents


def uplift(one: Counted, other: Counted) -> tuple[float, float, float]:
    """The difference of their shares of buyers, and Newcombe's interval around it."""
    (low, high), (other_low, other_high) = _wilson(one), _wilson(other)
    p, q = one.conversion, other.conversion
    return (
        p - q,
        p - q - sqrt((p - low) ** 2 + (other_high - q) ** 2),
        p - q + sqrt((high - p) ** 2 + (q - other_low) ** 2),
    )


def _wilson(group: Counted) -> tuple[float, float]:
    n, p = group.members, group.conversion
    middle, half = p + Z * Z / 2 / n, Z * sqrt(p * (1 - p) / n + Z * Z / 4 / n / n)
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


def often_before(database: Path, now_micros: int, quiet_days: int) -> dict[str, int]:
    """How many purchases of a year each member has who agreed to advertising and bought nothing for so many days."""
    asked = (
        "SELECT member_id, count(*) FROM purchases JOIN members USING (member_id) "
        "WHERE marketing AND at >= ? GROUP BY member_id HAVING max(at) < ?"
    )
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        return dict(
            rows.execute(asked, [now_micros - 365 * DAY_MICROS, now_micros - quiet_days * DAY_MICROS]).fetchall()
        )


def touched(database: Path, number: int) -> set[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        return {one for (one,) in rows.execute("SELECT member_id FROM touches WHERE campaign = ?", [number]).fetchall()}
