"""A day's changes of members' figures, cells and stages: their cost follows who changed, not how many there are.

The same 1 000 members buy in a base and in one ten times as big. The floor reads those members' purchases by the
standard library and does nothing with them. Seconds are the processor's, so that a busy machine changes no ratio.
BENCH_MEMBERS=100000 makes the bigger base so big; it is 30 000 otherwise, each with 20 purchases.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from actions import facts, program
from bench.measure import Ratio, median_ratio
from bot.real import dice
from storage import migrate
from storage.columns import micros
from storage.store import Store, open_store
from storage.work import Work

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "30000"))
PURCHASES = 20  # of each member
CHANGED = 1_000
ROUNDS = 5
PROGRAM = Path("programs/retail-bonus.toml")
NOON = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)

_FILL = """
INSERT INTO purchases (member_id, purchase_id, at, gross_minor, discount_minor, points_spent, points_minor, net_minor,
    points_earned, lines, client, location, program_version)
WITH RECURSIVE member (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM member WHERE n < :members),
    bought (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM bought WHERE k < :purchases)
SELECT printf('01920000-0000-7000-8000-%012d', n), printf('01920000-0000-7000-9000-%012d', n * 1000 + k),
    :now - ((n * 7919 + k * 104729 + n * k * 31) % 730 * 86400 + (n + k * 5) % 12 * 3600 + 60) * 1000000,
    10000 + (n * k) % 997 * 100, 0, 0, 0, 10000 + (n * k) % 997 * 100, 0,
    json_array(json_object('amount_minor', 10000, 'net_minor', 10000,
        'category', substr('tea coffeecake bread ', (n + k) % 4 * 5 + 1, 5))), 'till-1', 'shop ' || (n % 7), 1
FROM member CROSS JOIN bought
"""
_MEMBERS = """
INSERT INTO members (member_id, created_at, language, referral_code, muted, chance)
WITH RECURSIVE member (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM member WHERE n < :members)
SELECT printf('01920000-0000-7000-8000-%012d', n), :now - 70000000000000, 'ru', printf('C%011d', n), '[]', n FROM member
"""
_READ = "SELECT member_id, at, gross_minor, net_minor, location, lines FROM purchases WHERE member_id IN ({})"


class Clock:
    """Stands until it is moved."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


def main() -> Iterator[Ratio]:
    small, big = max(MEMBERS // 10, CHANGED), MEMBERS
    with TemporaryDirectory() as folder:
        paths = Path(folder, "small.db"), Path(folder, "big.db")
        for path, members in zip(paths, (small, big), strict=True):
            migrate.upgrade(f"sqlite:///{path}")
            _fill(path, members)
        yield from asyncio.run(_measured(paths, small, big, PROGRAM.read_text("utf-8")))


async def _measured(paths: tuple[Path, Path], small: int, big: int, document: str) -> list[Ratio]:
    clocks = Clock(), Clock()
    stores = [await _shop(path, clock, document) for path, clock in zip(paths, clocks, strict=True)]
    whole = [await _drained(store) for store in stores]
    days: list[list[float]] = [[], []]
    floor: list[float] = []
    for turn in range(ROUNDS):
        for which in (0, 1) if turn % 2 else (1, 0):
            ids = _spread((small, big)[which], turn)
            await stores[which].write(_buy, ids)
            days[which].append(await _drained(stores[which]))
            if which == 0:
                floor.append(_read(paths[0], ids))
    nights = [await _nights(store, clock) for store, clock in zip(stores, clocks, strict=True)]
    for store in stores:
        await store.close()
    cost = [median(each) / CHANGED * 1e6 for each in days]
    return [
        Ratio(
            f"rfm: {CHANGED:,} members who bought, of {big:,} by of {small:,}",
            median_ratio(days[1], days[0]),
            1.25,
            at_most=True,
            measured=f"{cost[1]:.0f} and {cost[0]:.0f} µs a member",
        ),
        Ratio(
            "rfm: counting them by only reading their purchases",
            median_ratio(days[0], floor),
            15,
            at_most=True,
            measured=f"{median(floor) / CHANGED * 1e6:.0f} µs a member to read",
        ),
        Ratio(
            "rfm: a member whom five nights changed, in the big base by in the small one",
            nights[1][1] / nights[0][1],
            1.25,
            at_most=True,
            measured=f"{nights[1][0]:,} and {nights[0][0]:,} members, {nights[1][1] * 1e6:.0f} µs each;"
            f" everybody in {whole[1]:.0f} s",
        ),
    ]


async def _shop(path: Path, clock: Clock, document: str) -> Store:
    store = await open_store(f"sqlite:///{path}", clock, dice)
    await store.write(program.apply, document)
    return store


def _fill(path: Path, members: int) -> None:
    """Fast: indexes are built at the end, and nothing need reach the disk."""
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -500000", "journal_mode = OFF"):
        raw.execute(f"PRAGMA {pragma}")
    indexes = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'purchases' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        raw.execute(f"DROP INDEX {name}")
    values = {"members": members, "purchases": PURCHASES, "now": micros(NOON)}
    raw.execute(_MEMBERS, {name: value for name, value in values.items() if name != "purchases"})
    raw.execute(_FILL, values)
    for _, sql in indexes:
        raw.execute(sql)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.close()


def _spread(members: int, turn: int) -> list[str]:
    """Members from all over the base, others each time."""
    step = members // CHANGED
    return [f"01920000-0000-7000-8000-{at * step + turn % step + 1:012d}" for at in range(CHANGED)]


def _buy(work: Work, ids: Sequence[str]) -> None:
    row = "SELECT member_id, ? || substr(purchase_id, 9), ?, gross_minor, discount_minor, points_spent, points_minor, "
    row += (
        "net_minor, points_earned, lines, client, location, program_version FROM purchases WHERE member_id = ? LIMIT 1"
    )
    into = (
        "INSERT INTO purchases (member_id, purchase_id, at, gross_minor, discount_minor, points_spent, points_minor, "
    )
    into += "net_minor, points_earned, lines, client, location, program_version) "
    for one in ids:
        work.connection.exec_driver_sql(into + row, (work.fresh_id()[-8:], micros(work.now), one))
    facts.changed_many(work, ids)


async def _drained(store: Store) -> float:
    """Seconds until nobody is left to be counted."""
    began = time.process_time()
    while await store.write(facts.step):
        pass
    return time.process_time() - began


async def _nights(store: Store, clock: Clock) -> tuple[int, float]:
    """(members whom five days that passed changed, seconds for each of them)"""
    clock.now += 5 * DAY
    began, counted = time.process_time(), 0
    while done := await store.write(facts.step):
        counted += done["members"]
    return counted, (time.process_time() - began) / max(counted, 1)


def _read(path: Path, ids: Sequence[str]) -> float:
    """Seconds to read all purchases of these members, 250 at a time as the counting does."""
    raw = sqlite3.connect(path)
    began = time.process_time()
    for at in range(0, len(ids), facts.MEMBERS_MAX):
        part = ids[at : at + facts.MEMBERS_MAX]
        raw.execute(_READ.format(", ".join("?" * len(part))), part).fetchall()
    seconds = time.process_time() - began
    raw.close()
    return seconds
