"""What a request brings: its headers, its body in bounds, its content as a checked model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from actions import key
from web.refusals import (
    BODY_BYTES_MAX,
    BodyTooLarge,
    IdempotencyKeyInvalid,
    JsonInvalid,
    MediaTypeUnsupported,
    Mistake,
    RequestInvalid,
    Unauthorized,
)

Wish = TypeVar("Wish", bound=BaseModel)
MISTAKES_MAX = 20
PARAMETERS_MAX = 20
NAME_SHOWN = 64

# By its form first, so that no guess costs the database a look.
_BEARER = re.compile(rf"(?i:bearer) +({re.escape(key.PREFIX)}[A-Z0-9]{{{key.LETTERS}}}) *".encode())
_VISIBLE = re.compile(rb"[\x21-\x7e]{1,128}")
# What would be right, where pydantic's own words are too short for that.
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here; leave it out",
    "int_type": "must be a whole number, without quotes or a point",
    "string_type": "must be a text in quotes",
    "string_pattern_mismatch": "must look like {pattern}",
    "model_type": "must be an object in braces",
    "list_type": "must be a list in brackets",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "too_long": "must have at most {max_length} items",
    "too_short": "must have at least {min_length} items",
    "timezone_aware": "must name its offset from UTC, as in 2026-03-02T12:00:00+03:00",
    "datetime_type": "must be an instant like 2026-03-02T12:00:00+03:00, in quotes",
    "datetime_parsing": "must be an instant like 2026-03-02T12:00:00+03:00",
    "datetime_from_date_parsing": "must be an instant like 2026-03-02T12:00:00+03:00",
    "date_type": "must be a day like 1990-12-25, in quotes",
    "date_parsing": "must be a day like 1990-12-25",
    "date_from_datetime_parsing": "must be a day like 1990-12-25",
}


def headers(scope: Scope) -> dict[bytes, bytes]:
    return dict(scope["headers"])


def bearer(sent: dict[bytes, bytes]) -> str:
    """The key as sent; whether it works, the unit asks. Raises Unauthorized."""
    found = _BEARER.fullmatch(sent.get(b"authorization", b""))
    if found is None:
        raise Unauthorized
    return found[1].decode()


def idempotency_key(sent: dict[bytes, bytes]) -> str:
    """Raises IdempotencyKeyInvalid."""
    sent_key = sent.get(b"idempotency-key", b"")
    if not _VISIBLE.fullmatch(sent_key):
        raise IdempotencyKeyInvalid
    return sent_key.decode()


def require_json(sent: dict[bytes, bytes]) -> None:
    """Raises MediaTypeUnsupported for a body that says it is something else."""
    media_type = sent.get(b"content-type", b"application/json")
    if media_type != b"application/json" and media_type.partition(b";")[0].strip().lower() != b"application/json":
        raise MediaTypeUnsupported


async def body(receive: Receive) -> bytes:
    """The whole body. Raises BodyTooLarge before more than BODY_BYTES_MAX were kept, ClientDisconnect."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        whole: bytes = message.get("body", b"")
        return _bounded(whole)
    parts = b""
    while True:
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts = _bounded(parts + message.get("body", b""))
        if not message.get("more_body"):
            return parts
        message = await receive()


def _bounded(so_far: bytes) -> bytes:
    if len(so_far) > BODY_BYTES_MAX:
        raise BodyTooLarge(most=BODY_BYTES_MAX)
    return so_far


def parsed(model: type[Wish], raw: bytes) -> Wish:
    """The body as its model; an empty body is an empty object. Raises JsonInvalid, RequestInvalid."""
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=True)[0]
        if first["type"] == "json_invalid":
            raise JsonInvalid(why=first["ctx"]["error"]) from None
        raise RequestInvalid(list(_mistakes(error))) from None


def queried(model: type[Wish], scope: Scope) -> Wish:
    """The query string as its model. Raises RequestInvalid."""
    try:
        pairs = parse_qsl(scope["query_string"].decode("ascii"), keep_blank_values=True, max_num_fields=PARAMETERS_MAX)
    except ValueError:
        raise RequestInvalid([Mistake(field="the query", message="cannot be read")]) from None
    try:
        return model.model_validate_strings(dict(pairs))
    except ValidationError as error:
        raise RequestInvalid(list(_mistakes(error))) from None


def _mistakes(error: ValidationError) -> Iterator[Mistake]:
    """Places and what would be right there; never what was sent, which may be somebody's secret."""
    for fault in error.errors(include_url=False, include_input=False)[:MISTAKES_MAX]:
        context: dict[str, Any] = fault.get("ctx", {})
        words = _WORDS.get(fault["type"])
        message = words.format_map(context) if words else fault["msg"].removeprefix("Value error, ")
        yield Mistake(field=_place(fault["loc"]) or "the request", message=message)


def _place(loc: tuple[int | str, ...]) -> str:
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part[:NAME_SHOWN]}" if text else part[:NAME_SHOWN]
    return text
