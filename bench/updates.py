"""A member presses Balance: raw update in, answer out to the local Telegram; against bare bots."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import uvloop

from bench.measure import PYTHON, Ratio, cpu_seconds, free_port, median_ratio, running
from bench.town import Pressed, Town, a_balance_table, a_shop, a_town, kopilka

AT_ONCE = (1, 32)
ROUNDS = 5
RUN_SECONDS = 2.0
WARM_SECONDS = 1.0
FLOOR_AIM = 0.7

# (ours, the floor, what the ratio should be at least)
PAIRS = (
    ("kopilka, polling", "aiogram, polling", FLOOR_AIM),
    ("kopilka, webhook", "aiogram, webhook", FLOOR_AIM),
    ("kopilka, polling", "python-telegram-bot, polling", 1.0),
)


@dataclass(frozen=True, slots=True)
class Run:
    """processor_seconds: of the bot's process, for each update."""

    pressed: Pressed
    processor_seconds: float


Runs = dict[tuple[str, int], list[Run]]


def main() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        runs = uvloop.run(_measured(Path(folder)))
    return [_ratio(runs, *pair, at_once) for pair in PAIRS for at_once in AT_ONCE]


def _ratio(runs: Runs, ours: str, floor: str, aim: float, at_once: int) -> Ratio:
    mine, theirs = runs[ours, at_once], runs[floor, at_once]
    ratio = median_ratio([run.pressed.per_second for run in mine], [run.pressed.per_second for run in theirs])
    return Ratio(
        f"updates/s, {ours} / {floor}, {at_once} at once",
        ratio,
        aim,
        measured=f"{_shown(mine)} against {_shown(theirs)}",
    )


def _shown(runs: Sequence[Run]) -> str:
    rate = median(run.pressed.per_second for run in runs)
    p99 = median(run.pressed.p99_seconds for run in runs)
    processor = median(run.processor_seconds for run in runs)
    return f"{rate:,.0f}/s, p99 {p99 * 1000:.1f} ms, processor {processor * 1000:.2f} ms"


async def _measured(folder: Path) -> Runs:
    """All bots run all the time, each in its own town; one town at a time presses."""
    folk = max(AT_ONCE)
    balances = a_balance_table(folder)
    async with AsyncExitStack() as stack:
        towns: dict[str, Town] = {}
        pids: dict[str, int] = {}
        shop = await a_shop(folder, folk)
        for name in dict.fromkeys(name for pair in PAIRS for name in pair[:2]):
            town = towns[name] = await stack.enter_async_context(a_town(folk))
            kind, how = name.split(", ")
            if kind == "kopilka":
                bot = kopilka(town, shop, webhook=how == "webhook")
            else:
                bot = running(_bare(kind, how, town, balances))
            pids[name] = (await stack.enter_async_context(bot)).pid
        for town in towns.values():
            await town.first_answer()
            await town.press(folk, seconds=WARM_SECONDS)
        runs: Runs = defaultdict(list)
        for number in range(ROUNDS):
            for at_once in AT_ONCE:
                for name in list(towns) if number % 2 == 0 else reversed(towns):
                    runs[name, at_once].append(await _run(towns[name], at_once, pids[name]))
        return runs


async def _run(town: Town, at_once: int, pid: int) -> Run:
    before = cpu_seconds(pid)
    pressed = await town.press(at_once, seconds=RUN_SECONDS)
    return Run(pressed, (cpu_seconds(pid) - before) / len(pressed.seconds))


def _bare(kind: str, how: str, town: Town, balances: Path) -> list[str]:
    port = [str(free_port())] if how == "webhook" else []
    return [PYTHON, "-m", "bench.bare", kind, town.address, str(balances), *port]
