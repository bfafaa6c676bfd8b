"""Lists a page at a time: an opaque cursor says after which row the next page begins, so that new rows move nothing."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

from pydantic import ConfigDict, Field

from actions.takings import Place
from web.api.fields import UUID, Body, Instant
from web.refusals import Mistake, RequestInvalid

LIMIT_MAX = 100
CURSOR_MAX = 200

YEAR_MIN, YEAR_MAX = 2000, 2200
_NUMBER_MAX = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

SpanInstant = Annotated[
    Instant,
    Field(ge=datetime(YEAR_MIN, 1, 1, tzinfo=UTC), lt=datetime(YEAR_MAX, 1, 1, tzinfo=UTC)),
]

Value = TypeVar("Value", int, str)


class PageIn(Body):
    """The query of any list."""

    # A query has no numbers of its own: it is all text.
    model_config = ConfigDict(strict=False)

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = 20
    """How many rows at most."""
    cursor: Annotated[str, Field(min_length=1, max_length=CURSOR_MAX, pattern=r"^[A-Za-z0-9_-]+$")] | None = None
    """The `next_cursor` of the page before; left out, the list begins."""


def cursor(name: str, value: int | str) -> str:
    """The cursor of the rows after the one with this value. name: of the list, which alone takes it back."""
    return base64.urlsafe_b64encode(json.dumps([name, value]).encode()).rstrip(b"=").decode()


def after(name: str, page: PageIn, kind: type[Value]) -> Value | None:
    """The value in a page's cursor; None for the first page. Raises RequestInvalid.

    It is no secret and opens no door: rows that a key may not read stay shut whatever a cursor says.
    """
    if page.cursor is None:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(page.cursor + "=" * (-len(page.cursor) % 4)))
    except (binascii.Error, ValueError):
        said = None
    match said:
        case [str(of), value] if of == name and type(value) is kind and _fits(value):
            return value
    raise RequestInvalid([Mistake(field="cursor", message="is not of this list; leave it out to begin anew")])


def place_cursor(name: str, last: Place | None) -> str | None:
    """The cursor of a list in the order of instants; None after its last page."""
    return None if last is None else cursor(name, f"{(last.at - _EPOCH) // _MICROSECOND} {last.row_id}")


def place_after(name: str, page: PageIn) -> Place | None:
    """What `place_cursor` gave; None for the first page. Raises RequestInvalid."""
    said = after(name, page, str)
    if said is None:
        return None
    micros, _, row_id = said.partition(" ")
    try:
        return Place(_EPOCH + int(micros) * _MICROSECOND, _uuid(row_id))
    except (ValueError, OverflowError):
        raise RequestInvalid([Mistake(field="cursor", message="is not of this list")]) from None


def _uuid(text: str) -> str:
    """Raises ValueError."""
    if not re.fullmatch(UUID, text):
        raise ValueError(text)
    return text


def _fits(value: int | str) -> bool:
    """Whether a database takes it."""
    return 0 <= value <= _NUMBER_MAX if isinstance(value, int) else "\0" not in value and value.isprintable()
