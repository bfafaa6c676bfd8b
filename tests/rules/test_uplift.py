"""Differences, intervals and sample sizes, against the papers they come from."""

from __future__ import annotations

import statistics
from math import sqrt

import pytest

from rules.uplift import Difference, Mean, Share, Verdict, best, needed, of_means, of_shares, relative, verdict

# R. G. Newcombe, Statistics in Medicine 17 (1998), Table II, method 10: all eight examples.
NEWCOMBE = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0)),
    ((10, 10), (0, 10), (0.6075, 1.0)),
]


@pytest.mark.parametrize(("one", "other", "interval"), NEWCOMBE)
def test_the_interval_of_two_shares_is_the_published_one(
    one: tuple[int, int], other: tuple[int, int], interval: tuple[float, float]
) -> None:
    seen = of_shares(Share(*one), Share(*other))

    assert seen is not None
    assert seen.low == pytest.approx(interval[0], abs=5e-5)
    assert seen.high == pytest.approx(interval[1], abs=5e-5)
    turned = of_shares(Share(*other), Share(*one))
    assert turned is not None
    assert turned.low == pytest.approx(-interval[1], abs=5e-5)
    assert turned.high == pytest.approx(-interval[0], abs=5e-5)


def mean(*values: int) -> Mean:
    return Mean(sum(values), sum(value * value for value in values), len(values))


def test_the_interval_of_two_means_is_welchs() -> None:
    """Two samples of unequal variances, in tenths; the quantile for 24.99 degrees of freedom is from a table of t."""
    one = [275, 210, 190, 236, 170, 179, 169, 201, 219, 226, 231, 196, 190, 217, 214]
    other = [271, 220, 208, 234, 234, 235, 258, 220, 248, 202, 219, 221, 229, 205, 244]

    seen = of_means(mean(*one), mean(*other))

    assert seen is not None
    assert seen.low is not None
    assert seen.high is not None
    error = sqrt(statistics.variance(one) / 15 + statistics.variance(other) / 15)
    assert seen.seen == pytest.approx(statistics.fmean(one) - statistics.fmean(other))
    assert seen.seen / error == pytest.approx(-2.46, abs=0.005)
    assert (seen.high - seen.low) / 2 / error == pytest.approx(2.0595, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other"), [(mean(5), mean(1, 2, 3)), (mean(0, 0, 0), mean(0, 0)), (mean(1, 2), mean(7, 9))]
)
def test_too_few_or_all_alike_give_a_difference_without_an_interval(one: Mean, other: Mean) -> None:
    seen = of_means(one, other)

    assert seen is not None
    assert (seen.low, seen.high, seen.sign) == (None, None, 0)


def test_nobody_is_compared_with_nobody() -> None:
    none = Share(0, 0)
    assert of_shares(none, Share(1, 2)) is of_shares(Share(1, 2), none) is None
    assert of_means(mean(), mean(1, 2)) is of_means(mean(1, 2), mean()) is None
    assert relative(Share(3, 10), Share(0, 10)) is relative(none, Share(1, 2)) is None
    assert relative(Share(3, 10), Share(2, 10)) == pytest.approx(0.5)


@pytest.mark.parametrize(("one", "other", "members"), [(0.10, 0.12, 2 * 3841), (0.5, 0.4, 775)])
def test_a_sample_size_is_the_tables(one: float, other: float, members: int) -> None:
    assert needed(one, other) == members


def test_a_small_group_makes_the_sample_larger_whichever_of_the_two_it_is() -> None:
    assert needed(0.12, 0.10, 0.25) == needed(0.10, 0.12, 4) > needed(0.10, 0.12)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ((120, 1_000), (80, 1_000), "more"),
        ((80, 1_000), (120, 1_000), "less"),
        ((1_000, 10_000), (1_005, 10_000), "none"),
        ((110, 1_000), (100, 1_000), "unsure"),
        ((0, 10), (0, 10), "unsure"),
        ((1, 1), (0, 1), "unsure"),
        ((10, 10), (10, 10), "unsure"),
        ((10, 10), (0, 10), "more"),
        ((5, 10), (0, 0), "no_control"),
        ((0, 0), (5, 10), "nobody"),
    ],
)
def test_the_verdict(one: tuple[int, int], other: tuple[int, int], kind: str) -> None:
    told = verdict(Share(*one), Share(*other))

    assert told.kind == kind
    assert (told.more_members > 0) == (kind == "unsure")


def test_who_is_told_how_many_are_lacking_knows_when_they_came() -> None:
    """With so many more of the same kind, the same difference is seen."""
    one, other = Share(110, 1_000), Share(80, 1_000)
    lacking = verdict(Share(104, 1_000), other).more_members
    times = (2_000 + lacking) / 2_000

    assert verdict(one, other).kind == "more"
    assert verdict(
        Share(round(104 * times), round(1_000 * times)), Share(round(80 * times), round(1_000 * times))
    ) == Verdict("more")


def test_the_best_of_several_beats_each_of_the_others_and_asks_for_more_where_there_are_more() -> None:
    close = Share(80, 1_000), Share(107, 1_000)
    assert best(close) == (1, Verdict("more"))
    first, told = best((*close, Share(78, 1_000), Share(79, 1_000)))
    assert (first, told.kind) == (1, "unsure")
    assert best((Share(5, 10), Share(0, 0))) == (0, Verdict("nobody"))
    assert best((Share(1_000, 10_000), Share(1_000, 10_000)))[1].kind == "none"


def test_an_interval_that_touches_nothing_has_no_side() -> None:
    assert [Difference(1, low, high).sign for low, high in ((0.1, 0.2), (-0.2, -0.1), (-0.1, 0.1), (0, 0.1))] == [
        1,
        -1,
        0,
        0,
    ]
