"""A store of the test's own by the real clock, with a programme of every format in force."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import pytest

from storage.store import Store, open_store
from tests.acceptance.worker import now
from tests.jobs.post import begin_programme
from tests.rules.programs import in_force


@pytest.fixture
async def shop(url: str) -> AsyncIterator[Store]:
    opened = await open_store(url, now, random.SystemRandom().randbytes)
    await opened.write(begin_programme, in_force())
    yield opened
    await opened.close()
