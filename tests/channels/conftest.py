"""The rigs that the channel's tests stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.telegram.channel import WebhookAnswer
from tests.channels.rig import Rig, a_rig, a_webhook_rig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with a_rig(tmp_path) as rig:
        rig.start(rig.anna, rig.boris)
        yield rig


@pytest.fixture
async def webhook(tmp_path: Path) -> AsyncIterator[tuple[Rig, list[WebhookAnswer]]]:
    async with a_webhook_rig(tmp_path) as (rig, answers):
        for person in (rig.anna, rig.boris):
            person.started = True
        yield rig, answers
