"""From nothing to ready: the whole product against the bare imports of the libraries it loads."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

import uvloop

from bench.bare import LIBRARIES
from bench.measure import PYTHON, Ratio, free_port, listening, median_ratio, running
from bench.town import Town, a_shop, a_town, kopilka

ROUNDS = 5
AIM = 2.0


def main() -> list[Ratio]:
    ours, floor = uvloop.run(_measured())
    measured = f"{median(ours):.2f} s against {median(floor):.2f} s"
    return [
        Ratio("start: time to ready / bare imports", median_ratio(ours, floor), AIM, at_most=True, measured=measured)
    ]


async def _measured() -> tuple[list[float], list[float]]:
    """Alternately, after one run of each that fills the caches of the disk."""
    ours, floor = [], []
    with tempfile.TemporaryDirectory() as folder:
        shop = await a_shop(Path(folder), 1)
        async with a_town(1) as town:
            for _ in range(1 + ROUNDS):
                ours.append(await _to_ready(town, shop))
                floor.append(await _to_import())
    return ours[1:], floor[1:]


async def _to_ready(town: Town, shop: Path) -> float:
    """Ready is when it listens, which it does after Telegram let it in and its own house is in order."""
    port, began = free_port(), time.perf_counter()
    async with kopilka(town, shop, port=port):
        await listening(port)
        return time.perf_counter() - began


async def _to_import() -> float:
    began = time.perf_counter()
    command = [PYTHON, "-c", f"import {', '.join(LIBRARIES)}"]
    async with running(command) as process:
        await process.wait()
    return time.perf_counter() - began
