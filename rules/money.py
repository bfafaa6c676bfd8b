"""Money as integer minor units, rates as exact fractions, and sums parted so that the parts add up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

from babel.core import get_global
from babel.numbers import get_currency_precision

MAX_AMOUNT_MINOR = 10**14
MAX_CHEQUE_MINOR = 10**11  # a billion of most currencies; at the highest rate still one ledger movement
MAX_POINTS = 10**12
MAX_PERCENT = 1000
MAX_RATE_DIGITS = 6

Rounding = Literal["floor", "half_up", "ceil"]

_NUMBER = re.compile(r"\d{1,3}(?:[  _]?\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)
_PERCENT = re.compile(r"(?P<percent>\S.*?)\s*%")
_PER_SUM = re.compile(r"(?P<points>\d+)\s+per\s+(?P<full>full\s+)?(?P<sum>\S.*)", re.ASCII)


@cache
def currencies() -> frozenset[str]:
    """The currencies of ISO 4217 that are money somewhere today, by CLDR."""
    return frozenset(
        code
        for used in get_global("territory_currencies").values()
        for code, _since, until, is_tender, *_ in used
        if until is None and is_tender
    )


def is_currency(code: str) -> bool:
    """Whether this is a currency in use, in capitals."""
    return code in currencies()


def minor_digits(currency: str) -> int:
    """How many digits the currency has after the point: 2 for RUB, 0 for JPY."""
    return int(get_currency_precision(currency))


def to_minor(amount: str | int | Decimal, digits: int) -> int:
    """Convert major units, as written by a person, exactly into minor units.

    amount: `"10 000.50"`, `10000` or a Decimal; never a float. Raises ValueError with a sentence.
    """
    if isinstance(amount, bool) or not isinstance(amount, str | int | Decimal):
        raise ValueError(f"{amount!r} is not a sum of money")  # noqa: TRY004 - a wrong value in a file, not a bug
    if isinstance(amount, str):
        amount = _number(amount)
    exact = Decimal(amount)
    if not exact.is_finite() or exact < 0:
        raise ValueError(f"{amount} is not a sum of money from 0 up")
    if exact > MAX_AMOUNT_MINOR:
        raise ValueError(f"{amount} is more than any cheque")
    # A Fraction, as Decimal's own arithmetic rounds; but not of a tiny exponent, which would fill the memory.
    minor = Fraction(exact) * 10**digits if exact.adjusted() > -digits - 1 or exact == 0 else None
    if minor is None or minor.denominator != 1:
        raise ValueError(f"{amount} has more than {digits} digits after the point")
    return int(minor)


def to_major(minor: int, digits: int) -> Decimal:
    """Convert minor units exactly into major ones: 1050 -> 10.50."""
    return Decimal(minor).scaleb(-digits)


def _number(text: str) -> Decimal:
    written = text.strip()
    if not _NUMBER.fullmatch(written):
        raise ValueError(f"{text!r} is not a number such as 10000 or 99.90")
    return Decimal(re.sub("[  _]", "", written))


@dataclass(frozen=True, slots=True)
class Rate:
    """How many points a sum earns: points / per_minor points for each minor unit, exactly.

    percent: what the points are worth of the money, for people to read: exact when the rate was written so, else
    rounded to 2 digits. full_minor: only whole multiples of this sum earn; 0 when every part of it does.
    """

    text: str
    points: int
    per_minor: int
    percent: Decimal
    full_minor: int = 0

    def earned(self, amount_minor: int, rounding: Rounding) -> int:
        """Return whole points for a sum; rounded once, here."""
        if self.full_minor:
            amount_minor -= amount_minor % self.full_minor
        return rounded(amount_minor * self.points, self.per_minor, rounding)


def parse_rate(text: str, digits: int, point_value_minor: int) -> Rate:
    """Read `"3%"` (of the money, given in points), `"5 per 100.00"` (points for each such sum, and in proportion for a
    part of it) or `"5 per full 100.00"` (for whole ones alone).

    point_value_minor: what one point pays for. Raises ValueError with a sentence.
    """
    written = text.strip()
    if match := _PERCENT.fullmatch(written):
        percent = _number(match["percent"])
        if percent > MAX_PERCENT or -int(percent.as_tuple().exponent) > MAX_RATE_DIGITS:
            raise ValueError(f"{text!r} is not a percent from 0 to {MAX_PERCENT} with at most {MAX_RATE_DIGITS} digits")
        share = Fraction(percent) / (100 * point_value_minor)
        return Rate(written, share.numerator, share.denominator, percent)
    if match := _PER_SUM.fullmatch(written):
        per_minor = to_minor(match["sum"], digits)
        if per_minor == 0:
            raise ValueError(f"{text!r} must give points for a sum above 0")
        share = Fraction(int(match["points"]), per_minor)
        if share * point_value_minor * 100 > MAX_PERCENT:
            raise ValueError(f"{text!r} gives more than {MAX_PERCENT} % of the money")
        percent = Decimal(rounded(share.numerator * point_value_minor * 10_000, share.denominator, "half_up")).scaleb(
            -2
        )
        full_minor = per_minor if match["full"] else 0
        return Rate(written, share.numerator, share.denominator, percent, full_minor)
    raise ValueError(f"{text!r} is not a rate")


def part(amount_minor: int, percent: Decimal) -> int:
    """A percent of a sum, rounded down: the member pays the part of a kopeck, and no discount exceeds its percent."""
    return amount_minor * int(percent.scaleb(2)) // 10_000


def rounded(numerator: int, denominator: int, rounding: Rounding) -> int:
    """Round numerator / denominator (both from 0 up, denominator above 0) to a whole number."""
    if rounding == "floor":
        return numerator // denominator
    if rounding == "ceil":
        return -(-numerator // denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Part a total by weights into integers that add up to it: the method of the largest remainder (Hamilton's).

    Equal remainders go to the earlier part. When every weight is 0 the total must be 0 too.
    """
    whole = sum(weights)
    if whole == 0:
        assert total == 0, "nothing to carry the total"
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    missing = total - sum(parts)
    if missing:
        by_remainder = sorted(range(len(parts)), key=lambda at: -(total * weights[at] % whole))
        for at in by_remainder[:missing]:
            parts[at] += 1
    return parts
