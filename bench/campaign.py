"""A campaign's audience made into touches and deliveries, against a bare INSERT … SELECT of the same rows.

Both run in the same file, one after the other, and each is undone before the next. `python -m bench.campaign --full`
takes a million members; the table of benches takes a tenth of that, which is enough for a ratio. Beside the ratio: how
much more memory the process has after the whole audience than after its first tenth, and how long a small unit, such as
a press in the chat, waits while the audience is being found.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from actions import campaign, campaign_watch, program
from bench.measure import Ratio, percentile, resident_bytes
from bot.real import dice, now
from rules.campaign import Campaign, campaign_of
from storage import marks, members, migrate
from storage.sqlite import connect
from storage.store import Store, open_store
from storage.work import Work

MEMBERS, FULL = 100_000, 1_000_000
ROUNDS = 3
AIM = 3.0
MEMORY_AIM = 1.2  # of what was resident after the first tenth
WAIT_SECONDS_AIM = 0.25
PRESS_SECONDS = 0.01
PROGRAM = Path("programs/retail-bonus.toml")
TOUCHES = (
    "INSERT INTO touches (campaign, member_id, occasion, variant, at)"
    " SELECT {number}, member_id, '', 'a', 1 FROM members"
)
DELIVERIES = (
    "INSERT INTO deliveries (delivery_id, dedupe_key, member_id, channel, user_id, chat_id, kind, category, lane,"
    " campaign, facts, state, due_at, created_at) SELECT '02920000-0000-7000-' || substr(m.member_id, 20),"
    " 'campaign:{number}::' || m.member_id, m.member_id, channel, user_id, chat_id, 'campaign', 'marketing',"
    " 'marketing', {number}, '{{}}', 'queued', 1, 1 FROM members m JOIN addresses a ON a.member_id = m.member_id"
)


def document() -> Campaign:
    told = {"text": {"ru": "Привет, {name|друг}!", "en": "Hello, {name|friend}!"}}
    return campaign_of({"name": "bench", "variants": [{"name": "a", "message": told}]})


def filled(folder: Path, count: int) -> str:
    """A shop with so many members who agreed to advertising, each with a chat; its address."""
    path = folder / "campaign.db"
    migrate.upgrade(f"sqlite:///{path}")
    raw = connect(path)
    chance = random.Random(1)
    raw.execute("BEGIN IMMEDIATE")
    ids = [f"01920000-0000-7000-{chance.getrandbits(16):04x}-{number:012x}" for number in range(count)]
    raw.executemany(
        "INSERT INTO members (member_id, created_at, name, language, referral_code, marketing, muted, chance)"
        " VALUES (?, 1, 'Anna', 'ru', ?, 1, '[]', ?)",
        ((one, f"C{number}", members.chance_of(one)) for number, one in enumerate(ids)),
    )
    raw.executemany(
        "INSERT INTO addresses (channel, user_id, chat_id, member_id, reachable, seen_at)"
        " VALUES ('telegram', ?, ?, ?, 1, 1)",
        ((str(number), str(number), one) for number, one in enumerate(ids)),
    )
    raw.execute("COMMIT")
    raw.close()
    return f"sqlite:///{path}"


def begin(work: Work) -> int:
    number = campaign.draft(work, document())
    campaign.start(work, number)
    return number


def undo(work: Work) -> None:
    for table in ("touches", "deliveries", "campaigns"):
        work.connection.exec_driver_sql(f"DELETE FROM {table}")


def bare(work: Work) -> None:
    for statement in (TOUCHES, DELIVERIES):
        work.connection.exec_driver_sql(statement.format(number=1))


def press(work: Work) -> None:
    marks.put(work, "pressed", 1)


async def ours(store: Store, count: int) -> tuple[float, float]:
    """(seconds, how much more was resident in the end than after the first tenth)"""
    await store.write(begin)
    began, done, early = time.perf_counter(), 0, 0
    while found := await store.write(campaign_watch.step):
        done += found.get("looked", 0)
        if not early and done >= count / 10:
            early = resident_bytes(os.getpid())
    return time.perf_counter() - began, resident_bytes(os.getpid()) / max(early, 1)


async def waits(store: Store, until: asyncio.Event) -> list[float]:
    """Seconds of small units, one after another, until the event."""
    took = []
    while not until.is_set():
        began = time.perf_counter()
        await store.write(press)
        took.append(time.perf_counter() - began)
        await asyncio.sleep(PRESS_SECONDS)
    return took


async def measured(url: str, count: int, text: str) -> list[Ratio]:
    store = await open_store(url, now, dice)
    await store.write(program.apply, text)
    ratios, grown = [], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await store.write(bare)
        floor = time.perf_counter() - began
        await store.write(undo)
        seconds, growth = await ours(store, count)
        await store.write(undo)
        ratios.append((seconds / floor, seconds, floor))
        grown.append(growth)
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(1, over.set)
    alone = percentile(await waits(store, over), 0.99)
    over = asyncio.Event()
    beside = asyncio.create_task(waits(store, over))
    await ours(store, count)
    over.set()
    waited = percentile(await beside, 0.99)
    await store.close()
    ratio, seconds, floor = sorted(ratios)[ROUNDS // 2]
    return [
        Ratio(
            f"campaign: {count:,} members into touches and deliveries / a bare INSERT … SELECT",
            ratio,
            AIM,
            at_most=True,
            measured=f"{seconds:.2f} s against {floor:.2f}",
        ),
        Ratio("campaign: memory at the end / after a tenth", sorted(grown)[ROUNDS // 2], MEMORY_AIM, at_most=True),
        Ratio(
            "campaign: p99 of a small unit's wait meanwhile, in seconds",
            waited,
            WAIT_SECONDS_AIM,
            at_most=True,
            measured=f"{waited * 1000:.0f} ms against {alone * 1000:.0f} alone",
        ),
    ]


def main(count: int = MEMBERS) -> list[Ratio]:
    with TemporaryDirectory() as folder:
        return uvloop.run(measured(filled(Path(folder), count), count, PROGRAM.read_text("utf-8")))


if __name__ == "__main__":
    for one in main(FULL if "--full" in sys.argv else MEMBERS):
        print(f"{one.what}: {one.ratio:.2f} (aim {one.aim:g}) {one.measured}")
