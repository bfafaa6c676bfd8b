"""A shop over HTTP for every test of the edge, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.store import Store
from tests.web.rig import Shop, Till, a_shop


@pytest.fixture
async def shop(store: Store) -> AsyncIterator[Shop]:
    async with a_shop(store) as opened:
        yield opened


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.till
