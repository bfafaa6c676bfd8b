"""A shop whose programme is in force, for people to talk to."""

from __future__ import annotations

import pytest

from storage.work import Work
from tests.handlers.chat import Town


@pytest.fixture
def town(work: Work) -> Town:
    return Town.opened(work)
