"""What a unit is, the limits that every store keeps, and how it says that it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from storage.work import Work

P = ParamSpec("P")
T = TypeVar("T")
Unit = Callable[Concatenate[Work, P], T]

RETRY_AFTER_SECONDS = 1
TRIES_MAX = 5  # a unit that lost a race is run again whole, this often at most
GROUP_MAX = 64  # units that one SQLite commit may carry
BUSY_TIMEOUT_SECONDS = 4  # an answer is due within 5
READERS = 3
POSTGRES_THREADS = 16
QUEUE_MAX = 2_000  # units that may wait; more are turned away at once
# Looks through everybody: so few at once that those who sell keep a processor and their connections.
STUDIES = 2
STUDIES_MAX = 16  # under way or waiting; more are turned away
STUDY_SECONDS = 60  # of one statement


class Unavailable(Exception):
    """The database cannot serve now; nothing was changed. Ask again after `retry_after_seconds`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.retry_after_seconds = RETRY_AFTER_SECONDS


class TooLong(Unavailable):
    """A look through everybody was not over in its time: asked again at once, it would not be either."""

    def __init__(self) -> None:
        super().__init__("looking through everybody takes too long now; try again later")
