# ruff: noqa: N999 - named for the command that it measures
"""An old base by its files, and the real year as purchases, against a bare `executemany` of the same rows.

The floor writes what was kept of it (members, standings, purchases, transactions, lots, accounts, with their indexes)
and nothing else: it reads no file, checks, prices and hashes nothing, and asks for nothing. Both write through one
connection in units of the same size.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from actions import imports, program
from bench.measure import Ratio, median_ratio
from bot import importing, journey, real
from storage import migrate
from storage.sqlite import connect
from storage.store import open_store

PROGRAM = Path("programs/retail-dollars.toml")
TABLES = ("purchases", "transactions", "lots", "accounts")
YEAR_BASKETS = 155_848
BASKETS = 20_000  # of these; the whole year with `python -m bench.import all`
YEAR_SECONDS = 120
FLOOR_AIM = 0.05  # a purchase is priced, chained, hashed and counted, and looks up what it needs for that
ROWS = 20_000  # of each file of an old base
ROUNDS = 3
# A row is read, its phone is understood, it is looked up, chained and hashed, before it costs what the floor costs.
FILE_AIM = 0.15
KEPT = {
    imports.MEMBERS: ("members", "standings", "accounts", "transactions", "lots"),
    imports.PURCHASES_ALONE: ("purchases",),
}


def main(baskets: int = BASKETS) -> list[Ratio]:
    return [*_files(), *_year(baskets)]


# ------------------------------------------------------------------ an old base


def _files() -> list[Ratio]:
    rates: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KEPT}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for kind, seconds in asyncio.run(_old_base(folder)).items():
                floor_seconds, _ = _floor(folder / "shop.db", folder / f"{kind}.db", KEPT[kind], imports.BATCH_ROWS)
                rates[kind].append((ROWS / seconds, ROWS / floor_seconds))
    return [_file_ratio(kind, found) for kind, found in rates.items()]


def _file_ratio(kind: str, found: list[tuple[float, float]]) -> Ratio:
    ours, floor = zip(*found, strict=True)
    measured = f"{median(ours):,.0f} rows/s against {median(floor):,.0f}"
    return Ratio(f"import: {kind}/s / bare executemany", median_ratio(ours, floor), FILE_AIM, measured=measured)


async def _old_base(folder: Path) -> dict[str, float]:
    """Seconds of `kopilka import` by kind, from the file's first byte to the totals."""
    url = f"sqlite:///{folder / 'shop.db'}"
    migrate.upgrade(url)
    store = await open_store(url, real.now, real.dice)
    await store.write(program.apply, PROGRAM.read_text("utf-8"))  # noqa: ASYNC240 - nothing else runs here
    took = {}
    for kind, rows in ((imports.MEMBERS, _people()), (imports.PURCHASES_ALONE, _sold())):
        file = folder / f"{kind}.csv"
        file.write_text("\n".join(rows), "utf-8")
        began = time.perf_counter()
        done = await importing.run(store, kind, file)
        took[kind] = time.perf_counter() - began
        assert (done.rows, done.rejected, done.brought.is_true) == (ROWS, 0, True)
    await store.close()
    return took


def _people() -> Iterator[str]:
    yield "phone,name,birthday,points,points_last_day,tier"
    for n in range(ROWS):
        phone = f"8 (900) {n // 10_000:03}-{n // 100 % 100:02}-{n % 100:02}"
        yield f"{phone},Member {n},25.12.1990,{n % 900 + 1},2099-12-31,"


def _sold() -> Iterator[str]:
    yield "phone,at,amount,category,receipt"
    for n in range(ROWS):
        phone = f"+7900{n * 7 % ROWS // 10_000:03}{n * 7 % 10_000:04}"
        yield f"{phone},2024-0{n % 9 + 1}-15 12:{n % 60:02},{n % 900 + 1}.50,coffee,A-{n}"


# ------------------------------------------------------------------ the real year


def _year(baskets: int) -> list[Ratio]:
    year = journey.read(journey.data_folder(), baskets)
    count, text = len(year.cheques), PROGRAM.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        database, floor = Path(folder) / "journey.db", Path(folder) / "floor.db"
        seconds, cpu = asyncio.run(_recorded(database, year, text))
        floor_seconds, floor_cpu = _floor(database, floor, TABLES, journey.BATCH_CHEQUES)
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


def _floor(database: Path, floor: Path, tables: Sequence[str], batch_rows: int) -> tuple[float, float]:
    """(seconds, seconds of CPU) of writing the same rows with nothing but the driver."""
    migrate.upgrade(f"sqlite:///{floor}")
    source, target = sqlite3.connect(database), connect(floor)
    kept = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    began = time.perf_counter(), time.process_time()
    for table, rows in kept.items():
        marks = ", ".join("?" * len(rows[0]))
        for start in range(0, len(rows), batch_rows):
            target.execute("BEGIN IMMEDIATE")
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[start : start + batch_rows])
            target.execute("COMMIT")
    took = time.perf_counter() - began[0], time.process_time() - began[1]
    source.close()
    target.close()
    return took


if __name__ == "__main__":
    for one in main(YEAR_BASKETS if "all" in sys.argv[1:] else BASKETS):
        print(f"{one.what}: {one.ratio:.2f} ({one.measured})")
