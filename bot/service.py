"""The running program: the store, the messenger, the jobs and the tills' API, wired together and stopped together."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import hmac
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import structlog
import uvicorn
from prometheus_client import CollectorRegistry

from actions import link, program, staff
from actions.delivery import Letter
from bot import ledger_key, real
from bot.program_file import text_of
from bot.settings import Settings
from channels.channel import Menu, NotNow, Refusal, Reply
from channels.incoming import Incoming, Person
from channels.telegram.channel import Telegram
from handlers.answer import answer, following, look, looks_only, studies
from jobs.campaigns import Campaigns
from jobs.health import Health
from jobs.links import Links
from jobs.pump import Pump
from jobs.schedule import Schedule
from jobs.sender import Sender
from jobs.table import jobs
from jobs.webhook_call import Caller
from jobs.webhooks import Webhooks
from rules import notice, program_parts
from rules.program import Program
from rules.webhook import trusted
from screens import errors, menu, notices
from screens.screen import Screen
from screens.speech import texts_for
from storage import migrate
from storage.store import Store, TooLong, Unavailable, Unit, open_store, sqlite_path
from storage.work import Clock
from web.app import create_app
from web.quota import Quotas

P = ParamSpec("P")
T = TypeVar("T")

STOP_SECONDS = 10

log = structlog.get_logger()


class WakingStore:
    """The store, which wakes the pump after each committed unit, so that what was promised goes out at once.

    plain: for those who promise nothing, such as the sender, which would wake the pump for an empty look each time.
    """

    def __init__(self, store: Store) -> None:
        self.plain = store
        self.wake: Callable[[], None] = lambda: None

    async def write(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        result = await self.plain.write(unit, *args, **kwargs)
        self.wake()
        return result

    async def read(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.plain.read(query, *args, **kwargs)

    async def study(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.plain.study(query, *args, **kwargs)

    async def close(self) -> None:
        await self.plain.close()


@dataclass(slots=True)
class Service:
    """What runs; `api` is the base address of the tills' API once it listens."""

    settings: Settings
    store: WakingStore
    channel: Telegram
    health: Health
    pump: Pump
    sender: Sender
    webhooks: Webhooks
    campaigns: Campaigns
    links: Links
    schedule: Schedule
    program: Program
    metrics: CollectorRegistry
    api: str = ""
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, incoming: Incoming) -> Reply:
        """One incoming, one unit. What only looks is read."""
        try:
            if looks_only(incoming):
                return await self._look(incoming)
            reply = await self.store.write(answer, incoming, self.channel.link)
            seen = following(incoming, reply)
            return await self._look(seen) if seen is not None else reply
        except Unavailable as reason:
            raise NotNow(str(reason)) from reason

    async def _look(self, incoming: Incoming) -> Reply:
        door = self.store.study if studies(incoming) else self.store.read
        try:
            return await door(look, incoming, self.channel.link)
        except TooLong as reason:  # tried again at once, it would be as long, and hold up whoever waits
            log.warning("A look was given up", reason=str(reason))
            return Reply(errors.failed(texts_for(self.program, incoming.person.language)), fresh=True)


@asynccontextmanager
async def opened(settings: Settings, clock: Clock = real.now, *, verifies: bool = True) -> AsyncIterator[Service]:
    """Open everything without starting it. verifies: read the whole ledger every night.

    Raises Refusal, DatabaseIsNewer, DatabaseIsOlder, ProgramInvalid, OSError in words.
    """
    if sqlite_path(settings.database_url) is not None:
        # The embedded database belongs to this program alone; a shared one is migrated when its owner says so.
        await asyncio.to_thread(migrate.upgrade, settings.database_url)
    else:
        await asyncio.to_thread(migrate.check, settings.database_url)
    async with AsyncExitStack() as stack:
        store = WakingStore(await open_store(settings.database_url, clock, real.dice))
        stack.push_async_callback(store.close)
        text = text_of(settings.program)
        in_force = await store.write(program.take_up, text)
        channel = _channel(settings, in_force.program)
        stack.push_async_callback(channel.close)
        caller = Caller(trusted(settings.webhook_hosts), clock=real.now)
        stack.push_async_callback(caller.close)
        links = Links(store.plain, trusted(settings.webhook_hosts))
        stack.push_async_callback(links.close)
        if settings.owner:
            await store.write(staff.add_owner, settings.owner, channel.name)
        yield _wired(settings, store, channel, caller, links, in_force.program, verifies=verifies)


async def run(service: Service, *, until: asyncio.Event) -> None:
    """Run until the event is set; every part ends what it has begun.

    Raises Refusal when the messenger refuses us, now or later, and OSError when the port is taken.
    """
    _check_port(service.settings.http_host, service.settings.http_port)
    await service.channel.open()
    await service.store.write(link.remember, service.channel.name, service.channel.link("{payload}"))
    await service.channel.set_menus(_menus(service.program))
    server = _server(service)
    # What was built at start is never garbage; looking through it again costs every update its tail latency.
    gc.collect()
    gc.freeze()
    try:
        await _together(service, server, until)
    except BaseExceptionGroup as several:
        refusals, others = several.split(Refusal)
        if refusals is None or others is not None:
            raise
        raise _first(refusals) from None


async def _together(service: Service, server: _Server, until: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as parts:
        tasks = [
            parts.create_task(server.serve()),
            parts.create_task(service.channel.receive(service.answer)),
            parts.create_task(service.pump.run()),
            parts.create_task(service.sender.run()),
            parts.create_task(service.webhooks.run()),
            parts.create_task(service.campaigns.run()),
            parts.create_task(service.links.run()),
            parts.create_task(service.schedule.run()),
        ]
        await server.listening.wait()
        service.api = _address(server)
        log.info("Kopilka is ready", api=service.api)
        service.ready.set()
        await until.wait()
        server.should_exit = True
        for task in tasks[1:]:
            task.cancel()


def _first(several: BaseExceptionGroup[Refusal]) -> Refusal:
    one = several.exceptions[0]
    return _first(one) if isinstance(one, BaseExceptionGroup) else one


def _check_port(host: str, port: int) -> None:
    """uvicorn would end the process without a word for people. Raises OSError that names the address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OSError(error.errno, error.strerror, f"{host}:{port}") from None


def stop_signal() -> asyncio.Event:
    """An event that is set when the operating system asks us to stop (SIGINT, SIGTERM)."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


def _wired(
    settings: Settings,
    store: WakingStore,
    channel: Telegram,
    caller: Caller,
    links: Links,
    in_force: Program,
    *,
    verifies: bool,
) -> Service:
    metrics = CollectorRegistry()
    health = Health(metrics)
    holder = real.dice(8).hex()
    sender = Sender(store.plain, channel, _render, health, holder=holder, per_second=settings.telegram_rate)
    pump = Pump(store, health, promised=sender.wake)
    webhooks = Webhooks(store.plain, caller, health, holder=holder)

    def committed() -> None:
        pump.wake()
        webhooks.wake()

    store.wake = committed
    key = ledger_key.load_or_make(settings.key_file)
    trusted = {key.public_key().public_bytes_raw().hex()}
    table = jobs(health, seal_key=key, trusted=trusted, verifies=verifies, channel=channel)
    schedule = Schedule(store, table, health, holder=holder, announced=pump.wake)
    campaigns = Campaigns(store.plain, channel, promised=sender.wake)
    parts = (pump, sender, webhooks, campaigns, links, schedule)
    return Service(settings, store, channel, health, *parts, in_force, metrics)


def _channel(settings: Settings, in_force: Program) -> Telegram:
    token = settings.telegram_token.get_secret_value()

    def sorry(person: Person) -> Screen:
        return errors.failed(texts_for(in_force, person.language))

    return Telegram(
        token,
        assets=settings.program.parent,
        api=settings.telegram_api,
        public_url=settings.public_url,
        # Of the token, so that every process of one shop agrees on it and nothing more need be kept.
        secret=hmac.digest(token.encode(), b"kopilka webhook", hashlib.sha256).hex(),
        sorry=sorry,
    )


def _render(letter: Letter) -> Screen:
    texts = texts_for(letter.program, letter.language, letter.zone)
    return notices.show(texts, notice.load(letter.kind, dict(letter.facts)))


def _menus(in_force: Program) -> list[tuple[str, Menu]]:
    return [
        (code, Menu(menu.commands(texts_for(in_force, code), parts=program_parts.of(in_force))))
        for code in in_force.languages
    ]


def _server(service: Service) -> _Server:
    app: Any = create_app(
        service.store,
        webhook=service.channel.accept if service.settings.public_url else None,
        health=service.health,
        registry=service.metrics,
        quotas=Quotas(service.settings.api_rate),
    )
    settings = service.settings
    return _Server(
        uvicorn.Config(
            app,
            host=settings.http_host,
            port=settings.http_port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=STOP_SECONDS,
            lifespan="off",
        )
    )


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the whole program stops together. listening: its sockets are open."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _address(server: _Server) -> str:
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    return f"http://{host}:{port}"
