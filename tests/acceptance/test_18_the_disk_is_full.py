"""18: the disk is full: 503, nothing is sent, and all goes on by itself when there is room again."""

from __future__ import annotations

import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa

from actions import verify
from channels.telegram.channel import Telegram
from storage.store import Store, sqlite_path
from tests.acceptance.chats import a_town, texts, until
from tests.acceptance.worker import TOKEN
from tests.jobs.post import posting, tell
from tests.web.rig import a_shop, the_log

# PostgreSQL's own word for it (disk_full), for no test may fill the disk of the machine that it runs on.
_FULL = """
CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$
"""
_TABLES = ("transactions", "requests", "deliveries", "events", "leases")


async def test_a_full_disk_is_503_and_sending_stops_until_there_is_room(store: Store, url: str, tmp_path: Path) -> None:
    async with a_shop(store) as shop, a_town() as town:
        anna = await shop.member(points=100)
        boris, boris_id = await town.member(store, "Boris")
        await store.write(tell, boris_id, "news")
        bot = Telegram(TOKEN, assets=tmp_path, api=town.api)

        with the_log() as said:  # what is said would go to a file of the test itself, which is full too
            async with full_disk(url):
                refused = await shop.till.buy(anna, 1000_00, key="one")
                assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
                assert int(refused.headers["retry-after"]) >= 1
                async with posting(store, bot):
                    await until(
                        lambda: all(said.getvalue().count(f"The {who} waits") > 2 for who in ("pump", "sender"))
                    )
                    assert texts(boris) == [], "what cannot be noted is not sent"

        done = await shop.till.buy(anna, 1000_00, key="one")
        assert done.status_code == 201
        assert await shop.till.balance(anna) == 110
        async with posting(store, bot) as office:
            await until(lambda: texts(boris) == ["burned in ru"])
            await office.settled()
        await bot.close()
    step = await store.read(verify.step, verify.Mark(), ())
    assert step.faults == ()


@asynccontextmanager
async def full_disk(url: str) -> AsyncIterator[None]:
    """SQLite's process may write no byte to any file; PostgreSQL says of every row that there is no room for it."""
    if sqlite_path(url) is not None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        return
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as admin:
        admin.exec_driver_sql(_FULL)
        for table in _TABLES:
            admin.exec_driver_sql(
                f"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION disk_full()"
            )
        try:
            yield
        finally:
            admin.exec_driver_sql("DROP FUNCTION disk_full CASCADE")
    engine.dispose()
