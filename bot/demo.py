"""The demo: the product, a local Telegram in the browser, a made-up shop, and a clock to turn."""

from __future__ import annotations

import asyncio
import shutil
import socket
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import uvloop
from pydantic import SecretStr
from rich.console import Console
from rich.markup import escape

from actions import program, repeat, staff
from bot import made_up, real, service, to_try
from bot.program_file import text_of
from bot.service import Service
from bot.settings import Settings
from playground.control import TillAddress
from playground.server import Limits, create_app, serving
from playground.world import World
from rules.program import parse
from storage import migrate
from storage.store import open_store, sqlite_path
from storage.work import Clock, Work

TOKEN = "1:playground"  # noqa: S105 - made up; the local Telegram takes no real one
FOLDER = Path("data/demo")
DATABASE = "demo.db"  # made anew at each start, so no name that a shop would give its own
DAY = timedelta(days=1)
SAY_SECONDS = 4
PER_SECOND = 100  # messages: at Telegram's own 30 a month of the clock would take minutes
PEOPLE = (
    ("Анна", "customer", "ru", "+79161234501"),
    ("Boris", "friend", "en", "+79161234502"),
    ("Вера", "cashier", "ru", "+79161234503"),
    ("Маша", "marketer", "ru", "+79161234504"),
    ("Олег", "owner", "ru", "+79161234505"),
)

out = Console(highlight=False, soft_wrap=True)


def show(*, journey: bool, program: Path | None, port: int, members: int, folder: Path = FOLDER) -> None:
    """Run the demo until Ctrl+C. port: of the page. folder: what it makes lies there, anew at each start.

    Raises OSError, ProgramInvalid in words.
    """
    chosen = program or Path("programs/retail-dollars.toml" if journey else "programs/life-cycle.toml")
    folder.mkdir(parents=True, exist_ok=True)
    config = Settings(
        telegram_token=SecretStr(TOKEN),
        database_url=f"sqlite:///{folder / DATABASE}",
        program=chosen,
        http_port=_free_port(),
        http_host="127.0.0.1",
        public_url="",
        owner="",
        telegram_rate=PER_SECOND,
        key_file=folder / "ledger.key",
    )
    for stale in folder.glob(f"{DATABASE}*"):
        stale.unlink()
    uvloop.run(_run(config, journey=journey, port=port, members=members))


async def _run(config: Settings, *, journey: bool, port: int, members: int) -> None:
    clock = real.TravellingClock()
    clock.travel(_to_noon(config.program, clock()))
    if journey:
        from bot import journey as journeys  # its reader of parquet files is an extra

        database = sqlite_path(config.database_url)
        assert database is not None
        shutil.copyfile(await journeys.imported(config.program), database)
    else:
        await fill(config, members, clock)
    stop = service.stop_signal()
    async with AsyncExitStack() as stack:
        (own, *others), codes = await prepare(config)
        till = TillAddress(f"http://{config.http_host}:{config.http_port}", own[1], own[0], tuple(others))

        async def travel(by: timedelta) -> None:
            await live_on(shop, clock, by)

        town = create_app(token=TOKEN, now=clock, travel=travel, till=till, limits=Limits(per_second=PER_SECOND))
        town.world.bot.name = parse(text_of(config.program)).brand.name
        for name, role, language, phone in PEOPLE:
            town.world.add_person(name, language, role, phone)
        address = await stack.enter_async_context(serving(town, port))
        config = config.model_copy(update={"telegram_api": address})
        # A month of nights would read the whole ledger thirty times; `kopilka verify` does it when asked.
        shop = await stack.enter_async_context(service.opened(config, clock, verifies=False))
        await settle(shop, town.world)
        announcing = asyncio.create_task(_announce(shop, address, codes, config.database_url))
        await service.run(shop, until=stop)
        announcing.cancel()


async def live_on(shop: Service, clock: real.TravellingClock, by: timedelta) -> None:
    """Let this time pass day by day, so that what happens in each of them happens in its order."""
    while by > timedelta():
        step = min(by, DAY)
        by -= step
        await shop.store.write(repeat.shop, clock(), clock() + step)
        await shop.schedule.travel(step, partial(clock.travel, step))
        await _told(shop)


async def settle(shop: Service, world: World) -> None:
    """The members of the past year have chats as well, so that campaigns reach them."""
    silent = await shop.store.read(repeat.silent)
    crowd = world.add_crowd((who.name, who.language, who.phone) for who in silent)
    chats = [(str(person.id), who) for person, who in zip(crowd, silent, strict=True)]
    with out.status(f"Giving {len(chats)} members a chat …"):
        await shop.store.write(repeat.settle, chats)


async def _told(shop: Service) -> None:
    """Wait until what this day brought was said, or a few seconds at most."""
    await shop.pump.drain()
    shop.sender.wake()
    await shop.sender.settled(SAY_SECONDS)


def _to_noon(program_file: Path, now: datetime) -> timedelta:
    """How far it is to this day's noon at the shop: at night its members would hear nothing."""
    zone = parse(text_of(program_file)).zone
    local = now.astimezone(zone)
    return local.replace(hour=12, minute=0) - local


async def _announce(shop: Service, address: str, codes: list[str], database_url: str) -> None:
    await shop.ready.wait()
    out.print(f"Kopilka's demo shop: [bold]{address}[/bold]   (Ctrl+C ends it)")
    out.print(f"  Its API for tills: {shop.api}, described at {shop.api}/docs; it goes by the page's clock")
    key = f"KOPILKA_DATABASE_URL={database_url} .venv/bin/kopilka key create --name my-till"
    out.print(f"  A key for a till of your own: {escape(key)}")
    for line in codes:
        out.print(f"  {escape(line)}")


async def prepare(config: Settings) -> tuple[list[tuple[str, str]], list[str]]:
    """(the page's tills with their keys, codes to try), and the staff of the page's tabs."""
    in_force = parse(text_of(config.program))
    store = await open_store(config.database_url, real.now, real.dice)
    try:
        await store.write(_hire)
        return await store.write(to_try.tills, in_force), await store.write(to_try.codes, in_force)
    finally:
        await store.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _hire(work: Work) -> None:
    """The cashier, the marketer and the owner of the page work here from the beginning."""
    for name, role, _, phone in PEOPLE:
        if role in staff.ROLES:
            staff.add(work, role, phone, name, to_try.PLACE)


async def fill(config: Settings, members: int, clock: Clock) -> None:
    """Make the shop's past; a few seconds."""
    migrate.upgrade(config.database_url)
    store = await open_store(config.database_url, clock, real.dice)
    since, until = made_up.year(clock())
    text = text_of(config.program)
    await store.write(lambda work: program.apply(work.at(since), text))
    ids = await store.write(made_up.join, members, since)
    shops = ("", *(one.name for one in parse(text).partners))
    visits = made_up.visits(members, since, until)
    with out.status(f"Making a shop with {members} members and a year of purchases …"):
        while batch := list(islice(visits, made_up.BATCH)):
            await store.write(made_up.record, ids, batch, shops)
    await store.close()
