"""A campaign to people with chats at the local Telegram, and where it stands."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa

from actions import campaign, campaign_watch
from actions.delivery import CLAIM_MAX
from jobs.shift import IN_FLIGHT_MAX, WORTH_CLAIMING
from playground.world import Person
from rules.campaign import campaign_of
from storage.store import Store
from storage.tables import deliveries
from storage.work import Work
from tests.acceptance.chats import Town, texts
from tests.acceptance.worker import PATIENCE_SECONDS

DOCUMENT = {"name": "spring", "variants": [{"name": "a", "message": {"text": {"ru": "Привет!", "en": "Hello!"}}}]}


async def crowd(town: Town, shop: Store, size: int) -> dict[str, Person]:
    """Members who agreed to advertising, by their ids."""
    made = [await town.member(shop, f"M{n}", marketing=True) for n in range(size)]
    return {member_id: person for person, member_id in made}


def begin(work: Work) -> int:
    number = campaign.draft(work, campaign_of(DOCUMENT))
    campaign.start(work, number)
    return number


async def begun(shop: Store) -> int:
    """A campaign whose audience is found and waits for its messages."""
    number = await shop.write(begin)
    await all_done(shop)
    return number


async def all_done(shop: Store) -> None:
    """Let the job do all that there is to do now."""
    while await shop.write(campaign_watch.step):
        pass


def states(work: Work) -> Counter[str]:
    return Counter(row.state for row in work.all(sa.select(deliveries.c.state)))


def pause(work: Work, number: int) -> Counter[str]:
    """Pause, and say where everything stood in that very unit."""
    campaign.pause(work, number)
    return states(work)


def heard(people: dict[str, Person]) -> int:
    return sum(len(texts(person)) for person in people.values())


def is_held(found: Counter[str], let_in: int) -> bool:
    """Whether the sender can do nothing more until the messenger, which let so many in, answers the next one.

    As much is on its way and in hand as may be, so that what happens now happens there on any machine.
    """
    in_hand = found["leased"] > CLAIM_MAX - WORTH_CLAIMING
    return (found["sent"], found["sending"]) == (let_in, IN_FLIGHT_MAX) and in_hand


async def settled(shop: Store, holds: Callable[[Counter[str]], bool]) -> Counter[str]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await shop.read(states)
            if holds(found):
                return found
            await asyncio.sleep(0.02)
