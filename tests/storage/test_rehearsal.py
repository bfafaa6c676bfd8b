"""A rehearsal: the shop as it is, changed at will, and afterwards as it was."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copyfile

import pytest
import sqlalchemy as sa

from storage.store import Store, Unavailable, open_rehearsal, sqlite_path
from storage.tables import marks
from storage.work import Work
from tests.make import Clock

ROOT = Path(__file__).parents[2]
DICE = random.Random(5).randbytes


def put(work: Work, name: str) -> None:
    work.run(marks.insert(), name=name, value=0)


def put_and_refuse(work: Work, name: str) -> None:
    put(work, name)
    raise PermissionError(name)


def names(work: Work) -> set[str]:
    return {row.name for row in work.all(sa.select(marks.c.name))}


async def test_what_is_done_in_it_is_seen_there_and_kept_nowhere(store: Store, url: str, clock: Clock) -> None:
    await store.write(put, "before")

    async with open_rehearsal(url, clock, DICE) as copy:
        await copy.write(put, "tried")
        assert await copy.read(names) == {"before", "tried"}
        assert await store.read(names) == {"before"}

    assert await store.read(names) == {"before"}


async def test_a_unit_that_raises_leaves_nothing_and_the_rehearsal_goes_on(url: str, clock: Clock) -> None:
    async with open_rehearsal(url, clock, DICE) as copy:
        with pytest.raises(PermissionError):
            await copy.write(put_and_refuse, "mine")
        await copy.write(put, "other")

        assert await copy.read(names) == {"other"}


async def test_the_shop_is_open_meanwhile(store: Store, url: str, clock: Clock) -> None:
    async with open_rehearsal(url, clock, DICE) as copy:
        await copy.write(put, "tried")
        await store.write(put, "sold")

    assert await store.read(names) == {"sold"}


async def test_a_copy_is_for_its_owners_eyes_and_one_at_a_time(
    sqlite_template: Path, tmp_path: Path, clock: Clock
) -> None:
    path = Path(copyfile(sqlite_template, tmp_path / "kopilka.db"))
    url, folder = f"sqlite:///{path}", tmp_path / "kopilka.db.rehearsal"

    async with open_rehearsal(url, clock, DICE):
        assert folder.stat().st_mode & 0o777 == 0o700
        with pytest.raises(Unavailable, match="another rehearsal"):
            async with open_rehearsal(url, clock, DICE):
                pass

    assert not folder.exists()


KILLED = """
import asyncio, os, signal, sys
from bot import real
from storage.store import open_rehearsal
async def go():
    async with open_rehearsal(sys.argv[1], real.now, real.dice):
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(go())
"""


async def test_what_a_killed_rehearsal_left_is_cleared_by_the_next_one(store: Store, url: str, clock: Clock) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, url], cwd=ROOT, env=os.environ, check=False)  # noqa: ASYNC221
    assert done.returncode == -signal.SIGKILL

    async with open_rehearsal(url, clock, DICE) as copy:
        await copy.write(put, "again")

    assert await store.read(names) == set()
    path = sqlite_path(url)
    assert path is None or not list(path.parent.glob("*.rehearsal"))
