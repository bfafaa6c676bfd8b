"""Recency, frequency and monetary value as scores of 1 to 3, the names of the 27 cells, and the stage of a life-cycle.

A score of 3 is the best. The scheme is Hughes' RFM with three scores; the names are those that the field uses for
groups of such cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rules.facts import Facts
from rules.program_rfm import QUIET, Rfm

DAY = timedelta(days=1)

# By recency, frequency, monetary value.
CELLS = {
    "333": "champions",
    "332": "loyal",
    "331": "loyal",
    "323": "loyal",
    "322": "promising",
    "321": "promising",
    "313": "promising",
    "312": "new",
    "311": "new",
    "233": "needs_attention",
    "232": "needs_attention",
    "231": "needs_attention",
    "223": "needs_attention",
    "222": "needs_attention",
    "221": "needs_attention",
    "213": "sleeping",
    "212": "sleeping",
    "211": "sleeping",
    "133": "cant_lose",
    "132": "at_risk",
    "131": "at_risk",
    "123": "cant_lose",
    "122": "at_risk",
    "121": "at_risk",
    "113": "lost",
    "112": "lost",
    "111": "lost",
}
CELL_NAMES = tuple(dict.fromkeys(CELLS.values()))
VIP_CELLS = frozenset({"champions", "loyal"})  # who are thanked with what is not money
OFTEN_BEFORE_CELLS = frozenset({"cant_lose", "at_risk"})  # bought often or much, and went quiet
GROWTH_CELLS = frozenset({"promising", "new"})  # are here, and may buy more or more often

STAGES = ("registered", "first", "active", "regular", "quiet", "lapsed", "lost")


class Cuts(NamedTuple):
    """Where scores part. recency_days: 3 below the first, 2 below the second; the others: 2 and 3 from the value on."""

    recency_days: tuple[int, int]
    frequency: tuple[int, int]
    monetary_minor: tuple[int, int]


class Scores(NamedTuple):
    """Of 1 to 3 each; all 0 for who never bought."""

    recency: int
    frequency: int
    monetary: int

    @property
    def cell(self) -> str:
        """The cell's name; empty for who never bought."""
        return CELLS[f"{self.recency}{self.frequency}{self.monetary}"] if self.recency else ""


class Placed(NamedTuple):
    recency: int
    frequency: int
    monetary: int
    cell: str
    stage: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What members are counted and sorted by at one time."""

    rfm: Rfm
    zone: ZoneInfo
    cuts: Cuts

    @property
    def window(self) -> timedelta:
        return timedelta(days=self.rfm.window_days)


def needs_terciles(rfm: Rfm) -> bool:
    return rfm.by == "terciles" or rfm.monetary_minor is None


def cuts(rfm: Rfm, terciles: Cuts) -> Cuts:
    """The thresholds that the programme names, and the terciles of the base for what it leaves to them."""
    if rfm.by == "terciles":
        return terciles
    return Cuts(rfm.recency_days, rfm.frequency, rfm.monetary_minor or terciles.monetary_minor)


def scores(facts: Facts, by: Cuts, now: datetime) -> Scores:
    if facts.last_at is None:
        return Scores(0, 0, 0)
    quiet = now - facts.last_at
    first, second = by.recency_days
    return Scores(
        3 if quiet < first * DAY else 2 if quiet < second * DAY else 1,
        _from(facts.window_purchases, by.frequency),
        _from(facts.window_spend_minor, by.monetary_minor),
    )


def _from(value: int, points: tuple[int, int]) -> int:
    return 3 if value >= points[1] else 2 if value >= points[0] else 1


def gap(facts: Facts, rfm: Rfm) -> timedelta:
    """What usually passes between two purchases of this member."""
    if facts.first_at is None or facts.last_at is None or facts.purchases < 2:
        return timedelta(days=rfm.stages.usual_gap_days)
    own = (facts.last_at - facts.first_at) // (facts.purchases - 1)
    return max(own, timedelta(days=rfm.stages.shortest_gap_days))


def stage(facts: Facts, rfm: Rfm, now: datetime) -> str:
    """Of STAGES. The strongest line that was crossed counts, in whatever order the programme has them."""
    if facts.last_at is None:
        return "registered"
    for name, after in reversed(_lines(facts, rfm)):
        if now >= facts.last_at + after:
            return name
    if facts.purchases >= rfm.stages.regular_purchases:
        return "regular"
    return "active" if facts.purchases > 1 else "first"


def _lines(facts: Facts, rfm: Rfm) -> tuple[tuple[str, timedelta], ...]:
    own = gap(facts, rfm)
    limits = rfm.stages
    pairs = (("quiet", limits.quiet), ("lapsed", limits.lapsed), ("lost", limits.lost))
    return tuple((name, _after(written, own)) for name, written in pairs)


def _after(written: str, own: timedelta) -> timedelta:
    found = QUIET.fullmatch(written)
    assert found is not None, "the programme was read"
    if found[3] == "days":
        return int(found[1]) * DAY
    return own * int(found[1] + (found[2] or "0")) // 10


def place(facts: Facts, terms: Terms, now: datetime) -> Placed:
    scored = scores(facts, terms.cuts, now)
    return Placed(*scored, scored.cell, stage(facts, terms.rfm, now))


def due_at(facts: Facts, terms: Terms, now: datetime) -> datetime | None:
    """The next instant at which time alone changes a figure, a score or the stage; None when nothing is left."""
    if facts.last_at is None:
        return None
    instants = [facts.last_at + days * DAY for days in terms.cuts.recency_days]
    instants += [facts.last_at + after for _, after in _lines(facts, terms.rfm)]
    if facts.window_first_at is not None:
        instants.append(facts.window_first_at + terms.window)
    return min((at for at in instants if at > now), default=None)


def fingerprint(rfm: Rfm, zone: ZoneInfo) -> dict[str, Any]:
    """What must be counted again for everybody when it changes."""
    return {"zone": zone.key, **rfm.model_dump(mode="json")}


def as_value(by: Cuts) -> dict[str, list[int]]:
    return {name: list(pair) for name, pair in by._asdict().items()}


def of_value(value: dict[str, list[int]]) -> Cuts:
    return Cuts(*((pair[0], pair[1]) for pair in (value[name] for name in Cuts._fields)))
