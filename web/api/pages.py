"""Lists a page at a time: an opaque cursor says after which row the next page begins, so that new rows move nothing."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated, TypeVar

from pydantic import ConfigDict, Field

from web.api.fields import Body
from web.refusals import Mistake, RequestInvalid

LIMIT_MAX = 100
CURSOR_MAX = 200

_NUMBER_MAX = 2**63 - 1

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


def _fits(value: int | str) -> bool:
    """Whether a database takes it."""
    return 0 <= value <= _NUMBER_MAX if isinstance(value, int) else "\0" not in value and value.isprintable()
