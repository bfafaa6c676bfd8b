"""5: kill -9 while an update is being handled. It is handled after the restart, once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import sqlalchemy as sa

from storage.store import Store, sqlite_path
from storage.tables import members
from storage.work import Work
from tests.acceptance.chats import Town, a_town, until
from tests.acceptance.program import hand, running
from tests.acceptance.test_04_the_same_update_twice import effects
from tests.acceptance.worker import killed

HANDLING_SECONDS = 0.3


@contextmanager
def stuck(url: str) -> Iterator[None]:
    """Nobody can commit inside."""
    path = sqlite_path(url)
    driver = f"sqlite:///{path}" if path else sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(driver, poolclass=sa.NullPool)
    with engine.connect() as connection:
        lock = "BEGIN IMMEDIATE" if path else "LOCK TABLE updates IN ACCESS EXCLUSIVE MODE"
        connection.exec_driver_sql(lock)
        yield
        connection.rollback()
    engine.dispose()


async def handed_out(town: Town, update_id: int) -> None:
    def came() -> bool:
        polls = (body.get("result") or [] for name, _, body in town.app.world.calls if name == "getUpdates")
        return any(update["update_id"] == update_id for poll in polls for update in poll)

    await until(came)
    await asyncio.sleep(HANDLING_SECONDS)


async def test_before_its_unit_could_commit_and_before_its_answer_could_be_sent(
    store: Store, url: str, tmp_path: Path
) -> None:
    async with a_town() as town:
        anna = hand(town, "Анна")
        async with running(tmp_path, url, town.api) as program:
            anna.does("start")
            await anna.press("consent")
            await anna.sees("consent:yes")
            await until(lambda: not anna.updates)
            with stuck(url):
                await anna.press("consent:yes")
                [update_id] = anna.updates
                await handed_out(town, update_id)
                program.kill()
                assert await killed(program)
        assert anna.updates == [update_id], "it was not confirmed"
        assert await store.read(effects) == (0, 0)

        async with running(tmp_path, url, town.api) as program:
            await anna.sees("phone:later")
            await until(lambda: not anna.updates)
            assert await store.read(effects) == (1, 1)
            town.fault("kill", method="editMessageText", pid=program.pid)
            anna.does("say", text="/settings")
            await anna.press("kinds")
            assert await killed(program)

        async with running(tmp_path, url, town.api):
            await anna.sees("mute:tiers")
            await until(lambda: not anna.updates)
            await anna.press("mute:tiers")
            [update_id] = anna.updates
            async with httpx.AsyncClient(base_url=town.api) as http:
                again = {"update_id": update_id}
                await until(lambda: not anna.updates)
                (await http.post("/playground/repeat", json=again)).raise_for_status()
                (await http.post("/playground/repeat", json=again)).raise_for_status()
            await until(lambda: not anna.updates)
        assert await store.read(effects) == (1, 1)
        assert await store.read(muted) == [["tiers"]], "a toggle that is done twice undoes itself"


def muted(work: Work) -> list[list[str]]:
    return [row.muted for row in work.all(sa.select(members.c.muted))]
