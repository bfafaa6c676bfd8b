"""A cheque priced, by a plain programme and by one with many rules, against the pure sums of its lines.

The floor adds up what any till adds up: the amounts, the discounts, what is left, and the points at one rate.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Ratio, median_ratio
from rules.cheque import price
from rules.priced import Cheque, Line, MemberState
from rules.program import Program, parse

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROUNDS = 15
SECONDS = 0.05  # of one measurement
MEMBER = MemberState("gold", available_points=500, stamps={"visits": 3, "coffee": 2})
AIMS = {1: 90.0, 20: 60.0, 500: 50.0}  # at most so many times the sums: less than the durable write that follows

CHEQUES = {
    count: Cheque(
        tuple(
            Line(19_99 + 10 * at, 1 + at % 3, ("coffee", "bakery", "dairy")[at % 3], brand=("", "kopilka")[at % 2])
            for at in range(count)
        )
    )
    for count in AIMS
}


def sums(cheque: Cheque) -> tuple[int, int, int, int]:
    gross = sum([line.amount_minor for line in cheque.lines])
    discount = sum([line.discount_minor for line in cheque.lines])
    lefts = [line.amount_minor - line.discount_minor for line in cheque.lines]
    return gross, discount, sum(lefts), sum(lefts) * 5 // 10_000


def rate(work: Callable[[], object]) -> float:
    """How often a second."""
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < SECONDS:
        for _ in range(5):
            work()
        done += 5
    return done / took


def measured(name: str, program: Program, lines: int) -> Ratio:
    cheque = CHEQUES[lines]
    ours, floor = [], []
    for _ in range(ROUNDS):
        ours.append(1 / rate(lambda: price(program, cheque, MEMBER, NOON)))
        floor.append(1 / rate(lambda: sums(cheque)))
    micros = f"{min(ours) * 1e6:,.0f} µs, the sums {min(floor) * 1e6:,.1f} µs"
    what = f"price: {name}, a cheque of {lines} / its sums"
    return Ratio(what, median_ratio(ours, floor), AIMS[lines], at_most=True, measured=micros)


def main() -> list[Ratio]:
    programs = {name: parse(Path(f"programs/{name}.toml").read_text("utf-8")) for name in ("retail-bonus", "stamps")}
    gc.collect()
    gc.freeze()
    found = [measured(name, program, lines) for name, program in programs.items() for lines in AIMS]
    gc.unfreeze()
    return found
