"""A member presses Balance while a campaign goes out: whoever waits is answered before those who do not."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import uvloop

from actions import campaign
from bench import sender
from bench.measure import Ratio, median_ratio
from bench.town import Pressed, Town, a_shop, a_town, kopilka
from bot import real
from playground.server import Limits
from storage.store import open_store
from storage.work import Work

SETTINGS = (30, 1000)  # allowed messages a second
PRESSING = 2  # people at once, who do not hear of the campaign
ROUNDS = 5
RUN_SECONDS = 2.0
WARM_SECONDS = 0.5  # before each run
SPARE_SECONDS = 2.0  # so that the campaign outlasts the last run
AIM = 3.0


@dataclass(slots=True)
class Product:
    """One that runs only while it is pressed. sent: messages of the campaign in all runs."""

    town: Town
    pid: int
    runs: list[Pressed] = field(default_factory=list)
    sent: int = 0


def main() -> list[Ratio]:
    return [uvloop.run(_measured(per_second)) for per_second in SETTINGS]


async def _measured(per_second: int) -> Ratio:
    """Two products with the same shop, of which one has its campaign paused, by turns."""
    hearing = int(per_second * (ROUNDS * (RUN_SECONDS + WARM_SECONDS) + SPARE_SECONDS))
    with tempfile.TemporaryDirectory() as folder:
        shop = await a_shop(Path(folder), PRESSING + hearing, _launch)
        silent = await _paused(shop)
        async with _product(silent, hearing, per_second) as quiet, _product(shop, hearing, per_second) as loud:
            for number in range(ROUNDS):
                for one in (quiet, loud) if number % 2 else (loud, quiet):
                    await _run(one)
    ratio = median_ratio([run.p99_seconds for run in loud.runs], [run.p99_seconds for run in quiet.runs])
    sent = f"{loud.sent / (ROUNDS * RUN_SECONDS):,.0f} messages/s"
    shown = f"{_millis(loud.runs)} with {sent} against {_millis(quiet.runs)} with {quiet.sent}"
    return Ratio(f"press: p99 with a campaign at {per_second}/s / without", ratio, AIM, at_most=True, measured=shown)


def _launch(work: Work, member_ids: Sequence[str]) -> None:
    sender.launch(work, member_ids[PRESSING:])


async def _paused(shop: Path) -> Path:
    """A copy of the shop, with its campaign paused."""
    path = shop.with_name("paused.db")
    shutil.copyfile(shop, path)
    store = await open_store(f"sqlite:///{path}", real.now, real.dice)
    await store.write(campaign.pause, 1)
    await store.close()
    return path


@asynccontextmanager
async def _product(shop: Path, hearing: int, per_second: int) -> AsyncIterator[Product]:
    """It stands still until it is pressed."""
    async with (
        a_town(PRESSING + hearing, Limits(per_second=per_second)) as town,
        kopilka(town, shop, KOPILKA_TELEGRAM_RATE=str(per_second)) as process,
    ):
        await town.first_answer()
        process.send_signal(signal.SIGSTOP)
        try:
            yield Product(town, process.pid)
        finally:
            process.send_signal(signal.SIGCONT)  # who stands still does not hear that it is to end


async def _run(product: Product) -> None:
    os.kill(product.pid, signal.SIGCONT)
    await product.town.press(PRESSING, seconds=WARM_SECONDS)
    arrived = product.town.calls.arrived_at = []
    pressed = await product.town.press(PRESSING, seconds=RUN_SECONDS)
    os.kill(product.pid, signal.SIGSTOP)
    product.runs.append(pressed)
    product.sent += len(arrived) - len(pressed.seconds)


def _millis(runs: Sequence[Pressed]) -> str:
    return f"{median(run.p99_seconds for run in runs) * 1000:.1f} ms"
