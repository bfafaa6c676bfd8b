"""Whether the program is alive, whether it can serve, and what it counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions import program
from actions.program import NoProgram
from storage.store import Store, Unavailable
from web.door import ROUTE
from web.metrics import Requests

Endpoint = Callable[[Request], Awaitable[Response]]


class Health(Protocol):
    """What the rest of the program says of itself. troubles: a stable word -> what is wrong, in a sentence."""

    @property
    def troubles(self) -> Mapping[str, str]: ...


class Well:
    """Of a program whose other parts are not asked."""

    troubles: Mapping[str, str] = {}


def routes(store: Store, health: Health, requests: Requests) -> list[Route]:
    async def alive(request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(request: Request) -> Response:
        troubles = dict(health.troubles) | await _of_database(store)
        status: dict[str, Any] = {"status": "not ready" if troubles else "ready", "troubles": troubles}
        return JSONResponse(status, 503 if troubles else 200)

    async def metrics(request: Request) -> Response:
        return Response(requests.page(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return [_route("/healthz", alive), _route("/readyz", ready), _route("/metrics", metrics)]


def _route(path: str, endpoint: Endpoint) -> Route:
    async def named(request: Request) -> Response:
        request.scope[ROUTE] = path
        return await endpoint(request)

    return Route(path, named, methods=["GET"])


async def _of_database(store: Store) -> dict[str, str]:
    try:
        await store.read(program.current)
    except Unavailable as away:
        return {"database": str(away)}
    except NoProgram as none:
        return {"program": str(none)}
    return {}
