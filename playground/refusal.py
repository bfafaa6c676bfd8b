"""The one way the local Telegram says no: a status and Telegram's own sentence."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """status: as HTTP has it. description: Telegram's words without the status. retry_after_seconds: of a 429."""

    def __init__(self, status: int, description: str, retry_after_seconds: int = 0) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after_seconds = retry_after_seconds

    def body(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after_seconds:
            answer["parameters"] = {"retry_after": self.retry_after_seconds}
        return answer


def bad_request(text: str) -> Refused:
    """400, with the first letter lowered as Telegram lowers it (`BUTTON_DATA_INVALID` keeps its capitals)."""
    capitals = text[1:2] == "_" or text[1:2].isupper()
    return Refused(400, "Bad Request: " + (text if capitals else text[:1].lower() + text[1:]))


def too_many_requests(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", seconds)
