"""The far end of the till panel: an HTTP service that takes the till's requests and remembers what came."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ANNA = {"id": "member-1", "name": "Anna Petrova", "tier": "Silver", "balance": 1245}


@dataclass(frozen=True)
class Posted:
    path: str
    body: dict[str, Any]
    idempotency_key: str
    authorization: str


@dataclass
class TillApi:
    base_url: str
    lost_answers: int
    posted: list[Posted] = field(default_factory=list)

    async def members(self, request: Request) -> Response:
        asked = request.query_params
        if asked.get("phone", "").startswith("+79001"):
            return JSONResponse(ANNA)
        what = "card code" if "code" in asked else "phone"
        problem = {"code": "not_found", "title": "Not found", "detail": f"No member has this {what}.", "status": 404}
        return JSONResponse(problem, 404, media_type="application/problem+json")

    async def take(self, request: Request) -> dict[str, Any]:
        body = await request.json()
        key, authorization = request.headers["idempotency-key"], request.headers["authorization"]
        self.posted.append(Posted(request.url.path, body, key, authorization))
        return dict(body)

    async def quotes(self, request: Request) -> Response:
        body = await self.take(request)
        total_minor, points = body["lines"][0]["amount_minor"], body.get("pay_points", 0)
        return JSONResponse(
            {
                "total_minor": total_minor,
                "discount_minor": 0,
                "points_max": total_minor // 200,
                "points_spend": points,
                "due_minor": total_minor - points * 100,
                "earn_points": 12,
                "lines": [],
            }
        )

    async def purchases(self, request: Request) -> Response:
        body = await self.take(request)
        if self.lost_answers:
            self.lost_answers -= 1
            return Response("bad gateway", 502)
        due_minor, points = body["lines"][0]["amount_minor"], body.get("pay_points", 0)
        recorded = {"id": "purchase-1", "earned_points": 12, "spent_points": points, "balance": 1057}
        return JSONResponse(recorded | {"due_minor": due_minor - points * 100})

    async def returns(self, request: Request) -> Response:
        await self.take(request)
        return JSONResponse({})


@contextlib.asynccontextmanager
async def a_till_api(lost_answers: int = 0) -> AsyncIterator[TillApi]:
    """Serve in the running loop. lost_answers: how many purchases are taken and answered with a 502."""
    listener = socket.create_server(("127.0.0.1", 0))
    api = TillApi(f"http://127.0.0.1:{listener.getsockname()[1]}", lost_answers)
    routes = [
        Route("/v1/members", api.members),
        Route("/v1/quotes", api.quotes, methods=["POST"]),
        Route("/v1/purchases", api.purchases, methods=["POST"]),
        Route("/v1/purchases/{id}/returns", api.returns, methods=["POST"]),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off"))
    # The socket already listens, so that whoever calls early only waits a moment.
    serving = asyncio.create_task(server._serve([listener]))
    try:
        yield api
    finally:
        server.should_exit = True
        await serving
