"""A shop over HTTP for every test of the edge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest

from storage.store import Store, open_store
from tests.make import Clock
from tests.web.rig import Shop, Till, a_shop


@pytest.fixture
async def store(sqlite_template: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    """On SQLite alone: the acceptance tests go through the same doors on both databases."""
    copyfile(sqlite_template, tmp_path / "kopilka.db")
    opened = await open_store(f"sqlite:///{tmp_path / 'kopilka.db'}", clock, Random(2).randbytes)
    yield opened
    await opened.close()


@pytest.fixture
async def shop(store: Store) -> AsyncIterator[Shop]:
    async with a_shop(store) as opened:
        yield opened


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.till
