"""A marketer pauses a broadcast in its middle, goes on, stops another and takes it back: from the chat alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground import faults
from playground.world import Person
from storage.work import Work
from tests.bot.shop import ROOT, Shop, opened, read, seen, until
from tests.jobs.post import join

MEMBERS = 60
PER_SECOND = 40
SOME = 5
HOLD = {"method": "sendMessage", "kind": "429", "retry_after": 2}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(tmp_path, ROOT / "programs" / "retail-bonus.toml", PER_SECOND) as running:
        yield running


async def test_a_broadcast_is_paused_in_its_middle_and_another_stopped_and_recalled(shop: Shop) -> None:
    people = [shop.person(f"Member {at}") for at in range(MEMBERS)]
    await shop.running.store.write(_join, people)
    masha = await shop.marketer()

    first = await begun(shop, masha, "Кофе ждёт!")
    await half_way(shop, people, "Кофе ждёт!")
    await shop.press(masha, f"campaign:pause:{first}")
    await seen(masha, "Состояние: на паузе")
    assert heard(people, "Кофе ждёт!") < MEMBERS
    await shop.press(masha, f"campaign:resume:{first}")
    await until(lambda: heard(people, "Кофе ждёт!") == MEMBERS)
    await seen(masha, f"Отправлено: {MEMBERS}")
    assert all(read(one).count("Кофе ждёт!") == 1 for one in people)

    other = await begun(shop, masha, "Цены пополам!")
    await half_way(shop, people, "Цены пополам!")
    await shop.press(masha, f"campaign:stop:{other}")
    await shop.press(masha, f"campaign:stop:{other}:yes")
    await seen(masha, "остановлена")
    await shop.press(masha, f"campaign:recall:{other}")
    await shop.press(masha, f"campaign:recall:{other}:yes")
    await until(lambda: not heard(people, "Цены пополам!"))
    assert heard(people, "Кофе ждёт!") == MEMBERS
    # The message where it was pressed goes on by itself, to the end.
    told = await seen(masha, r"(?s)остановлена(?!.*Ждут).*Отправлено: (\d+).*удалено сообщений — (\d+)")
    assert int(told[2]) == int(told[1]) >= SOME

    shop.say(masha, "/marketing")
    await shop.press(masha, "campaigns")
    await shop.press(masha, f"campaign:{other}")
    await shop.press(masha, f"report:{other}")
    said = (await seen(masha, "(?s)Отчёт: Цены.*"))[0]
    assert f"Для {MEMBERS} участников" in said
    assert f"отправлено: {told[1]}" in said
    assert "ждут" not in said


async def begun(shop: Shop, masha: Person, words: str) -> str:
    """A broadcast of these words to everybody; its number."""
    shop.say(masha, "/marketing")
    await shop.press(masha, "campaign:new")
    await seen(masha, "Новая рассылка")
    shop.say(masha, words)
    number = (await seen(masha, rf"(?s)в черновике (\d+).*{words}"))[1]
    await shop.press(masha, f"campaign:who:{number}")
    await shop.press(masha, f"campaign:{number}")
    await shop.press(masha, f"campaign:go:{number}")
    await shop.press(masha, f"campaign:start:{number}")
    return number


async def half_way(shop: Shop, people: list[Person], words: str) -> None:
    """Some have it, and the messenger wants the others to wait."""
    await until(lambda: heard(people, words) >= SOME)
    shop.town.faults.armed.append(faults.read(HOLD))


def heard(people: list[Person], words: str) -> int:
    return sum(words in read(one) for one in people)


def _join(work: Work, people: list[Person]) -> None:
    for one in people:
        join(work, str(one.id), marketing=True)
