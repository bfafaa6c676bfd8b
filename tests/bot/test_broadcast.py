"""The whole program with a local messenger: a broadcast from the first word of a marketer to its report."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground.world import Person
from storage.work import Work
from tests.bot.shop import ROOT, Shop, opened, read, seen, until
from tests.jobs.post import join

MEMBERS = 12
BOLD = [{"type": "bold", "offset": 0, "length": 4}]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(tmp_path, ROOT / "programs" / "retail-bonus.toml") as running:
        yield running


async def test_a_broadcast_is_written_tried_started_and_comes_to_everybody_who_agreed(shop: Shop) -> None:
    store = shop.running.store
    members = [shop.person(f"Member {at}") for at in range(MEMBERS)]
    for at, one in enumerate(members):
        await store.write(_join, str(one.id), at < MEMBERS - 1)  # the last one agreed to nothing
    masha = await shop.marketer()

    await shop.press(masha, "campaign:new")
    await seen(masha, "Новая рассылка")
    shop.say(masha, "Кофе ждёт, {name|друг}!", entities=BOLD)
    await shop.press(masha, "campaign:preview:1:a")
    await seen(masha, "Кофе ждёт, ")
    await shop.press(masha, "campaign:1")
    await shop.press(masha, "campaign:test:1")
    await shop.press(masha, "campaign:test:1:*")
    await seen(masha, "Кофе ждёт, друг!")
    await seen(masha, "1 пробное сообщение")
    shop.say(masha, "/marketing")
    await shop.press(masha, "campaigns")
    await shop.press(masha, "campaign:1")
    await shop.press(masha, "campaign:go:1")
    await seen(masha, f"предназначена {MEMBERS - 1} участникам")
    await shop.press(masha, "campaign:start:1")
    await until(lambda: all(_greeted(one) for one in members[:-1]))
    await seen(masha, f"Отправлено: {MEMBERS - 1}")  # the message where it was started goes on by itself

    assert not _greeted(members[-1])
    bold = [message.shown["entities"][0]["type"] for message in members[0].messages.values()]
    assert bold == ["bold"]
    await shop.press(masha, "report:1")
    await until(lambda: any("campaign:1" in str(message.shown) for message in masha.messages.values()))
    refused = [one["description"] for one in shop.town.world.refused]
    assert [one for one in refused if "is not modified" not in one] == []


def _join(work: Work, user_id: str, marketing: bool) -> None:
    join(work, user_id, marketing=marketing)


def _greeted(person: Person) -> bool:
    return any(text.startswith("Кофе ждёт, ") for text in read(person))
