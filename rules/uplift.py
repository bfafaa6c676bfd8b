"""How much more a campaign sold than doing nothing: differences with their intervals, and how many members are lacking.

Newcombe: R. G. Newcombe, Interval estimation for the difference between independent proportions: comparison of eleven
methods, Statistics in Medicine 17 (1998) 873-890, method 10. Welch: B. L. Welch, The generalization of "Student's"
problem, Biometrika 34 (1947) 28-35. The quantile of Student's t: M. Abramowitz and I. A. Stegun, Handbook of
Mathematical Functions, 26.7.5. Sample sizes: J. L. Fleiss, Statistical Methods for Rates and Proportions, 2nd ed., 3.2.
docs/reference/uplift.md writes the formulas out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import ceil, sqrt
from statistics import NormalDist
from typing import Literal

CONFIDENCE = 0.95
POWER = 0.8
SMALLEST_EFFECT = 0.02
"""A share of members: what is less than two in a hundred is called no difference."""
FREEDOM_MIN = 5
"""Below so many degrees of freedom no interval of a mean is given: there the expansion of t is not exact."""

Kind = Literal["more", "less", "none", "unsure", "no_control", "nobody"]


@dataclass(frozen=True, slots=True)
class Difference:
    """low, high: the ends of its interval; None where too few members say too little."""

    seen: float
    low: float | None = None
    high: float | None = None

    @property
    def sign(self) -> int:
        """1 or -1 where the whole interval lies on one side of nothing, else 0."""
        if self.low is None or self.high is None:
            return 0
        return (self.low > 0) - (self.high < 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """more_members: about how many more of both groups together would tell, where the kind is `unsure`."""

    kind: Kind
    more_members: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many members bought."""

    buyers: int
    members: int

    @property
    def value(self) -> float:
        return self.buyers / self.members


@dataclass(frozen=True, slots=True)
class Mean:
    """The sum and the sum of the squares of one value of each member: exact, so that no variance is below nought."""

    total: int
    squares: int
    members: int

    @property
    def value(self) -> float:
        return self.total / self.members

    @property
    def variance(self) -> float:
        """Of a sample; asks for two members."""
        return float(Fraction(self.squares * self.members - self.total**2, self.members * (self.members - 1)))


# ------------------------------------------------------------------ two shares


def wilson(share: Share, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The score interval of one share, Newcombe's parts."""
    z, n, p = _z(confidence), share.members, share.value
    middle, spread = 2 * n * p + z**2, z * sqrt(z**2 + 4 * n * p * (1 - p))
    # Of none and of all the one end is exact, and rounding may not push it past.
    low = 0.0 if share.buyers == 0 else (middle - spread) / (2 * (n + z**2))
    high = 1.0 if share.buyers == n else (middle + spread) / (2 * (n + z**2))
    return low, high


def of_shares(one: Share, other: Share, confidence: float = CONFIDENCE) -> Difference | None:
    """one - other with Newcombe's hybrid score interval; None where a group is empty."""
    if not one.members or not other.members:
        return None
    p, q = one.value, other.value
    (p_low, p_high), (q_low, q_high) = wilson(one, confidence), wilson(other, confidence)
    down, up = sqrt((p - p_low) ** 2 + (q_high - q) ** 2), sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return Difference(p - q, p - q - down, p - q + up)


def relative(one: Share, other: Share) -> float | None:
    """By what part of the other's share the one's is higher; None where there is nothing to compare with."""
    if not one.members or not other.buyers:
        return None
    return one.value / other.value - 1


def needed(one: float, other: float, ratio: float = 1.0) -> int:
    """How many members both groups need together to tell these two shares apart.

    ratio: the other group's members for each of the one's. At 95 % confidence, two-sided, with 80 % power.
    """
    assert one != other, "what is the same is never told apart"
    pooled = (one + ratio * other) / (1 + ratio)
    chance = _z(CONFIDENCE) * sqrt((1 + 1 / ratio) * pooled * (1 - pooled))
    power = NormalDist().inv_cdf(POWER) * sqrt(one * (1 - one) + other * (1 - other) / ratio)
    return ceil(((chance + power) / (one - other)) ** 2 * (1 + ratio))


# ------------------------------------------------------------------ two means


def of_means(one: Mean, other: Mean, confidence: float = CONFIDENCE) -> Difference | None:
    """one - other with Welch's interval; None where a group is empty, no ends where too few or all alike."""
    if not one.members or not other.members:
        return None
    seen = one.value - other.value
    if min(one.members, other.members) < 2:
        return Difference(seen)
    a, b = one.variance / one.members, other.variance / other.members
    if a + b == 0:
        return Difference(seen)
    freedom = (a + b) ** 2 / (a**2 / (one.members - 1) + b**2 / (other.members - 1))
    if freedom < FREEDOM_MIN:
        return Difference(seen)
    reach = _t(freedom, confidence) * sqrt(a + b)
    return Difference(seen, seen - reach, seen + reach)


def _t(freedom: float, confidence: float) -> float:
    """Student's two-sided quantile; within 0.1 % from 5 degrees of freedom on."""
    z = _z(confidence)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * freedom**4)
    )


@cache
def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


# ------------------------------------------------------------------ in words


def verdict(one: Share, other: Share, confidence: float = CONFIDENCE) -> Verdict:
    """Whether the one sells more than the other, which is the control."""
    if not one.members:
        return Verdict("nobody")
    seen = of_shares(one, other, confidence)
    if seen is None:
        return Verdict("no_control")
    if seen.sign:
        return Verdict("more" if seen.sign > 0 else "less")
    if seen.low is not None and seen.high is not None and max(-seen.low, seen.high) <= SMALLEST_EFFECT:
        return Verdict("none")
    return Verdict("unsure", _lacking(one, other, seen.seen))


def best(shares: Sequence[Share]) -> tuple[int, Verdict]:
    """Which of several variants sold best, and whether it is known: `more` only when it beats each of the others.

    All pairs are compared at once, so that each pair is asked for more confidence (Bonferroni).
    """
    assert shares, "there is no best of none"
    first = max(range(len(shares)), key=lambda at: (shares[at].value if shares[at].members else -1, -at))
    pairs = max(len(list(combinations(shares, 2))), 1)
    told = [
        verdict(shares[first], other, 1 - (1 - CONFIDENCE) / pairs)
        for at, other in enumerate(shares)
        if at != first and other.members
    ]
    if not told:
        return first, Verdict("nobody")
    if all(one.kind == "more" for one in told):
        return first, Verdict("more")
    unsure = [one.more_members for one in told if one.kind == "unsure"]
    return first, Verdict("unsure", max(unsure)) if unsure else Verdict("none")


def _lacking(one: Share, other: Share, seen: float) -> int:
    """By the difference that was seen, but by none that is too small to matter; at least one member."""
    have, ratio = one.members + other.members, other.members / one.members
    for effect in (max(abs(seen), SMALLEST_EFFECT), abs(seen)):
        if not effect:
            continue
        step = effect if other.value + effect <= 1 else -effect
        lacking = needed(other.value + step, other.value, ratio) - have
        if lacking > 0:
            return lacking
    return 1
