# ruff: noqa: N999 - named for the command that it measures
"""The real year recorded as purchases, against a bare `executemany` of the same rows.

The floor writes what the ledger kept (purchases, transactions, lots, accounts, with their indexes) and nothing else: it
prices nothing, hashes nothing and reads nothing. Both write through one connection in units of the same size.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from actions import imports
from bench.measure import Ratio
from bot import journey, real
from storage import migrate
from storage.sqlite import connect
from storage.store import open_store

PROGRAM = Path("programs/retail-dollars.toml")
TABLES = ("purchases", "transactions", "lots", "accounts")
YEAR_BASKETS = 155_848
BASKETS = 20_000  # of these; the whole year with `python -m bench.import all`
YEAR_SECONDS = 120
FLOOR_AIM = 0.05  # a purchase is priced, chained, hashed and counted, and looks up what it needs for that


def main(baskets: int = BASKETS) -> list[Ratio]:
    year = journey.read(journey.data_folder(), baskets)
    count, text = len(year.cheques), PROGRAM.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        database, floor = Path(folder) / "journey.db", Path(folder) / "floor.db"
        seconds, cpu = asyncio.run(_recorded(database, year, text))
        floor_seconds, floor_cpu = _floor(database, floor)
    year_seconds = seconds * YEAR_BASKETS / baskets
    rates = f"{count / seconds:,.0f} purchases/s against {count / floor_seconds:,.0f}"
    each = f"{cpu / count * 1e6:.0f} us of CPU each against {floor_cpu / count * 1e6:.0f}"
    return [
        Ratio("import: purchases/s / bare executemany", floor_seconds / seconds, FLOOR_AIM, measured=rates),
        Ratio("import: the same by CPU", floor_cpu / cpu, FLOOR_AIM, measured=each),
        Ratio(
            "import: the real year / two minutes",
            year_seconds / YEAR_SECONDS,
            1.0,
            at_most=True,
            measured=f"{year_seconds:.0f} s, by {count:,} of its purchases",
        ),
    ]


async def _recorded(database: Path, year: journey.Year, text: str) -> tuple[float, float]:
    """(seconds, seconds of CPU)"""
    migrate.upgrade(f"sqlite:///{database}")
    store = await open_store(f"sqlite:///{database}", real.now, real.dice)
    began = time.perf_counter(), time.process_time()
    await journey.record(store, "bench", text, year)
    took = time.perf_counter() - began[0], time.process_time() - began[1]
    assert (await store.read(imports.progress, "bench")).finished
    await store.close()
    return took


def _floor(database: Path, floor: Path) -> tuple[float, float]:
    """(seconds, seconds of CPU) of writing the same rows with nothing but the driver."""
    migrate.upgrade(f"sqlite:///{floor}")
    source, target = sqlite3.connect(database), connect(floor)
    kept = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    began = time.perf_counter(), time.process_time()
    for table, rows in kept.items():
        marks = ", ".join("?" * len(rows[0]))
        for start in range(0, len(rows), journey.BATCH_CHEQUES):
            target.execute("BEGIN IMMEDIATE")
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[start : start + journey.BATCH_CHEQUES])
            target.execute("COMMIT")
    took = time.perf_counter() - began[0], time.process_time() - began[1]
    source.close()
    target.close()
    return took


if __name__ == "__main__":
    for one in main(YEAR_BASKETS if "all" in sys.argv[1:] else BASKETS):
        print(f"{one.what}: {one.ratio:.2f} ({one.measured})")
