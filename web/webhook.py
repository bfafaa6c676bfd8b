"""The door for a messenger's own calls: the raw body and the secret header go in, its answer goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web import asking
from web.door import ROUTE

PATH = "/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name


class WebhookAnswer(Protocol):
    """status: of HTTP. json: a call that rides in the answer, or None for an empty body."""

    @property
    def status(self) -> int: ...

    @property
    def json(self) -> dict[str, Any] | None: ...


# (secret header, raw body) -> answer; see channels.telegram.channel.Telegram.accept
Accept = Callable[[str, bytes], Awaitable[WebhookAnswer]]


def route(accept: Accept) -> Route:
    """Raises, from the endpoint, BodyTooLarge."""

    async def webhook(request: Request) -> Response:
        request.scope[ROUTE] = PATH
        body = await asking.body(request.receive)
        answer = await accept(request.headers.get(SECRET_HEADER, ""), body)
        if answer.json is None:
            return Response(status_code=answer.status)
        return JSONResponse(answer.json, answer.status)

    return Route(PATH, webhook, methods=["POST"])
