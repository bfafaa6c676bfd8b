"""How an answer goes out: its bytes once, and the headers that its status asks for."""

from __future__ import annotations

from starlette.types import Send

from actions.request import Answer
from storage.store import RETRY_AFTER_SECONDS
from web import problems

Headers = list[tuple[bytes, bytes]]

_JSON = (b"content-type", b"application/json")
_PROBLEM = (b"content-type", problems.MEDIA_TYPE.encode())
# Balances are nobody else's, and are true for a moment only.
_NO_STORE = (b"cache-control", b"no-store")
_BY_STATUS: dict[int, Headers] = {
    401: [(b"www-authenticate", b"Bearer")],
    503: [(b"retry-after", str(RETRY_AFTER_SECONDS).encode())],
}


async def send_answer(send: Send, answer: Answer, *, allow: str = "", wait_seconds: int = 0) -> None:
    """allow: the methods of this address, for a 405. wait_seconds: until this key may ask again, for a 429."""
    body = problems.as_bytes(answer.body)
    headers = [
        _PROBLEM if answer.status >= 400 else _JSON,
        (b"content-length", str(len(body)).encode()),
        _NO_STORE,
        *_BY_STATUS.get(answer.status, ()),
    ]
    if allow:
        headers.append((b"allow", allow.encode()))
    if wait_seconds:
        headers.append((b"retry-after", str(wait_seconds).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
