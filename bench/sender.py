"""Promised messages go out at the rate that the messenger allows, and it never has to say 429."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import uvloop

from actions import member
from bench.measure import Ratio
from bench.town import FIRST_ANSWER_SECONDS, Town, a_shop, a_town, kopilka
from playground.server import Limits
from playground.world import FIRST_PERSON_ID
from rules.notice import Expiring, dump
from storage import deliveries
from storage.work import Work

# Allowed messages a second, and for how many seconds they are counted.
SETTINGS = ((30, 20.0), (1000, 6.0))
WARM_SECONDS = 2.0
AIM = 0.97
NOTICE = Expiring(points=120, last_day=date(2030, 1, 31), days=3, available=300)


def main() -> list[Ratio]:
    return [ratio for per_second, seconds in SETTINGS for ratio in uvloop.run(_sent(per_second, seconds))]


async def _sent(per_second: int, seconds: float) -> list[Ratio]:
    folk = int(per_second * (WARM_SECONDS + seconds + 1))
    with tempfile.TemporaryDirectory() as folder:
        shop = await a_shop(Path(folder), folk, _promise)
        async with (
            a_town(folk, Limits(per_second=per_second)) as town,
            kopilka(town, shop, KOPILKA_TELEGRAM_RATE=str(per_second)),
        ):
            rate = await _rate(town, seconds)
    refused = town.calls.refused
    at = f"sender at {per_second}/s"
    return [
        Ratio(f"{at}, of what is allowed", rate / per_second, AIM, measured=f"{rate:,.1f}/s"),
        Ratio(f"{at}, answers 429", refused[429], 0, at_most=True, measured=f"other refusals: {refused.total()}"),
    ]


async def _rate(town: Town, seconds: float) -> float:
    """Messages a second in the steady state: the start is left out."""
    arrived = town.calls.arrived_at = []
    async with asyncio.timeout(FIRST_ANSWER_SECONDS):
        while not arrived:  # noqa: ASYNC110 - looked at from outside, so that the measured path is as short as it is
            await asyncio.sleep(0.05)
    began = arrived[0] + WARM_SECONDS
    await asyncio.sleep(began + seconds - time.perf_counter())
    return sum(began <= at < began + seconds for at in arrived) / seconds


def _promise(work: Work, member_ids: Sequence[str]) -> None:
    """One message for each member, in a lane that keeps quiet hours, and members who have none."""
    for member_id in member_ids:
        member.set_quiet(work, member_id, None)
    deliveries.promise(
        work,
        [_row(work, str(FIRST_PERSON_ID + number), member_id) for number, member_id in enumerate(member_ids)],
    )


def _row(work: Work, user_id: str, member_id: str) -> dict[str, object]:
    return {
        "dedupe_key": f"bench:{user_id}",
        "member_id": member_id,
        "staff_id": None,
        "channel": "telegram",
        "user_id": user_id,
        "chat_id": user_id,
        "kind": NOTICE.kind,
        "category": "service",
        "lane": "service",
        "facts": dump(NOTICE),
        "due_at": work.now,
        "stale_at": None,
    }
