"""Reading a programme back to its owner: every mistake, and every promise that is likely not meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from rules import program_doubts
from rules.mistake import Mistake, ProgramInvalid
from rules.program import Program, parse
from rules.program_doubts import Doubt, doubt
from rules.program_sections import Tier
from rules.toml_places import Path, nearest, places

__all__ = ["Mistake", "check"]

_WAYS = ("spend", "purchases", "points")


def check(text: str) -> list[Mistake]:
    """Return what is wrong with a programme document, in the order of the file; nothing when all is well.

    Errors alone, when there are any; else the warnings about settings that contradict one another or lose money.
    """
    try:
        program = parse(text)
    except ProgramInvalid as invalid:
        return invalid.mistakes
    where = places(text)
    found = [_placed(path, one, where) for rule in (*_RULES, *program_doubts.RULES) for path, one in rule(program)]
    return sorted(found, key=lambda one: (one.line or 0, one.column or 0))


def _placed(path: Path, one: Mistake, where: dict[Path, tuple[int, int]]) -> Mistake:
    line, column = nearest(where, path) or (None, None)
    return replace(one, line=line, column=column)


# ------------------------------------------------------------------ tiers


def _thresholds(tier: Tier) -> dict[str, int | None]:
    return dict(zip(_WAYS, (tier.spend_minor, tier.purchases, tier.points), strict=True))


def _thresholds_that_do_not_rise(program: Program) -> Iterator[Doubt]:
    for rank, (lower, upper) in enumerate(pairwise(program.tiers), start=1):
        if lower.window != upper.window:
            continue  # sums of different times are not to be compared
        below = _thresholds(lower)
        for way, needed in _thresholds(upper).items():
            least = below[way]
            if needed is not None and least is not None and needed <= least:
                yield doubt(("tiers", rank, way), "", f"is not above that of {lower.name}, the tier below")
            if needed == 0:
                yield doubt(("tiers", rank, way), "", "is reached by everybody at once")


def _tiers_that_nobody_reaches(program: Program) -> Iterator[Doubt]:
    for rank, tier in enumerate(program.tiers[1:], start=1):
        for higher in program.tiers[rank + 1 :]:
            if _is_reached_no_later(higher, tier):
                message = f"nobody can have this tier: whoever reaches it has reached {higher.name} already"
                yield doubt(("tiers", rank), tier.name, message)
                break


def _is_reached_no_later(higher: Tier, tier: Tier) -> bool:
    if higher.window != tier.window:
        return False
    above = _thresholds(higher)
    pairs = [(above[way], needed) for way, needed in _thresholds(tier).items() if needed is not None]
    return all(first is not None and first <= needed for first, needed in pairs)


def _rates_that_fall(program: Program) -> Iterator[Doubt]:
    for rank, (lower, upper) in enumerate(pairwise(program.tiers), start=1):
        if upper.rate.points * lower.rate.per_minor < lower.rate.points * upper.rate.per_minor:
            yield doubt(("tiers", rank, "rate"), upper.rate.text, f"is below {lower.rate.text}, that of {lower.name}")


# ------------------------------------------------------------------ money


def _points_worth_more_than_money(program: Program) -> Iterator[Doubt]:
    for rank, tier in enumerate(program.tiers):
        if tier.rate.percent > 100:
            message = f"gives back {tier.rate.percent.normalize():f} % of the money, more than was paid"
            yield doubt(("tiers", rank, "rate"), tier.rate.text, message, "up to 100 %")


def _points_that_feed_themselves(program: Program) -> Iterator[Doubt]:
    if program.earning.on == "gross" and program.redemption.share_percent == 100:
        message = "with share_percent = 100, cheques that are paid with points alone earn points again"
        yield doubt(("earning", "on"), program.earning.on, message, "net, none, or a smaller share_percent")


def _points_without_use(program: Program) -> Iterator[Doubt]:
    redemption = program.redemption
    if redemption.share_percent == 0:
        yield doubt(("redemption", "share_percent"), 0, "no points can ever be spent", "1 to 100")
    if redemption.minimum_points % redemption.step:
        least = -(-redemption.minimum_points // redemption.step) * redemption.step
        message = f"is not a multiple of step = {redemption.step}: the fewest points are {least} in fact"
        yield doubt(("redemption", "minimum_points"), redemption.minimum_points, message)
    if program.welcome and 0 < program.welcome.points < redemption.minimum_points:
        message = f"cannot be spent alone: minimum_points is {redemption.minimum_points}"
        yield doubt(("welcome", "points"), program.welcome.points, message)


def _rewards_above_the_purchase(program: Program) -> Iterator[Doubt]:
    referral = program.referral
    if referral is None:
        return
    worth_minor = (referral.inviter_points + referral.friend_points) * program.redemption.point_value_minor
    if worth_minor > referral.purchase_min_minor:
        message = "is less than both rewards together are worth: friends may be invented for the points"
        yield doubt(("referral", "purchase_min"), "", message)
    if referral.cap is None:
        yield doubt(("referral",), "", "has no cap: one member may be rewarded without end", "cap = { rewards, days }")


# ------------------------------------------------------------------ messages


def _warnings_that_come_at_night(program: Program) -> Iterator[Doubt]:
    if program.quiet_hours.hours.holds(program.warnings.at):
        message = "lies within quiet_hours: warnings wait until those end"
        yield doubt(("warnings", "at"), program.warnings.at.isoformat("minutes"), message)
    if len(set(program.warnings.days_before)) < len(program.warnings.days_before):
        yield doubt(("warnings", "days_before"), list(program.warnings.days_before), "says a day twice")


_RULES: tuple[Callable[[Program], Iterator[Doubt]], ...] = (
    _thresholds_that_do_not_rise,
    _tiers_that_nobody_reaches,
    _rates_that_fall,
    _points_worth_more_than_money,
    _points_that_feed_themselves,
    _points_without_use,
    _rewards_above_the_purchase,
    _warnings_that_come_at_night,
)
