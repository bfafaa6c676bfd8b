"""What every bench shares: a ratio with its aim, runs in turn, processes that are measured and stopped."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

CHECKOUT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
STOP_SECONDS = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the table. ratio: ours by the floor. aim: what it should reach, or stay under when `at_most`.

    measured: the absolute figures behind it, for the reader's sense of size.
    """

    what: str
    ratio: float
    aim: float
    at_most: bool = False
    measured: str = ""

    @property
    def met(self) -> bool:
        return self.ratio <= self.aim if self.at_most else self.ratio >= self.aim


def in_turn(runs: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Run A B C, then C B A, and so on: a machine that grows slower with time is fair to all of them."""
    found: dict[str, list[T]] = {name: [] for name in runs}
    for number in range(rounds):
        order = list(runs) if number % 2 == 0 else list(reversed(runs))
        for name in order:
            found[name].append(runs[name]())
    return found


def median_ratio(ours: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the ratios of neighbouring runs: what slowed both of a pair down falls out."""
    return statistics.median(a / b for a, b in zip(ours, floor, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """share: 0.99 is the p99."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


# ------------------------------------------------------------------ processes


@asynccontextmanager
async def running(command: Sequence[str], **environment: str) -> AsyncIterator[int]:
    """Run a program of its own until the block ends, and yield its process id; its logs are dropped."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOPILKA_")}
    dropped = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command, cwd=CHECKOUT, env=clean | environment, stdin=dropped, stdout=dropped, stderr=dropped
    )
    try:
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def resident_bytes(pid: int) -> int:
    """The resident memory of a process (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """The processor's time that a process has used, in user and in kernel mode (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seconds_to_run(code: str) -> float:
    """How long a fresh interpreter needs for these lines, from its start to its end."""
    began = time.perf_counter()
    subprocess.run([PYTHON, "-c", code], cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
