"""How much of a cheque points may pay, and why no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rules.condition import is_of
from rules.money import MAX_POINTS
from rules.priced import Line, MemberState
from rules.program import Program
from rules.refusal import (
    ChequeBelowMinimum,
    DebtOpen,
    NotEnoughPoints,
    NothingPayable,
    PointsAboveLimit,
    PointsBelowMinimum,
    PointsInvalid,
    PointsNotAStep,
)


@dataclass(frozen=True, slots=True)
class Limit:
    """share: the most that the programme allows on this cheque. points: the most that this member can spend."""

    share: int
    points: int
    why: str


def payable(program: Program, lines: Sequence[Line], left: Sequence[int]) -> list[int]:
    """What of each line points may pay. left: what is left of it after all discounts."""
    excluded = program.redemption.excluded
    if excluded is None:
        return list(left)
    return [0 if is_of(excluded, line) else minor for line, minor in zip(lines, left, strict=True)]


def limit_of(program: Program, member: MemberState, cheque_minor: int, payable_minor: int) -> Limit:
    """The most that may be spent on this cheque, and what sets it."""
    redemption = program.redemption
    share = payable_minor * redemption.share_percent // (100 * redemption.point_value_minor)
    share -= share % redemption.step
    if member.debt > 0:
        return Limit(share, 0, "debt")
    if cheque_minor < redemption.minimum_cheque_minor:
        return Limit(share, 0, "cheque_below_minimum")
    if payable_minor * redemption.share_percent == 0:
        return Limit(share, 0, "nothing_payable")
    most = min(share, member.available_points)
    most -= most % redemption.step
    if most < redemption.minimum_points:
        return Limit(share, 0, "points_below_minimum")
    return Limit(share, most, "share" if most == share else "balance")


def check(program: Program, limit: Limit, member: MemberState, points: int, cheque_minor: int) -> None:
    """Raises PointsInvalid, DebtOpen, ChequeBelowMinimum, NothingPayable, PointsBelowMinimum, PointsNotAStep,
    NotEnoughPoints, PointsAboveLimit."""
    redemption = program.redemption
    if type(points) is not int or not 0 <= points <= MAX_POINTS:
        raise PointsInvalid(points=points, most=MAX_POINTS)
    if points == 0:
        return
    match limit.why:
        case "debt":
            raise DebtOpen(debt=member.debt)
        case "cheque_below_minimum":
            raise ChequeBelowMinimum(minimum_minor=redemption.minimum_cheque_minor, sum_minor=cheque_minor)
        case "nothing_payable":
            raise NothingPayable
    if points < redemption.minimum_points:
        raise PointsBelowMinimum(minimum=redemption.minimum_points, points=points)
    if points % redemption.step:
        raise PointsNotAStep(step=redemption.step, points=points)
    if points > member.available_points:
        raise NotEnoughPoints(available=member.available_points, points=points)
    if points > limit.share:
        raise PointsAboveLimit(limit=limit.share, share_percent=redemption.share_percent, points=points)
