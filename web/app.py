"""The HTTP edge as one app: the tills' API with its description, the messenger's webhook, health."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from rules.refusal import Refused
from storage.store import Store
from web import contract, door, health, problems, webhook
from web.access import Access, numbered
from web.api import (
    bought,
    campaigns,
    deeds,
    entries,
    feedback,
    games,
    gifts,
    holds,
    members,
    merges,
    offers,
    promos,
    purchases,
    quotes,
    segments,
    settlement,
    stamps,
    subscriptions,
    tags,
    takings,
    webhooks,
)
from web.health import Health, Well
from web.metrics import Requests
from web.quota import Quotas
from web.refusals import MethodNotAllowed, NotFound

OPERATIONS = (
    *quotes.OPERATIONS,
    *gifts.OPERATIONS,
    *promos.OPERATIONS,
    *offers.OPERATIONS,
    *purchases.OPERATIONS,
    *bought.OPERATIONS,
    *takings.OPERATIONS,
    *holds.OPERATIONS,
    *members.OPERATIONS,
    *subscriptions.OPERATIONS,
    *entries.OPERATIONS,
    *tags.OPERATIONS,
    *stamps.OPERATIONS,
    *deeds.OPERATIONS,
    *games.OPERATIONS,
    *merges.OPERATIONS,
    *settlement.OPERATIONS,
    *campaigns.OPERATIONS,
    *segments.OPERATIONS,
    *feedback.OPERATIONS,
    *webhooks.OPERATIONS,
)


def create_app(
    store: Store,
    *,
    webhook: webhook.Accept | None = None,
    health: Health | None = None,
    registry: CollectorRegistry | None = None,
    new_id: Callable[[], str] | None = None,
    quotas: Quotas | None = None,
) -> FastAPI:
    """Make the app over an open store; it has no start or end of its own.

    webhook: takes (secret header, raw body), or None when the messenger is polled. health: whose troubles /readyz
    tells beside the database's. registry: whose metrics /metrics shows beside the requests'. new_id: names a request
    in the log and in `X-Request-Id`. quotas: how often a key may ask; nobody is limited without them.
    """
    app = FastAPIOffline(
        title=contract.TITLE,
        version=contract.VERSION,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url="/docs/oauth2-redirect",
        swagger_ui_parameters={"validatorUrl": None},  # its default asks a stranger about our address
        redirect_slashes=False,
        exception_handlers={HTTPException: _no_route, Refused: _refused},
    )
    requests = Requests(registry or CollectorRegistry())
    app.router.routes[:0] = _routes(store, webhook, health or Well(), requests, quotas or Quotas())
    app.openapi = cache(lambda: contract.describe(OPERATIONS))  # type: ignore[method-assign]
    app.add_middleware(Access, requests=requests, new_id=new_id or numbered())
    return app


def _routes(
    store: Store, accept: webhook.Accept | None, parts: Health, requests: Requests, quotas: Quotas
) -> Iterable[BaseRoute]:
    yield from door.routes(store, OPERATIONS, quotas)
    if accept is not None:
        yield webhook.route(accept)
    yield from health.routes(store, parts, requests)


def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return _refused(request, MethodNotAllowed(allowed=allowed), allow=allowed)
    assert error.status_code == 404, "nothing else is raised by a router"
    return _refused(request, NotFound())


def _refused(request: Request, error: Exception, *, allow: str = "") -> Response:
    assert isinstance(error, Refused)
    answer = problems.of(error)
    headers = {"Allow": allow} if allow else None
    return Response(problems.as_bytes(answer.body), answer.status, headers, problems.MEDIA_TYPE)
