"""Around every request: its id, its line in the log, its place in the metrics, and an answer when we fail."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import count

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import problems, webhook
from web.answering import send_answer
from web.door import CLIENT, ROUTE
from web.metrics import Requests

OTHER = "other"  # the route of what is no route of ours: an address is what a stranger typed
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET = frozenset({"/healthz", "/readyz", "/metrics", webhook.PATH})  # called all the time, and counted anyway

log = structlog.get_logger()


def numbered() -> Callable[[], str]:
    """Ids of requests for one process: its number, and the request's."""
    process, number = os.getpid(), count(1)
    return lambda: f"{process:x}-{next(number):x}"


class Access:
    """ASGI middleware; the outermost one that is ours."""

    def __init__(self, app: ASGIApp, *, requests: Requests, new_id: Callable[[], str]) -> None:
        self._app = app
        self._requests = requests
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = self._new_id()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except ClientDisconnect:
            status = status or 499
        except Exception:  # whoever asks is told nothing but the id
            # The error's words may quote a person; the set-up of the log keeps where it came from, and no words.
            log.exception("A request failed", request_id=request_id)
            if not status:
                await send_answer(noted, problems.internal(request_id))
            status = 500
        self._note(scope, status, time.perf_counter() - started, request_id)

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        method = scope["method"] if scope["method"] in METHODS else OTHER
        route = scope.get(ROUTE, OTHER)
        self._requests.answered(method, route, status, seconds)
        if route not in QUIET:
            millis = round(seconds * 1000, 1)
            client = scope.get(CLIENT, "")
            log.info(
                "request", method=method, route=route, status=status, ms=millis, client=client, request_id=request_id
            )
