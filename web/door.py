"""The door of the API: one request becomes one unit, and its end one answer.

Plain ASGI, as the Python around a purchase would cost as much as the purchase itself: web.contract describes the
operations, and they are served from here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from pydantic import BaseModel
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from actions import guess, key, request
from actions.guess import CodesLocked
from actions.key import Client
from actions.request import Answer
from rules.refusal import Refused
from storage.store import Store, Unavailable
from storage.work import Work
from web import asking, problems
from web.answering import send_answer
from web.operation import Operation
from web.quota import Quotas
from web.refusals import MethodNotAllowed, QuotaExceeded, Unauthorized

# What the log and the metrics read from the scope afterwards.
CLIENT = "kopilka.client"
ROUTE = "kopilka.route"


def routes(store: Store, operations: Iterable[Operation], quotas: Quotas) -> list[Route]:
    """One route for each path, whatever its methods."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    return [Route(path.replace("}", ":uuid}"), Door(store, path, methods, quotas)) for path, methods in by_path.items()]


class Door:
    """An ASGI app for one path."""

    def __init__(self, store: Store, path: str, methods: Mapping[str, Operation], quotas: Quotas) -> None:
        self._store = store
        self._path = path
        self._methods = methods
        self._quotas = quotas
        self._allow = ", ".join(sorted(methods))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[ROUTE] = self._path
        allow, wait_seconds = "", 0
        try:
            operation = self._methods.get(scope["method"])
            if operation is None:
                allow = self._allow
                raise MethodNotAllowed(allowed=allow)
            bearer = asking.bearer(asking.headers(scope))
            wait_seconds = await self._wait_seconds(bearer)
            if wait_seconds:
                raise QuotaExceeded(per_second=self._quotas.per_second, seconds=wait_seconds)
            answer = await _answer(self._store, operation, scope, receive, bearer)
        except Refused as refused:
            answer = problems.of(refused)
            if isinstance(refused, CodesLocked):
                wait_seconds = refused.minutes * 60
        except Unavailable as away:
            answer = problems.unavailable(away)
        await send_answer(send, answer, allow=allow, wait_seconds=wait_seconds)

    async def _wait_seconds(self, bearer: str) -> int:
        """How long this key has to wait. A stranger is refused here, before any write. Raises Unauthorized."""
        if not self._quotas.knows(bearer):
            if await self._store.read(key.client, bearer) is None:
                raise Unauthorized
            self._quotas.learn(bearer)
        return self._quotas.take(bearer)


async def _answer(store: Store, operation: Operation, scope: Scope, receive: Receive, bearer: str) -> Answer:
    sent = asking.headers(scope)
    ids = {name: str(value) for name, value in scope["path_params"].items()}
    if operation.method == "GET":
        wish: BaseModel = asking.queried(operation.takes, scope)
        return await _looked(store, operation, scope, bearer, wish, ids)
    idempotency_key = asking.idempotency_key(sent)
    asking.require_json(sent)
    raw = await asking.body(receive)
    wish = asking.parsed(operation.takes, raw)
    if not operation.remembered:
        return await _looked(store, operation, scope, bearer, wish, ids)
    fingerprint = request.fingerprint(f"{operation.method} {scope['path']}", json.loads(raw or b"{}"))
    return await store.write(_once, scope, operation, bearer, wish, ids, idempotency_key, fingerprint)


async def _looked(
    store: Store, operation: Operation, scope: Scope, bearer: str, wish: BaseModel, ids: Mapping[str, str]
) -> Answer:
    look = store.study if operation.studies else store.read
    door = store.write if operation.writes(wish) else look
    return await door(_plain, scope, operation, bearer, wish, ids)


def _plain(
    work: Work, scope: Scope, operation: Operation, bearer: str, wish: BaseModel, ids: Mapping[str, str]
) -> Answer:
    till = _till(work, scope, operation, bearer, wish, ids)
    if not operation.guesses(wish):
        return Answer(operation.status, dict(operation.do(work, till, wish, **ids)))
    try:
        with work.savepoint():
            return Answer(operation.status, dict(operation.do(work, till, wish, **ids)))
    except Refused as refused:
        guess.remember(work, refused)
        return problems.to_remember(refused)


def _once(
    work: Work,
    scope: Scope,
    operation: Operation,
    bearer: str,
    wish: BaseModel,
    ids: Mapping[str, str],
    idempotency_key: str,
    fingerprint: str,
) -> Answer:
    till = _till(work, scope, operation, bearer, wish, ids)

    def do(work: Work) -> Answer:
        body = dict(operation.do(work, till, wish, **ids))
        return Answer(operation.status, body, body["id"] if operation.names_member else None)

    return request.once(work, till.name, idempotency_key, fingerprint, do, problems.to_remember)


def _till(
    work: Work, scope: Scope, operation: Operation, bearer: str, wish: BaseModel, ids: Mapping[str, str]
) -> Client:
    """Raises Unauthorized, ScopeMissing."""
    till = key.client(work, bearer)
    if till is None:
        raise Unauthorized
    scope[CLIENT] = till.name
    key.require(till, operation.scope)
    if operation.guesses(wish):
        # Whoever the code is for: others at this till do not wait.
        member_id = ids.get("member_id") or str(getattr(wish, "member_id", ""))
        guess.lock(work, guess.at_till(till.name, member_id))
    return till
