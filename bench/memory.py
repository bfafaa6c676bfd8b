"""Resident memory: at rest against bare libraries, and after very many updates against after few.

BENCH_UPDATES sets how many updates are pressed instead of 100 000.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import uvloop

from bench.measure import PYTHON, Ratio, free_port, listening, resident_bytes, running
from bench.town import Town, a_balance_table, a_shop, a_town, kopilka

UPDATES = 100_000
WARM_SHARE = 0.2  # of them, until every cache has what it will ever hold
AT_ONCE = 32
REST_SECONDS = 3.0
AT_REST_AIM = 2.0
FLAT_AIM = 1.05
ACTIONS = ("balance", "menu", "history", "tier", "balance", "settings", "invite", "help", "privacy", "quiet")
MIB = 1024 * 1024


def main() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        return uvloop.run(_measured(Path(folder), int(os.environ.get("BENCH_UPDATES", UPDATES))))


async def _measured(folder: Path, updates: int) -> list[Ratio]:
    shop, balances = await a_shop(folder, AT_ONCE), a_balance_table(folder)
    async with a_town(AT_ONCE) as town:
        port = free_port()
        bare = [PYTHON, "-m", "bench.bare", "libraries", town.address, str(balances), str(port)]
        async with running(bare) as process:
            floor = await _at_rest(town, process.pid, port)
    async with a_town(AT_ONCE) as town:
        port = free_port()
        async with kopilka(town, shop, port=port) as process:
            ours = await _at_rest(town, process.pid, port)
            warm = int(updates * WARM_SHARE)
            await town.press(AT_ONCE, presses=warm, actions=ACTIONS)
            early = resident_bytes(process.pid)
            await town.press(AT_ONCE, presses=updates - warm, actions=ACTIONS)
            late = resident_bytes(process.pid)
    return [
        Ratio(
            "memory at rest / bare aiogram + FastAPI + SQLAlchemy",
            ours / floor,
            AT_REST_AIM,
            at_most=True,
            measured=f"{ours / MIB:.0f} MiB against {floor / MIB:.0f} MiB",
        ),
        Ratio(
            f"memory after {updates:,} updates / after {warm:,}",
            late / early,
            FLAT_AIM,
            at_most=True,
            measured=f"{late / MIB:.0f} MiB against {early / MIB:.0f} MiB",
        ),
    ]


async def _at_rest(town: Town, pid: int, port: int) -> int:
    """After it answered for the first time, and then was left alone."""
    await listening(port)
    await town.first_answer()
    await asyncio.sleep(REST_SECONDS)
    return resident_bytes(pid)
