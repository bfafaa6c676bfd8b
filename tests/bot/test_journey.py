"""The real year: read from its own files, brought up to yesterday, recorded purchase by purchase, kept."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from actions import export as exports
from actions import imports, ledger, member, program
from actions.imports import Progress
from actions.verify import verify
from bot import importing, journey, real
from bot.journey import Year
from rules.schedule import MIDNIGHT, instant, local_day
from storage import imports as kept
from storage import members, migrate, purchases
from storage.store import Store, open_store
from storage.work import Row, Work
from tests.rules.programs import DOLLARS, FOLDER

PROGRAM = FOLDER / "retail-dollars.toml"
BASKETS = 200
KEY = "a year"


@asynccontextmanager
async def opened(database: Path) -> AsyncIterator[Store]:
    migrate.upgrade(f"sqlite:///{database}")
    store = await open_store(f"sqlite:///{database}", real.now, real.dice)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture(scope="module")
def year() -> Year:
    return journey.read(journey.data_folder(), BASKETS)


def test_a_basket_is_one_cheque_with_a_line_for_each_department(year: Year) -> None:
    assert len(year.cheques) + year.dropped == BASKETS
    first = year.cheques[0]
    assert (first.household_id, first.basket_id, first.store_id) == (900, 31198570044, 330)
    assert str(first.at) == "2017-01-01 11:53:26"
    assert [(line.category, line.amount_minor) for line in first.lines] == [("PASTRY", 50)]
    busy = max(year.cheques, key=lambda cheque: len(cheque.lines))
    departments = [line.category for line in busy.lines]
    assert len(departments) > 3
    assert len(set(departments)) == len(departments)


def test_cheques_come_in_order_of_time_and_none_comes_to_nothing(year: Year) -> None:
    times = [cheque.at for cheque in year.cheques]

    assert times == sorted(times)
    assert all(line.amount_minor > 0 for cheque in year.cheques for line in cheque.lines)


async def test_the_year_is_recorded_up_to_yesterday_with_a_true_ledger_and_kept(tmp_path: Path, year: Year) -> None:
    database = tmp_path / "journey.db"

    assert await journey.imported(PROGRAM, database, BASKETS) == database

    made_at = database.stat().st_mtime_ns
    assert await journey.imported(PROGRAM, database, BASKETS) == database
    assert database.stat().st_mtime_ns == made_at, "the second call finds it done"
    async with opened(database) as store:
        assert await store.read(verify) == ()
        await store.read(_check, year)


def _check(work: Work, year: Year) -> None:
    assert members.count(work) == len(year.households)
    member_id = kept.by_external_id(work, {"900"}).get("900")
    assert member_id is not None
    assert member.get(work, member_id).name == "Household 900"
    bought = purchases.of_member(work, member_id, BASKETS)
    its_own = [cheque for cheque in year.cheques if cheque.household_id == 900]
    assert [row.net_minor for row in reversed(bought)] == [
        sum(line.amount_minor for line in cheque.lines) for cheque in its_own
    ]
    assert ledger.balance(work, member_id) == sum(row.points_earned for row in bought)
    newest = max(
        purchases.of_member(work, kept.by_external_id(work, {str(number)})[str(number)], 1)[0].at
        for number in year.households
    )
    assert local_day(newest, DOLLARS.zone) == local_day(work.now, DOLLARS.zone) - timedelta(days=1)


async def test_another_programme_makes_another_year(tmp_path: Path) -> None:
    database, other = tmp_path / "journey.db", tmp_path / "other.toml"
    other.write_text(PROGRAM.read_text("utf-8").replace('rate = "1%"', 'rate = "2%"'), "utf-8")
    await journey.imported(PROGRAM, database, BASKETS)

    await journey.imported(other, database, BASKETS)

    async with opened(database) as store:
        first = await store.read(_first_purchase, "900")
    assert first.points_earned == first.net_minor * 2 // 100


async def test_a_year_that_was_stopped_goes_on_with_the_same_days(tmp_path: Path, year: Year) -> None:
    text = PROGRAM.read_text("utf-8")
    begun_at = instant(local_day(real.now(), DOLLARS.zone) - timedelta(days=10), MIDNIGHT, DOLLARS.zone)

    async with opened(tmp_path / "journey.db") as store:
        await store.write(program.apply, text, begun_at)
        await _record_and_stop(store, text, year)
        done = (await store.read(imports.progress, KEY)).rows_done
        assert 0 < done < len(year.cheques)

        await journey.record(store, KEY, text, year)

        assert await store.read(imports.progress, KEY) == Progress(len(year.cheques), 0, finished=True)
        assert await store.read(exports.count, "purchases") == len(year.cheques)
        first = await store.read(_first_purchase, "900")
        assert local_day(first.at, DOLLARS.zone) == local_day(begun_at, DOLLARS.zone)
        assert await store.read(verify) == ()


async def _record_and_stop(store: Store, text: str, year: Year) -> None:
    """Press Ctrl+C as soon as something is recorded."""

    async def interrupt() -> None:
        recorded = 0
        while not recorded:
            recorded = (await store.read(imports.progress, KEY)).rows_done
        os.kill(os.getpid(), signal.SIGINT)

    with importing.stopping():  # so that a late signal ends nothing
        stopping = asyncio.create_task(interrupt())
        with pytest.raises(importing.Stopped, match="the same command goes on from there"):
            await journey.record(store, KEY, text, year, batch_cheques=5)
        await stopping


def _first_purchase(work: Work, external_id: str) -> Row:
    member_id = kept.by_external_id(work, {external_id}).get(external_id)
    assert member_id is not None
    return purchases.of_member(work, member_id, BASKETS)[-1]
