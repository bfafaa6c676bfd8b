"""Messages and a campaign go out at the rate that the messenger allows, and it never has to say 429."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import uvloop

from actions import campaign, campaign_reach, member, program
from bench.measure import Ratio, cpu_seconds
from bench.town import FIRST_ANSWER_SECONDS, Town, a_shop, a_town, kopilka
from playground.server import Limits
from playground.world import FIRST_PERSON_ID
from rules.campaign import campaign_of
from rules.notice import Expiring, dump
from storage import campaigns, deliveries, members, tables
from storage.store import Unit
from storage.work import Work

# Allowed messages a second, and for how many seconds they are counted.
SETTINGS = ((30, 20.0), (1000, 6.0))
WARM_SECONDS = 2.0
SPARE_SECONDS = 2.0  # so that there is more to send than is counted
AIM = 0.97
NOTICE = Expiring(points=120, last_day=date(2030, 1, 31), days=3, available=300)
CAMPAIGN = {
    "name": "bench",
    "variants": [
        {
            "name": "a",
            "message": {
                "text": {
                    "ru": "{name|Друг}, у вас <b>{balance}</b>, из них {burning|0 баллов} сгорает {burning_day|скоро}. "
                    "До «{tier_next|лучшего уровня}» осталось {tier_lacking|чуть-чуть}. Ждём вас в «{brand}»!",
                    "en": "{name|Friend}, you have <b>{balance}</b>, and {burning|0 points} burn {burning_day|soon}. "
                    "{tier_lacking|Little} is lacking to {tier_next|the best tier}. See you at {brand}!",
                },
                "buttons": [{"label": {"ru": "Мой баланс", "en": "My balance"}, "opens": "balance"}],
            },
        }
    ],
}

Promises = Unit[[Sequence[str]], None]


def main() -> list[Ratio]:
    return [
        ratio
        for per_second, seconds in SETTINGS
        for what, promises in {"messages": promise, "a campaign": launch}.items()
        for ratio in uvloop.run(_sent(what, promises, per_second, seconds))
    ]


async def _sent(what: str, promises: Promises, per_second: int, seconds: float) -> list[Ratio]:
    folk = int(per_second * (WARM_SECONDS + seconds + SPARE_SECONDS))
    with tempfile.TemporaryDirectory() as folder:
        shop = await a_shop(Path(folder), folk, promises)
        async with (
            a_town(folk, Limits(per_second=per_second)) as town,
            kopilka(town, shop, KOPILKA_TELEGRAM_RATE=str(per_second)) as product,
        ):
            rate, cpu = await _rate(town, product.pid, seconds)
    refused = town.calls.refused
    at = f"sender, {what} at {per_second}/s"
    shown = f"{rate:,.1f}/s, {cpu * 1e6:,.0f} µs of processor each"
    return [
        Ratio(f"{at}, of what is allowed", rate / per_second, AIM, measured=shown),
        Ratio(f"{at}, answers 429", refused[429], 0, at_most=True, measured=f"other refusals: {refused.total()}"),
    ]


async def _rate(town: Town, pid: int, seconds: float) -> tuple[float, float]:
    """(messages a second, processor seconds of each) in the steady state: the start is left out."""
    arrived = town.calls.arrived_at = []
    async with asyncio.timeout(FIRST_ANSWER_SECONDS):
        while not arrived:  # noqa: ASYNC110 - looked at from outside, so that the measured path is as short as it is
            await asyncio.sleep(0.05)
    began = arrived[0] + WARM_SECONDS
    await asyncio.sleep(began - time.perf_counter())
    before = cpu_seconds(pid)
    await asyncio.sleep(began + seconds - time.perf_counter())
    cpu = cpu_seconds(pid) - before
    count = sum(began <= at < began + seconds for at in arrived)
    return count / seconds, cpu / max(1, count)


def promise(work: Work, member_ids: Sequence[str]) -> None:
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


def launch(work: Work, member_ids: Sequence[str]) -> None:
    """A campaign to each of them, who all want to hear of it; its first message goes at once, whatever the hour."""
    for member_id in member_ids:
        member.set_quiet(work, member_id, None)
        members.update(work, member_id, marketing=True)
    number = campaign.draft(work, campaign_of(CAMPAIGN))
    campaign.start(work, number)
    in_force = program.current(work)
    while (row := campaigns.lock(work, number)) is not None and row.reached_at is None:
        campaign_reach.reach(work, in_force, row)
    work.run(tables.deliveries.update().values(due_at=work.now))
