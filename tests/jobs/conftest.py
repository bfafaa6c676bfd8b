"""A store whose clock walks, with a programme in force."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import pytest

from storage.store import Store, open_store
from tests.jobs.post import Box, WalkingClock, begin_programme


@pytest.fixture
def walking() -> WalkingClock:
    return WalkingClock()


@pytest.fixture
async def shop(url: str, walking: WalkingClock) -> AsyncIterator[Store]:
    opened = await open_store(url, walking, random.Random(3).randbytes)
    await opened.write(begin_programme)
    yield opened
    await opened.close()


@pytest.fixture
def box() -> Box:
    return Box()
