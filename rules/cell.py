"""What people write in the cells of a table: numbers, sums, days and times, each read exactly or refused in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from rules.ledger import POINTS_MAX
from rules.money import to_minor
from rules.refusal import Refused
from rules.schedule import instant

DAYS = ("%Y-%m-%d", "%d.%m.%Y")
TIMES = ("", " %H:%M", " %H:%M:%S")
YEARS = range(1970, 2200)  # what lies outside is a slip of the pen
DIGITS_MAX = 20
CHOICES_MAX = 12  # of them are named; a file with more tiers than that is nobody's

_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)", re.ASCII)
_LOCAL_DAY = re.compile(r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})", re.ASCII)
# Spreadsheets part the thousands with a blank, and mostly with one that does not break.
_IN_THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+", re.ASCII)
_BLANKS = re.compile(r"[ \u00a0\u202f]")


class CellInvalid(Refused):
    """column: which cell; said: what is in it; right: what would be right there."""

    code = "cell_invalid"
    sentence = "{column}: {said!r} is wrong here; {right}."


def points(column: str, said: str) -> int:
    """A whole number of points, 0 for an empty cell. Raises CellInvalid."""
    written = said.strip() or "0"
    if _IN_THOUSANDS.fullmatch(written):
        written = _BLANKS.sub("", written)
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
    if "_" in written:  # parts the thousands in a programme file, and nowhere else
        raise CellInvalid(column=column, said=said, right="write it like 1250.50")
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
    match = _ISO_DAY.fullmatch(written) or _LOCAL_DAY.fullmatch(written)
    try:
        if match is not None:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:  # the 31st of February
        pass
    raise CellInvalid(column=column, said=said, right="write a day like 1990-12-25 or 25.12.1990")


def one_of(column: str, said: str, known: Mapping[str, str]) -> str:
    """One of the names that are known, whatever its capitals. Raises CellInvalid, with the nearest name.

    known: each name by every way of writing it, in small letters.
    """
    written = " ".join(said.split()).casefold()
    if written in known:
        return known[written]
    names = list(dict.fromkeys(known.values()))
    more = ", …" if len(names) > CHOICES_MAX else ""
    right = f"it is one of {', '.join(names[:CHOICES_MAX])}{more}"
    close = get_close_matches(written, known, n=1, cutoff=0.6)
    raise CellInvalid(
        column=column, said=said, right=f"{right}, and perhaps {known[close[0]]} was meant" if close else right
    )


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
