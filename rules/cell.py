"""What people write in the cells of a table: numbers, sums, days and times, each read exactly or refused in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from rules.ledger import POINTS_MAX
from rules.money import to_minor
from rules.refusal import Refused
from rules.schedule import instant

DAYS = ("%Y-%m-%d", "%d.%m.%Y")
TIMES = ("", " %H:%M", " %H:%M:%S")
YEARS = range(1970, 2200)  # what lies outside is a slip of the pen
DIGITS_MAX = 20


class CellInvalid(Refused):
    """column: which cell; said: what is in it; right: what would be right there."""

    code = "cell_invalid"
    sentence = "{column}: {said!r} is wrong here; {right}."


def points(column: str, said: str) -> int:
    """A whole number of points, 0 for an empty cell. Raises CellInvalid."""
    written = said.strip() or "0"
    # The length first: Python refuses to read thousands of digits.
    if not (written.isascii() and written.isdigit() and len(written) <= DIGITS_MAX and int(written) <= POINTS_MAX):
        raise CellInvalid(column=column, said=said, right=f"it is a whole number from 0 to {POINTS_MAX}")
    return int(written)


def amount_minor(column: str, said: str, digits: int) -> int:
    """A sum above nothing: 1250.50 and, as spreadsheets write it in Russia, 1 250,50. Raises CellInvalid."""
    written = said.strip()
    whole, comma, rest = written.rpartition(",")
    if comma and len(rest) <= digits and "." not in whole:
        written = f"{whole}.{rest}"
    try:
        amount = to_minor(written, digits)
    except ValueError as error:
        raise CellInvalid(column=column, said=said, right="write it like 1250.50") from error
    if amount == 0:
        raise CellInvalid(column=column, said=said, right="a purchase comes to more than nothing")
    return amount


def day(column: str, said: str) -> date | None:
    """A day, or None for an empty cell. Raises CellInvalid."""
    written = said.strip()
    if not written:
        return None
    found = _read(written, DAYS)
    if found is None:
        raise CellInvalid(column=column, said=said, right="write a day like 1990-12-25 or 25.12.1990")
    return found.date()


def instant_of(column: str, said: str, zone: ZoneInfo) -> datetime:
    """The instant of a local time of the shop, or of a time with its own offset. Raises CellInvalid."""
    written = said.strip()
    try:
        at: datetime | None = datetime.fromisoformat(written)
    except ValueError:
        at = _read(written, (form + time for form in DAYS for time in TIMES))
    if at is None or at.year not in YEARS:
        raise CellInvalid(column=column, said=said, right="write it like 2026-05-31 18:20 or 31.05.2026 18:20")
    return at.astimezone(UTC) if at.tzinfo else instant(at.date(), at.time(), zone)


def _read(written: str, forms: Iterable[str]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007 - the zone is the caller's
        except ValueError:
            continue
    return None
