"""The local Telegram as one ASGI application: the Bot API by the shortest way, all the rest by Starlette routes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from playground import faults
from playground.control import Till, TillAddress, control_app
from playground.faults import Cut, Faults
from playground.limits import Limits
from playground.methods import METHODS
from playground.params import REQUEST_BYTES_MAX, Params, decoded
from playground.refusal import Json, Refused
from playground.updates import Delivery, is_loopback
from playground.world import Bot, World

__all__ = ["Limits", "Playground", "TillAddress", "create_app", "serving"]

REAL_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
DEMO_TOKEN = re.compile(r"\d{1,10}:[A-Za-z0-9_-]{1,29}")
JSON_HEADER = (b"content-type", b"application/json")
UNAUTHORIZED = Refused(401, "Unauthorized")
# Made once: json.dumps makes a new encoder for each call that is not its default.
ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
TOO_LARGE = Refused(413, "Request Entity Too Large")
NOT_FOUND = Refused(404, "Not Found: method not found")
ENDING_ROUND_SECONDS = 0.005
ENDING_ROUNDS_MAX = 400
Travel = Callable[[timedelta], Awaitable[None]]


def real_now() -> datetime:
    # This stands in for Telegram, whose clock is not the product's.
    return datetime.now(UTC)  # noqa: TID251


def create_app(
    *,
    token: str,
    username: str = "kopilka_bot",
    limits: Limits | None = None,
    now: Callable[[], datetime] | None = None,
    travel: Travel | None = None,
    till: TillAddress | None = None,
    clock: Callable[[], float] | None = None,
    webhook_retry_seconds: float = 2.0,
) -> Playground:
    """Make a local Telegram with one bot.

    now: the programme's instant. travel: moves the programme's time. till: where the product's HTTP API is.
    clock: monotonic seconds. Raise ValueError for a token that looks like a real bot's.
    """
    if REAL_TOKEN.fullmatch(token):
        raise ValueError(
            "this token looks like a real bot's: the local Telegram takes only made-up ones, such as 1:playground"
        )
    if not DEMO_TOKEN.fullmatch(token):
        raise ValueError("a token is NUMBER:LETTERS, such as 1:playground")
    bot = Bot(int(token.partition(":")[0]), username, "Kopilka", token)
    world = World(bot, limits or Limits(), now or real_now, clock or time.monotonic)
    return Playground(world, travel, till, webhook_retry_seconds)


class Playground:
    """The ASGI application; `world`, `faults` and `delivery` are there for tests and benches in the same process."""

    def __init__(self, world: World, travel: Travel | None, till: TillAddress | None, retry_seconds: float) -> None:
        self.world = world
        self.faults = Faults()
        self.delivery = Delivery(world, self._ride, retry_seconds)
        self.till = Till(till) if till is not None else None
        self.closing = asyncio.Event()
        self._control = control_app(world, self.faults, travel, self.till, self.closing)
        self._calls = f"/bot{world.bot.token}/"
        self._files = f"/file/bot{world.bot.token}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path: str = scope["path"]
            if path.startswith("/bot"):
                await self._bot_api(path, scope, receive, send)
            elif path.startswith("/file/"):
                await self._download(path, send)
            else:
                await self._control(scope, receive, send)
        elif scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self.close()
            await send({"type": "lifespan.shutdown.complete"})

    async def close(self) -> None:
        self.closing.set()
        for watcher in self.world.watchers:
            watcher.woken.set()
        await self.delivery.close()
        if self.till is not None:
            await self.till.close()

    # -------------------------------------------------------------- the Bot API

    async def _bot_api(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if not path.startswith(self._calls):
                raise UNAUTHORIZED
            body = await whole_body(receive)
            content_type = b""
            for name, value in scope["headers"]:
                if name == b"content-type":
                    content_type = value
            params = await decoded(scope["query_string"], content_type.decode("latin-1"), body)
        except Refused as refused:
            self.world.note_refusal(path.rpartition("/")[2], refused.status, refused.description, None)
            await answer(send, refused.status, refused.body())
            return
        try:
            status, result = await self._unless_gone(path[len(self._calls) :], params, receive)
        except Cut:
            scope["state"]["transport"].abort()
            await receive()  # the server notices that the connection is gone, and answers nothing
            return
        if status:
            await answer(send, status, result)

    async def _unless_gone(self, method: str, params: Params, receive: Receive) -> tuple[int, Json]:
        """A long poll ends when its caller goes away; every other call runs to its end."""
        if method.lower() != "getupdates":
            return await self.perform(method, params)
        call = asyncio.create_task(self.perform(method, params))
        gone = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({call, gone}, return_when=asyncio.FIRST_COMPLETED)
            return call.result() if call.done() else (0, {})
        finally:
            gone.cancel()
            call.cancel()

    async def perform(self, method: str, params: Params) -> tuple[int, Json]:
        """Do one call with its faults; return the status and the answer's body. Raise Cut where the line is cut."""
        fault = self.faults.take(method) if self.faults.armed else None
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        name = method
        try:
            if fault is not None:
                faults.before(fault)
            name, result = await self._run(method, params)
            status, body = 200, {"ok": True, "result": result}
        except Refused as refused:
            status, body = refused.status, refused.body()
            self.world.note_refusal(name, status, refused.description, params.values.get("chat_id"))
        self.world.calls.append((name, params.recorded(), body))
        if fault is not None:
            faults.after(fault)
        return status, body

    async def _run(self, method: str, params: Params) -> tuple[str, Any]:
        known = METHODS.get(method.lower())
        if known is not None:
            return known[0], known[1](self.world, params)
        match method.lower():
            case "getupdates":
                return "getUpdates", await self.delivery.get_updates(params)
            case "setwebhook":
                return "setWebhook", await self.delivery.set_webhook(params)
            case "deletewebhook":
                return "deleteWebhook", await self.delivery.delete_webhook(params)
            case "getwebhookinfo":
                return "getWebhookInfo", self.delivery.info()
        raise NOT_FOUND

    async def _ride(self, method: str, params: Params) -> None:
        with contextlib.suppress(Cut):
            await self.perform(method, params)

    async def _download(self, path: str, send: Send) -> None:
        if not path.startswith(self._files):
            await answer(send, 401, UNAUTHORIZED.body())
            return
        stored = self.world.files.at_path(path[len(self._files) :])
        if stored is None:
            await answer(send, 404, Refused(404, "Not Found").body())
            return
        await reply(send, 200, (b"content-type", b"application/octet-stream"), stored.upload.content)


async def whole_body(receive: Receive) -> bytes:
    """Raise 413 beyond what Telegram takes."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > REQUEST_BYTES_MAX + 64 * 1024:
            raise TOO_LARGE
    return b"".join(parts)


async def answer(send: Send, status: int, body: Json) -> None:
    await reply(send, status, JSON_HEADER, ENCODED(body).encode("utf-8", "surrogatepass"))


async def reply(send: Send, status: int, header: tuple[bytes, bytes], content: bytes) -> None:
    length = (b"content-length", str(len(content)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [header, length]})
    await send({"type": "http.response.body", "body": content})


# ------------------------------------------------------------------ serving


class CuttableProtocol(H11Protocol):
    """Lets the application cut its own connection, which no well-behaved server offers."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class QuietServer(uvicorn.Server):
    """Lives inside somebody else's loop: the signals are theirs, and it stops when told, not at its next tick."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()

    async def main_loop(self) -> None:
        await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Without uvicorn's fixed waits: hundreds of tests open and close a server each."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(ENDING_ROUNDS_MAX):
            await asyncio.sleep(ENDING_ROUND_SECONDS)
            if not self.server_state.tasks:
                break

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """Bind before uvicorn does: it would end the whole process when the port is taken. Raise OSError instead."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay of 40 ms off only where the protocol is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


@contextlib.asynccontextmanager
async def serving(app: Playground, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve in the running loop and yield the base address; 0 takes a free port.

    Raise ValueError beyond loopback, OSError when the port is taken.
    """
    if not is_loopback(host):
        raise ValueError(f"{host} is not a loopback address: the local Telegram serves this machine only")
    config = uvicorn.Config(
        app,
        http=CuttableProtocol,
        lifespan="off",
        access_log=False,
        date_header=False,
        server_header=False,
        log_level="error",
    )
    server = QuietServer(config)
    listener = listening(host, port)
    running = asyncio.create_task(server.serve([listener]))
    try:
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.005)
        yield f"http://{host if ':' not in host else f'[{host}]'}:{listener.getsockname()[1]}"
    finally:
        # Open pages and polls would hold the server back.
        await app.close()
        server.stopping.set()
        await running
