"""A purchase where there are a million members, against the same purchase where there are a thousand.

Both shops are filled with copies of one member who bought once; each purchase is of another member, so that what it
needs of the larger file is seldom at hand.
"""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import uvloop

from actions import purchase
from bench import till
from bench.measure import Ratio, median_ratio
from bot.real import dice, now
from storage import migrate
from storage.sqlite import connect, core
from storage.store import Store, open_store
from storage.tables import metadata
from storage.work import Work

FEW, MANY = 1_000, 1_000_000
ROUNDS = 9
PURCHASES = 100  # of one round
STRIDE = 611_953  # prime, so that every member has a turn before anybody has a second one
AIM = 1.25
TABLES = ("members", "standings", "accounts", "transactions", "lots", "purchases")
# What must differ from copy to copy; everything else is as it was.
OWN = {
    "member_id": "printf('01920000-0000-7000-8000-%012d', n)",
    "purchase_id": "printf('01920000-0000-7000-8001-%012d', n)",
    "tx_id": "printf('01920000-0000-7000-8002-%012d', n)",
    "lot_id": "printf('01920000-0000-7000-8003-%012d', n)",
    "referral_code": "printf('C%08d', n)",
    "at": "at + n",
}


def filled(folder: Path, members: int) -> str:
    """A shop with so many members more than the one whom they are like; its address."""
    path = folder / f"{members}.db"
    migrate.upgrade(f"sqlite:///{path}")
    raw = connect(path)
    connection = core(raw)
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    till.opened(Work(connection, now(), dice), "", members=1)
    connection.exec_driver_sql("COMMIT")
    connection.close()
    raw.execute("PRAGMA journal_mode=OFF")  # whatever happens here, the folder goes; the store puts it back
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("BEGIN IMMEDIATE")
    for name in TABLES:
        raw.execute(_copies(name), (members,))
    raw.execute("COMMIT")
    raw.close()
    return f"sqlite:///{path}"


def _copies(table: str) -> str:
    columns = [column.name for column in metadata.tables[table].columns]
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)"
    names, values = ", ".join(columns), ", ".join(OWN.get(name, name) for name in columns)
    return f"INSERT INTO {table} ({names}) {numbers} SELECT {values} FROM numbers, (SELECT * FROM {table} LIMIT 1)"


async def measured(folder: Path) -> dict[int, list[float]]:
    """Median seconds of a purchase, of each round, by the number of members."""
    stores = {members: await open_store(filled(folder, members), now, dice) for members in (FEW, MANY)}
    numbers, found = {members: count() for members in stores}, defaultdict[int, list[float]](list)
    gc.collect()
    gc.freeze()
    for number in range(1 + ROUNDS):
        for members, store in list(stores.items()) if number % 2 else reversed(stores.items()):
            took = [await _purchase(store, next(numbers[members]), members) for _ in range(PURCHASES)]
            if number:  # the first round opens files and compiles statements
                found[members].append(median(took))
    gc.unfreeze()
    for store in stores.values():
        await store.close()
    return found


async def _purchase(store: Store, number: int, members: int) -> float:
    member_id = f"01920000-0000-7000-8000-{number * STRIDE % members:012d}"
    began = time.perf_counter()
    await store.write(purchase.record, till.sale(member_id))
    return time.perf_counter() - began


def main() -> list[Ratio]:
    with TemporaryDirectory() as folder:
        found = uvloop.run(measured(Path(folder)))
    micros = {members: median(seconds) * 1e6 for members, seconds in found.items()}
    what = f"crowd: a purchase with {MANY:,} members / with {FEW:,}"
    shown = f"{micros[MANY]:,.0f} µs against {micros[FEW]:,.0f}"
    return [Ratio(what, median_ratio(found[MANY], found[FEW]), AIM, at_most=True, measured=shown)]
