"""What every bench shares: a ratio with its aim, medians, processes that are measured and stopped."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
STOP_SECONDS = 20
LISTEN_SECONDS = 60


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


def median_ratio(ours: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the ratios of neighbouring runs: what slowed both of a pair down falls out."""
    return statistics.median(a / b for a, b in zip(ours, floor, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """share: 0.99 is the p99."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


# ------------------------------------------------------------------ processes


@asynccontextmanager
async def running(command: Sequence[str], **environment: str) -> AsyncIterator[Process]:
    """Run a program of its own until the block ends; its logs are dropped."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOPILKA_")}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=CHECKOUT, env=clean | environment, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield process
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


async def listening(port: int, patience_seconds: float = LISTEN_SECONDS) -> None:
    """Wait until somebody listens on this port of ours."""
    async with asyncio.timeout(patience_seconds):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.005)
            else:
                return writer.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
