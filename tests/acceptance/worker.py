"""A process of its own that sends or ticks, so that a test can really kill it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any

from actions import purchase
from actions.delivery import Letter
from actions.purchase import Sale
from channels.telegram.channel import Telegram
from jobs.health import Health
from jobs.pump import Pump
from jobs.schedule import Schedule, Sweep
from jobs.sender import Sender
from jobs.webhook_call import Caller
from jobs.webhooks import Webhooks
from rules.cadence import Every
from rules.priced import Cheque, Line
from rules.webhook import trusted
from screens.screen import Screen
from storage import marks
from storage.store import Store, open_store
from storage.work import Work

TOKEN = "1:playground"
HERE = Path(__file__).parents[2]
LEASE_SECONDS = 1
PATIENCE_SECONDS = 60  # of a busy machine


def now() -> datetime:
    return datetime.now(UTC)


def render(letter: Letter) -> Screen:
    return Screen(letter.kind)


def sell(work: Work, member_id: str) -> None:
    purchase.record(work, Sale(member_id=member_id, cheque=Cheque((Line(1000_00),)), client="till-1"))


def count(work: Work, scheduled_for: datetime) -> Mapping[str, int]:
    """One unit of a job that keeps how often it was done for each instant."""
    name = f"ran:{scheduled_for.isoformat()}"
    done = marks.get(work, name) or 0
    if done >= 2:
        return {}
    marks.put(work, name, done + 1)
    return {"units": 1}


async def send(store: Store, given: Mapping[str, Any]) -> None:
    """Pump and send until killed."""
    bot = Telegram(TOKEN, assets=HERE, api=given["api"])
    sender = Sender(
        store,
        bot,
        render,
        Health(),
        holder=str(os.getpid()),
        per_second=given.get("per_second", 1000),
        lease_seconds=LEASE_SECONDS,
        poll_seconds=0.05,
    )
    pump = Pump(store, Health(), promised=sender.wake, poll_seconds=0.05)
    await asyncio.gather(pump.run(), sender.run())


async def sell_and_die(store: Store, given: Mapping[str, Any]) -> None:
    """Commit a purchase and be gone before anything is sent."""
    await store.write(sell, given["member_id"])
    os.kill(os.getpid(), signal.SIGKILL)


async def call(store: Store, given: Mapping[str, Any]) -> None:
    """Send webhooks until killed."""
    caller = Caller(trusted("127.0.0.0/8"), clock=now)
    await Webhooks(store, caller, Health(), holder=str(os.getpid()), poll_seconds=0.05).run()


async def tick(store: Store, given: Mapping[str, Any]) -> None:
    """Tick in a world where a second is a minute."""
    table = [Sweep(name="count", cadence=Every(1), step=count, catch_up="all")]
    seconds = _fast(given)
    ticking = Schedule(
        store, table, Health(), holder=str(os.getpid()), seconds=lambda: seconds().timestamp(), lease_seconds=20
    )
    while True:
        await ticking.tick()
        await asyncio.sleep(0.01)


def _fast(given: Mapping[str, Any]) -> Any:
    start, began = datetime.fromisoformat(given["start"]), given["began"]
    return lambda: start + timedelta(seconds=60 * (monotonic() - began))


ROLES = {"send": send, "call": call, "sell_and_die": sell_and_die, "tick": tick}


async def main(role: str, given: Mapping[str, Any]) -> None:
    store = await open_store(given["url"], _fast(given) if role == "tick" else now, random.SystemRandom().randbytes)
    await ROLES[role](store, given)


def run(role: str, given: Mapping[str, Any]) -> None:
    asyncio.run(main(role, given))


# ------------------------------------------------------------------ the test's side of it


@contextmanager
def worker(role: str, **given: Any) -> Iterator[BaseProcess]:
    """Start the process; it is killed at the end if it still lives."""
    server = get_context("forkserver")
    # Loaded once: a process that is forked from there is there at once.
    server.set_forkserver_preload([__name__])
    process = server.Process(target=run, args=(role, given))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


async def killed(process: BaseProcess) -> bool:
    """Whether the process ends by a kill -9, which it must do soon."""
    await asyncio.to_thread(process.join, PATIENCE_SECONDS)
    return process.exitcode == -signal.SIGKILL
