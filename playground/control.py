"""The control API: what people do in their chats, the clock, the till, the faults; used by the page and by tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from playground import faults, payments, people
from playground.faults import Faults
from playground.files import PREFIXES, Upload
from playground.limits import Limits
from playground.params import Params
from playground.people import Impossible
from playground.refusal import Json, Refused
from playground.world import ROLES, Person, Watcher, World

PAGE = Path(__file__).parent / "page"
CROWD_SHOWN_MAX = 20
SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/webp", "image/gif", "video/")
HEARTBEAT_SECONDS = 15
TAKEN_ROUND_SECONDS = 0.02
TAKEN_ROUNDS_MAX = 150
PASSED_ON = ("content-type", "idempotency-key", "accept")
RETURNED = ("content-type", "location", "retry-after")
Travel = Callable[[timedelta], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TillAddress:
    """base_url: the product's HTTP API, such as http://127.0.0.1:8080. key: sent as the bearer, never to the page.

    shops: (title, key) of an alliance's other tills, among which the page chooses; title: of the first one.
    """

    base_url: str
    key: str
    title: str = ""
    shops: tuple[tuple[str, str], ...] = ()

    def key_of(self, place: str) -> str:
        """The key of the till at this place of the list; the first one's for any other word."""
        keys = [self.key, *(key for _, key in self.shops)]
        return keys[int(place)] if place.isascii() and place.isdigit() and int(place) < len(keys) else self.key

    @property
    def titles(self) -> list[str]:
        return [self.title, *(title for title, _ in self.shops)]


class Till:
    """The way from the page's till panel to the product."""

    def __init__(self, address: TillAddress) -> None:
        self.address = address
        self._session: aiohttp.ClientSession | None = None

    async def pass_on(self, request: Request) -> Response:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        url = f"{self.address.base_url.rstrip('/')}/{request.path_params['path']}"
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        headers["Authorization"] = f"Bearer {self.address.key_of(request.headers.get('x-shop', ''))}"
        # Pairs, not the query's text: aiohttp would quote a phone's %2B a second time.
        asked = request.query_params.multi_items()
        try:
            async with self._session.request(
                request.method, url, params=asked, data=await request.body(), headers=headers
            ) as answer:
                kept = {name: answer.headers[name] for name in RETURNED if name in answer.headers}
                return Response(await answer.read(), answer.status, kept)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return refusal(502, "The product's HTTP API does not answer.")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def refusal(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"detail": sentence}, status)


class OwnPageOnly:
    """A page from elsewhere, open in the same browser, must not press buttons here or sell through the till."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            origin = headers.get(b"origin", b"")
            if origin and origin.partition(b"://")[2] != headers.get(b"host"):
                await refusal(403, "Only the playground's own page may ask this.")(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Control:
    """The routes, on one world."""

    def __init__(
        self, world: World, armed: Faults, travel: Travel | None, till: Till | None, closing: asyncio.Event
    ) -> None:
        self.world, self.faults, self.travel, self.till, self.closing = world, armed, travel, till, closing

    async def page(self, _: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def state(self, _: Request) -> Response:
        world, bot = self.world, self.world.bot
        world.drop_old_queries()
        return JSONResponse(
            {
                "bot": {"id": bot.id, "username": bot.username, "name": bot.name, "token": bot.token},
                "people": [person.as_shown() for person in world.people.values() if person.listed],
                "crowd": sum(not person.listed for person in world.people.values()),
                "refused": list(world.refused),
                "now": world.now().isoformat(),
                "features": {
                    "till": self.till is not None,
                    "clock": self.travel is not None,
                    "shops": self.till.address.titles if self.till else [],
                },
                "waiting_updates": len(world.updates),
            }
        )

    async def add_person(self, request: Request) -> Response:
        given = await body_of(request)
        name, role = str(given.get("name") or "").strip(), str(given.get("role") or "customer")
        if not name:
            raise Impossible("name: who is this?")
        if role not in ROLES:
            raise Impossible(f"role: one of {', '.join(ROLES)}")
        person = self.world.add_person(name, str(given.get("language") or "ru"), role, str(given.get("phone") or ""))
        return JSONResponse(person.as_shown())

    async def crowd(self, request: Request) -> Response:
        found = self.world.in_crowd(request.query_params.get("find", ""), CROWD_SHOWN_MAX)
        return JSONResponse({"people": [person.as_shown() for person in found]})

    async def chat(self, request: Request) -> Response:
        return JSONResponse(people.chat_shown(self.world, self.person(request)))

    def person(self, request: Request) -> Person:
        person = self.world.people.get(request.path_params["id"])
        if person is None:
            raise Impossible("nobody here has this id", 404)
        return person

    async def act(self, request: Request) -> Response:
        action = people.ACTIONS.get(request.path_params["action"])
        if action is None:
            raise Impossible("people here cannot do that", 404)
        person = self.person(request)
        return JSONResponse(action(self.world, person, await body_of(request)))

    async def upload(self, request: Request) -> Response:
        async with request.form(max_part_size=people.UPLOAD_BYTES_MAX) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                raise Impossible("file: nothing was attached")
            content = await file.read()
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        upload = Upload(file.filename or "file", file.content_type or "", content)
        kind = request.url.path.rpartition("/")[2]
        marked = Params(fields).parsed("entities", "message entities")
        caption, album = fields.get("caption", ""), fields.get("album", "")
        return JSONResponse(people.send_file(self.world, self.person(request), kind, upload, caption, marked, album))

    async def file(self, request: Request) -> Response:
        stored = self.world.files.get(request.path_params["file_id"])
        if stored is None:
            raise Impossible("no such file", 404)
        headers = {"X-Content-Type-Options": "nosniff"}
        if stored.kind == "document" or not stored.upload.mime.startswith(SHOWN_IN_PLACE):
            # Somebody's html must not run beside the page, whatever it was sent as.
            headers["Content-Disposition"] = "attachment"
        return Response(stored.upload.content, headers=headers, media_type=stored.upload.mime)

    # -------------------------------------------------------------- the clock, the till, the events

    async def clock(self, request: Request) -> Response:
        if self.travel is None:
            raise Impossible("this playground has no clock to move", 409)
        days = (await body_of(request)).get("days")
        if not isinstance(days, int | float) or not 0 < days <= 3660:
            raise Impossible("days: a number from 1 to 3660; time goes forward only")
        await self.pass_time(self.travel, timedelta(days=days))
        self.world.tell(None, "clock")
        return JSONResponse({"now": self.world.now().isoformat()})

    async def pass_time(self, travel: Travel, by: timedelta) -> None:
        """Stop where a subscription is paid again, so that the bot hears of it on that day."""
        until = self.world.now() + by
        while (due := payments.next_renewal(self.world)) is not None and due < until:
            await travel(max(due - self.world.now(), timedelta()))
            if not payments.renew(self.world):
                break
            await self.taken()
        await travel(until - self.world.now())
        if payments.renew(self.world):
            await self.taken()

    async def taken(self) -> None:
        """Wait until the bot has taken every update, or a few seconds at most."""
        for _ in range(TAKEN_ROUNDS_MAX):
            if not len(self.world.updates):
                return
            await asyncio.sleep(TAKEN_ROUND_SECONDS)

    async def invoice(self, request: Request) -> Response:
        """What a payment sheet shows of the invoice behind a link."""
        invoice = people.invoice_behind(self.world, request.path_params["slug"])
        return JSONResponse(invoice.as_shown() | {"period_seconds": invoice.period_seconds})

    async def sell(self, request: Request) -> Response:
        if self.till is None:
            return refusal(409, "this playground has no till")
        return await self.till.pass_on(request)

    async def events(self, _: Request) -> Response:
        return StreamingResponse(self.changes(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def changes(self) -> AsyncIterator[str]:
        watcher = Watcher()
        self.world.watchers.add(watcher)
        try:
            yield ": open\n\n"
            while not self.closing.is_set():
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        await watcher.woken.wait()
                except TimeoutError:
                    yield ": still here\n\n"
                watcher.woken.clear()
                pending, watcher.pending = watcher.pending, {}
                for person_id, what in pending:
                    yield f"data: {json.dumps({'person': person_id, 'what': what})}\n\n"
        finally:
            self.world.watchers.discard(watcher)

    # -------------------------------------------------------------- faults and what was called

    async def arm(self, request: Request) -> Response:
        try:
            fault = faults.read(await body_of(request))
        except (TypeError, ValueError) as error:
            raise Impossible(str(error)) from error
        self.faults.armed.append(fault)
        return JSONResponse({"armed": [asdict(one) for one in self.faults.armed]})

    async def disarm(self, _: Request) -> Response:
        self.faults.armed.clear()
        return JSONResponse({"armed": []})

    async def limits(self, request: Request) -> Response:
        try:
            self.world.gate.set(Limits(**await body_of(request)))
        except TypeError as error:
            raise Impossible(str(error)) from error
        return JSONResponse(asdict(self.world.gate.limits))

    async def repeat(self, request: Request) -> Response:
        if not self.world.updates.repeat(int((await body_of(request)).get("update_id") or 0)):
            raise Impossible("no such update is remembered", 404)
        return JSONResponse({})

    async def calls(self, _: Request) -> Response:
        """Each with Telegram's whole answer: ok and result, or ok, error_code and description."""
        calls = [{"method": name, "params": params, **answer} for name, params, answer in self.world.calls]
        return JSONResponse({"calls": calls})


async def body_of(request: Request) -> Json:
    raw = await request.body()
    try:
        value: Any = json.loads(raw) if raw else {}
    except ValueError as error:
        raise Impossible("the body is no JSON") from error
    if not isinstance(value, dict):
        raise Impossible("the body must be a JSON object")
    return value


async def told_no(_: Request, error: Exception) -> Response:
    if isinstance(error, Refused):
        return refusal(error.status, error.description)
    assert isinstance(error, Impossible)
    return refusal(error.status, str(error))


def control_app(
    world: World, armed: Faults, travel: Travel | None, till: Till | None, closing: asyncio.Event
) -> ASGIApp:
    on = Control(world, armed, travel, till, closing)
    person = "/playground/people/{id:int}"
    any_method = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    routes = [
        Route("/", on.page),
        Mount("/page", StaticFiles(directory=PAGE, check_dir=False)),
        Route("/playground/state", on.state),
        Route("/playground/people", on.add_person, methods=["POST"]),
        Route("/playground/crowd", on.crowd),
        Route(f"{person}/chat", on.chat),
        *(Route(f"{person}/{kind}", on.upload, methods=["POST"]) for kind in PREFIXES),
        Route(f"{person}/{{action}}", on.act, methods=["POST"]),
        Route("/playground/files/{file_id}", on.file),
        Route("/playground/invoices/{slug}", on.invoice),
        Route("/playground/events", on.events),
        Route("/playground/clock", on.clock, methods=["POST"]),
        Route("/playground/till/{path:path}", on.sell, methods=any_method),
        Route("/playground/faults", on.arm, methods=["POST"]),
        Route("/playground/faults", on.disarm, methods=["DELETE"]),
        Route("/playground/limits", on.limits, methods=["POST"]),
        Route("/playground/repeat", on.repeat, methods=["POST"]),
        Route("/playground/calls", on.calls),
    ]
    guards = [
        Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"]),
        Middleware(OwnPageOnly),
    ]
    return Starlette(routes=routes, middleware=guards, exception_handlers={Impossible: told_no, Refused: told_no})
