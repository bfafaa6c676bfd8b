"""A marketer who only talks in the chat finds who is quiet, sells to them and reads what it sold: the whole program on
a part of the real year, and its figures against a count of the database's rows that is not the product's own."""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import demo, journey, real
from playground.world import Person
from storage import migrate
from storage.store import open_store
from tests.bot import recount
from tests.bot.recount import CONTROL, WHOLE, Counted
from tests.bot.shop import DATABASE, ROOT, Shop, opened, read, seen, until

PROGRAM = ROOT / "programs" / "retail-dollars.toml"
HOUSEHOLDS = 500  # the first so many
BASKETS = range(12, 31)  # of a household, so that few purchases have many members
QUIET = "frequency >= 12 and r = 1"
QUIET_DAYS = 21  # from which r is 1, by the programme
DAYS = 4  # that count
NUMBER = r"([+−]?[\d\s]+(?:,\d+)?)"


async def live_through_a_year(folder: Path) -> None:
    """Some of the members of `make demo JOURNEY=1`, and what they bought."""
    year = journey.read(journey.data_folder(), households=HOUSEHOLDS)
    baskets = Counter(cheque.household_id for cheque in year.cheques)
    some = replace(year, cheques=[one for one in year.cheques if baskets[one.household_id] in BASKETS])
    migrate.upgrade(f"sqlite:///{folder / DATABASE}")
    store = await open_store(f"sqlite:///{folder / DATABASE}", real.now, random.Random(4).randbytes)
    await journey.record(store, "a year", PROGRAM.read_text("utf-8"), some)
    await store.close()


async def test_the_figures_of_a_campaign_from_the_chat_are_those_of_an_independent_count(tmp_path: Path) -> None:
    await live_through_a_year(tmp_path)
    async with opened(tmp_path, PROGRAM) as shop:
        await demo.settle(shop.running, shop.town.world)
        await shop.running.schedule.tick()  # everybody is sorted
        masha = await shop.marketer()

        number = await write(shop, masha)
        await choose(shop, masha, number)
        await look_and_try(shop, masha, number)
        audience = recount.often_before(tmp_path / DATABASE, int(shop.clock().timestamp() * 1e6), QUIET_DAYS + 1)
        await start(shop, masha, number)
        await take_the_offer(shop, number)
        await demo.live_on(shop.running, shop.clock, timedelta(days=DAYS + 1))
        said, table = await report(shop, masha, number)

    # Whoever is at the very edge of a day or of the year may be in it or not.
    meant = recount.touched(tmp_path / DATABASE, int(number))
    assert {one for one, purchases in audience.items() if purchases > 12} <= meant
    assert len(meant) > 20
    counted = recount.groups(tmp_path / DATABASE, int(number), DAYS)
    assert counted[WHOLE].buyers
    assert counted[WHOLE].used
    assert counted[WHOLE].tapped == 1
    for name, group in counted.items():
        assert_row(table[name], group, counted.get(CONTROL) if name != CONTROL else None)
    assert_said(said, counted)


# ------------------------------------------------------------------ what the marketer does


async def write(shop: Shop, masha: Person) -> str:
    """Two messages with an offer each; the draft's number."""
    shop.say(masha, "/marketing")
    await shop.press(masha, "campaign:new")
    await seen(masha, "Новая рассылка")
    shop.say(masha, "Давно вас не видели, {name|друг}! За покупку — баллы.")
    number = (await seen(masha, r"в черновике (\d+)"))[1]
    await shop.press(masha, f"campaign:offer:{number}:a")
    await shop.press(masha, f"campaign:offer:{number}:a:come-back")
    await shop.press(masha, f"campaign:words:{number}:a")
    await shop.press(masha, f"campaign:{number}")
    await shop.press(masha, f"campaign:shares:{number}")
    await shop.press(masha, f"campaign:variant:{number}")
    await seen(masha, "Ещё один вариант")
    shop.say(masha, "Скучаем, {name|друг}! Скидка от {offer_from|25 $}.")
    await shop.press(masha, f"campaign:offer:{number}:b")
    await shop.press(masha, f"campaign:offer:{number}:b:come-back-more")
    await shop.press(masha, f"campaign:words:{number}:b")
    await shop.press(masha, f"campaign:shares:{number}")
    await shop.press(masha, f"campaign:{number}")
    return number


async def choose(shop: Shop, masha: Person, number: str) -> None:
    """Who came often before and is quiet now; a fifth is left alone."""
    await shop.press(masha, f"campaign:who:{number}")
    await shop.press(masha, f"campaign:ask:{number}")
    await seen(masha, "recency_days")
    shop.say(masha, QUIET)
    await seen(masha, QUIET)
    await shop.press(masha, f"campaign:{number}")
    await shop.press(masha, f"campaign:more:{number}")
    await shop.press(masha, f"campaign:control:{number}:20")
    await shop.press(masha, f"campaign:days:{number}")
    await seen(masha, "напишите число")
    shop.say(masha, str(DAYS))
    await seen(masha, f"за {DAYS} дня")
    await shop.press(masha, f"campaign:{number}")


async def look_and_try(shop: Shop, masha: Person, number: str) -> None:
    await shop.press(masha, f"campaign:preview:{number}")
    await seen(masha, r"не видели, Household \d+!")
    await shop.press(masha, f"campaign:preview:{number}:b:*")
    await seen(masha, r"Скучаем, Household \d+! Скидка от \$\d+")
    await shop.press(masha, f"campaign:{number}")
    await shop.press(masha, f"campaign:test:{number}")
    await shop.press(masha, f"campaign:test:{number}:*")
    await seen(masha, "не видели, друг!")
    await seen(masha, r"Скучаем, друг! Скидка от \$?25\W")


async def start(shop: Shop, masha: Person, number: str) -> None:
    shop.say(masha, "/marketing")
    await shop.press(masha, "campaigns")
    await shop.press(masha, f"campaign:{number}")
    await shop.press(masha, f"campaign:go:{number}")
    await seen(masha, "Запустить сейчас")
    await shop.press(masha, f"campaign:start:{number}")
    await seen(masha, "завершена")


async def take_the_offer(shop: Shop, number: str) -> None:
    """One member presses the button under the message."""
    mine = (one for one in shop.town.world.people.values() if any("Скучаем, Household" in text for text in read(one)))
    member = next(mine)
    before = len(read(member))
    await shop.press(member, f"ad:{number}:-:offer")
    await until(lambda: len(read(member)) > before)


async def report(shop: Shop, masha: Person, number: str) -> tuple[str, Mapping[str, Mapping[str, str]]]:
    """What the chat says, and its table by groups."""
    await shop.press(masha, f"report:{number}")
    said = (await seen(masha, r"(?s).*📈.*Срок истёк.*"))[0]
    await shop.press(masha, f"report:{number}:csv")
    await until(lambda: shop.file(masha, f"report-{number}.csv") is not None)
    content = shop.file(masha, f"report-{number}.csv") or b""
    return said, {row["group"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}


# ------------------------------------------------------------------ what the report has to say


def assert_row(row: Mapping[str, str], group: Counted, control: Counted | None) -> None:
    counts = ("members", "sent", "reached", "tapped", "switched_on", "used", "buyers", "purchases", "points_given")
    assert {name: int(row[name]) for name in counts} == {name: getattr(group, name) for name in counts}
    assert float(row["revenue"]) == group.cents / 100
    assert float(row["discounts_given"]) == group.off_cents / 100
    assert float(row["conversion_percent"]) == pytest.approx(100 * group.conversion, abs=0.006)
    assert float(row["average_revenue"]) == pytest.approx(group.cents / group.members / 100, abs=0.006)
    if control is not None:
        told = [float(row[name]) / 100 for name in ("uplift_points", "uplift_low", "uplift_high")]
        assert told == pytest.approx(recount.uplift(group, control), abs=0.0001)
        more = group.cents / group.members - control.cents / control.members
        assert float(row["revenue_uplift"]) == pytest.approx(more / 100, abs=0.006)


def assert_said(said: str, counted: Mapping[str, Counted]) -> None:
    """The words of the chat name the same figures, with a digit after the comma."""
    for name, called in (("a", "a"), ("b", "b"), (CONTROL, "контрольная группа")):
        if name in counted:
            assert figures(rf"{called}: купили {NUMBER}", said) == tenths(counted[name].conversion)
    whole = counted[WHOLE]
    assert figures(rf"Для {NUMBER} участник", said) == [whole.members]
    assert figures(rf"{NUMBER} покуп\w+ на {NUMBER}", said) == [whole.purchases, pytest.approx(whole.cents / 100)]
    if CONTROL in counted:
        interval = rf"на 100 участников: {NUMBER} \(95 %: от {NUMBER} до {NUMBER}\)"
        assert figures(interval, said) == tenths(*recount.uplift(whole, counted[CONTROL]))


def tenths(*shares: float) -> list[object]:
    return [pytest.approx(100 * share, abs=0.051) for share in shares]


def figures(pattern: str, said: str) -> list[float]:
    """Numbers as they are written in Russian."""
    found = re.search(pattern.replace(" ", r"\s"), said)
    assert found, said
    return [float(re.sub(r"\s", "", one).replace("−", "-").replace(",", ".")) for one in found.groups()]
