"""What the HTTP edge itself refuses, before any action is asked."""

from __future__ import annotations

from typing_extensions import TypedDict

from rules.refusal import Refused

BODY_BYTES_MAX = 256 * 1024


class Mistake(TypedDict):
    """field: the place in the request, such as `lines[0].amount_minor`. message: what would be right."""

    field: str
    message: str


class Unauthorized(Refused):
    code = "unauthorized"
    sentence = "Send a working key as Authorization: Bearer KEY; kopilka key create --name till-1 makes one."


class QuotaExceeded(Refused):
    """seconds: after which this key may ask again; the answer's Retry-After."""

    code = "quota_exceeded"
    sentence = (
        "Requests a second that this key may make: {per_second}; "
        "wait {seconds} s, then send the same request with the same Idempotency-Key."
    )


class IdempotencyKeyInvalid(Refused):
    code = "idempotency_key_invalid"
    sentence = (
        "Send an Idempotency-Key header of 1 to 128 visible ASCII characters, no spaces; "
        "a new one for each new request."
    )


class MediaTypeUnsupported(Refused):
    code = "media_type_unsupported"
    sentence = "Send the body as application/json."


class BodyTooLarge(Refused):
    code = "body_too_large"
    sentence = "The body is larger than {most} bytes."


class JsonInvalid(Refused):
    code = "json_invalid"
    sentence = "The body is not JSON: {why}."


class RequestInvalid(Refused):
    """mistakes: all of them, in the order of the request."""

    code = "request_invalid"
    sentence = "Mistakes in the request: {count}; the first: {field} {message}."

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__(count=len(mistakes), **mistakes[0])


class NotFound(Refused):
    code = "not_found"
    sentence = "There is nothing at this address; /docs describes what there is."


class MethodNotAllowed(Refused):
    code = "method_not_allowed"
    sentence = "This address answers {allowed} only."
