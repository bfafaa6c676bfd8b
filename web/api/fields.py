"""The fields that several requests share: strict, bounded, with the words that the description shows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rules.cheque import MAX_CHEQUE_MINOR, MAX_LINES, MAX_QUANTITY
from rules.ledger import POINTS_MAX
from rules.priced import Cheque, Line

# Control characters have no place in a name; a NUL is what PostgreSQL cannot even keep.
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
LABELS_MAX = 10  # on one line

# The example of every description and of the guide: one member, one cheque.
MEMBER_ID = "01920000-0000-7000-8000-00000000000a"
OTHER_ID = "01920000-0000-7000-8000-00000000000b"
HOLD_ID = "01920000-0000-7000-8000-0000000000c1"

Id = Annotated[str, Field(pattern=UUID, min_length=36, max_length=36)]
Minor = Annotated[int, Field(ge=0, le=MAX_CHEQUE_MINOR)]
PositiveMinor = Annotated[int, Field(ge=1, le=MAX_CHEQUE_MINOR)]
PointsFromNone = Annotated[int, Field(ge=0, le=POINTS_MAX)]
PointsFromOne = Annotated[int, Field(ge=1, le=POINTS_MAX)]
Short = Annotated[str, Field(max_length=64, pattern=_PRINTABLE)]
Name = Annotated[str, Field(max_length=128, pattern=_PRINTABLE)]
ProgramName = Annotated[str, Field(max_length=32, pattern=r"^([a-z][a-z0-9_-]*)?$")]
"""Of a tier, a stamp card, a rule: as the programme's file writes it; empty for none."""


def _written_day(said: object) -> object:
    """Only as a day is written in JSON: no instant, and no number that might be seconds since 1970."""
    if not isinstance(said, str) or not _DAY.fullmatch(said):
        raise PydanticCustomError("date_parsing", "must be a day like 1990-12-25")
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise PydanticCustomError("date_parsing", "must be a day like 1990-12-25") from None


Day = Annotated[date, BeforeValidator(_written_day)]


def _written_instant(said: object) -> object:
    """Only as RFC 3339 writes it, with an offset: no seconds since 1970, neither as a number nor as text."""
    if not isinstance(said, str):
        raise PydanticCustomError("datetime_type", "must be an instant like 2026-03-02T12:00:00+03:00, in quotes")
    if not _INSTANT.fullmatch(said):
        raise PydanticCustomError("datetime_parsing", "must be an instant like 2026-03-02T12:00:00+03:00")
    try:
        return datetime.fromisoformat(said.upper())
    except ValueError:
        raise PydanticCustomError("datetime_parsing", "must be an instant like 2026-03-02T12:00:00+03:00") from None


Instant = Annotated[AwareDatetime, BeforeValidator(_written_instant)]


# Of the types of answers: nothing comes that is not described.
ANSWER = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Body(BaseModel):
    """No field is guessed: what is unknown, a float or a number in quotes is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


class NoQuery(Body):
    """An address that takes no query."""


class LineIn(Body):
    amount_minor: Minor
    """The price of the whole line before discounts, in minor units."""
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)] = 1
    category: Short = ""
    """As the programme's rules name it."""
    sku: Short = ""
    brand: Short = ""
    name: Name = ""
    discount_minor: Minor = 0
    """The till's own discount on this line, in minor units."""
    labels: Annotated[list[Short], Field(max_length=LABELS_MAX)] = []
    """The till's own words for it, for the programme's rules to go by."""


Lines = Annotated[list[LineIn], Field(min_length=1, max_length=MAX_LINES)]


def cheque(lines: list[LineIn], pay_points: int | None, *, stamp_gift: str = "") -> Cheque:
    return Cheque(
        tuple(
            [
                Line(
                    line.amount_minor,
                    line.quantity,
                    line.category,
                    line.sku,
                    line.brand,
                    line.name,
                    line.discount_minor,
                    tuple(line.labels),
                )
                for line in lines
            ]
        ),
        pay_points,
        stamp_gift=stamp_gift,
    )


def instant(at: datetime) -> str:
    """An instant as the API says it: in UTC, with a Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
