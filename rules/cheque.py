"""What a cheque costs, how much of it points may pay, and what it earns: line by line, exact, with its reasons.

The order at the till: line discounts, then points, then what is earned. Each reduction of the whole cheque is
apportioned to lines by the largest remainder and each rule's points are rounded once, so that every column of the lines
adds up to its total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rules.lifetime import activates_at, expires_at
from rules.money import MAX_POINTS, apportion
from rules.program import Program, Tier
from rules.refusal import (
    AmountInvalid,
    ChequeBelowMinimum,
    ChequeEmpty,
    ChequeSumInvalid,
    ChequeTooLong,
    DebtOpen,
    NotEnoughPoints,
    NothingPayable,
    PointsAboveLimit,
    PointsBelowMinimum,
    PointsInvalid,
    PointsNotAStep,
)

MAX_LINES = 500
MAX_QUANTITY = 1_000_000
MAX_CHEQUE_MINOR = 10**11  # a billion of most currencies; at the highest rate still one ledger movement


@dataclass(frozen=True, slots=True)
class Line:
    """amount_minor: the price of the whole line before discounts, not of one piece. discount_minor: the till's own."""

    amount_minor: int
    quantity: int = 1
    category: str = ""
    sku: str = ""
    brand: str = ""
    name: str = ""
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Cheque:
    """pay_points: how many points the member wants to spend; None or 0 spends none."""

    lines: tuple[Line, ...]
    pay_points: int | None = None


@dataclass(frozen=True, slots=True)
class MemberState:
    """available_points: usable now, including those held for this cheque. debt: points owed after a return."""

    tier: str
    available_points: int = 0
    debt: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Why a line is as it is: a rule's key and what it used. Screens put it into words.

    discount; paid_with_points; never_paid_with_points (category); earned (tier, rate); earns_nothing_with_points.
    """

    rule: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """net_minor = gross_minor - discount_minor - points_spend_minor. points_spend: the line's share of the points."""

    gross_minor: int
    discount_minor: int
    points_spend: int
    points_spend_minor: int
    net_minor: int
    earn_points: int
    why: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced cheque. net_minor: due in money; net = gross - discount - points_spend_minor.

    points_max: the most that may be spent now, with points_max_why: `share`, `balance`, or when it is 0 also `debt`,
    `cheque_below_minimum`, `nothing_payable`, `points_below_minimum`. active_at, expires_at: of the earned points, if
    they were earned now.
    """

    gross_minor: int
    discount_minor: int
    points_spend: int
    points_spend_minor: int
    points_max: int
    points_max_why: str
    net_minor: int
    earn_points: int
    active_at: datetime
    expires_at: datetime | None
    tier: str
    lines: tuple[QuotedLine, ...]


_DISCOUNT = Why("discount")
_PAID = Why("paid_with_points")
_EARNS_NOTHING = Why("earns_nothing_with_points")


def price(program: Program, cheque: Cheque, member: MemberState, now: datetime) -> Quote:
    """Price a cheque for a member.

    Pure and exact. Raises ChequeEmpty, ChequeTooLong, AmountInvalid, ChequeSumInvalid for a cheque that is none;
    PointsInvalid, DebtOpen, ChequeBelowMinimum, NothingPayable, PointsBelowMinimum, PointsNotAStep, NotEnoughPoints,
    PointsAboveLimit when pay_points cannot be spent.
    """
    lines = cheque.lines
    _check_lines(lines)
    gross = sum([line.amount_minor for line in lines])
    discount = sum([line.discount_minor for line in lines])
    if not 0 < gross - discount <= MAX_CHEQUE_MINOR:
        raise ChequeSumInvalid(sum_minor=gross - discount, most=MAX_CHEQUE_MINOR)

    payable = _payable(program, lines)
    limit = _limit(program, member, gross - discount, sum(payable))
    spent = cheque.pay_points or 0
    if cheque.pay_points is not None:
        _check_points(program, limit, member, spent, gross - discount)
    spent_minor = spent * program.redemption.point_value_minor
    paid = apportion(spent_minor, payable)

    tier = program.tier(member.tier)
    bases = _earning_bases(program, lines, paid, spent)
    earned = tier.rate.earned(sum(bases), program.earning.rounding)
    active_at = activates_at(program.earning.pending_days, now, program.zone)
    return Quote(
        gross_minor=gross,
        discount_minor=discount,
        points_spend=spent,
        points_spend_minor=spent_minor,
        points_max=limit.points,
        points_max_why=limit.why,
        net_minor=gross - discount - spent_minor,
        earn_points=earned,
        active_at=active_at,
        expires_at=expires_at(program.earning.life, active_at, program.zone),
        tier=tier.name,
        lines=_quoted(program, tier, lines, paid, apportion(spent, paid), apportion(earned, bases)),
    )


# ------------------------------------------------------------------ the cheque itself


def _check_lines(lines: Sequence[Line]) -> None:
    if not lines:
        raise ChequeEmpty
    if len(lines) > MAX_LINES:
        raise ChequeTooLong(lines=len(lines), max_lines=MAX_LINES)
    for line in lines:
        amount, discount, quantity = line.amount_minor, line.discount_minor, line.quantity
        # By exact type, as True is an int too and a float would carry its error into money.
        if not (type(amount) is int and type(discount) is int and 0 <= discount <= amount <= MAX_CHEQUE_MINOR):
            _refuse_line(lines, line)
        if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
            _refuse_line(lines, line)


def _refuse_line(lines: Sequence[Line], line: Line) -> None:
    at = next(place for place, each in enumerate(lines, start=1) if each is line)
    amount, discount, quantity = line.amount_minor, line.discount_minor, line.quantity
    if type(amount) is not int or not 0 <= amount <= MAX_CHEQUE_MINOR:
        raise AmountInvalid(what="The amount", line=at, amount=amount, least=0, most=MAX_CHEQUE_MINOR)
    if type(discount) is not int or not 0 <= discount <= amount:
        raise AmountInvalid(what="The discount", line=at, amount=discount, least=0, most=amount)
    raise AmountInvalid(what="The quantity", line=at, amount=quantity, least=1, most=MAX_QUANTITY)


# ------------------------------------------------------------------ paying with points


@dataclass(frozen=True, slots=True)
class _Limit:
    """share: the most that the programme allows on this cheque. points: the most that this member can spend."""

    share: int
    points: int
    why: str


def _payable(program: Program, lines: Sequence[Line]) -> list[int]:
    excluded = program.redemption.excluded_categories
    return [
        0 if excluded and _category(line) in excluded else line.amount_minor - line.discount_minor for line in lines
    ]


def _category(line: Line) -> str:
    return line.category.strip().casefold()


def _limit(program: Program, member: MemberState, cheque_minor: int, payable_minor: int) -> _Limit:
    redemption = program.redemption
    share = payable_minor * redemption.share_percent // (100 * redemption.point_value_minor)
    share -= share % redemption.step
    if member.debt > 0:
        return _Limit(share, 0, "debt")
    if cheque_minor < redemption.minimum_cheque_minor:
        return _Limit(share, 0, "cheque_below_minimum")
    if payable_minor * redemption.share_percent == 0:
        return _Limit(share, 0, "nothing_payable")
    most = min(share, member.available_points)
    most -= most % redemption.step
    if most < redemption.minimum_points:
        return _Limit(share, 0, "points_below_minimum")
    return _Limit(share, most, "share" if most == share else "balance")


def _check_points(program: Program, limit: _Limit, member: MemberState, points: int, cheque_minor: int) -> None:
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


# ------------------------------------------------------------------ earning, and the breakdown


def _earning_bases(program: Program, lines: Sequence[Line], paid: Sequence[int], spent: int) -> list[int]:
    """What each line earns on, in minor units."""
    match program.earning.on:
        case "gross":
            return [line.amount_minor for line in lines]
        case "none" if spent:
            return [0] * len(lines)
        case _:
            return [line.amount_minor - line.discount_minor - part for line, part in zip(lines, paid, strict=True)]


def _quoted(
    program: Program,
    tier: Tier,
    lines: Sequence[Line],
    paid: Sequence[int],
    spent: Sequence[int],
    earned: Sequence[int],
) -> tuple[QuotedLine, ...]:
    excluded = program.redemption.excluded_categories
    earns = Why("earned", {"tier": tier.name, "rate": tier.rate.text})
    silenced = program.earning.on == "none" and any(spent)
    quoted = []
    for line, paid_minor, points, earn in zip(lines, paid, spent, earned, strict=True):
        why = [_DISCOUNT] if line.discount_minor else []
        if paid_minor:
            why.append(_PAID)
        if excluded and _category(line) in excluded:
            why.append(Why("never_paid_with_points", {"category": line.category}))
        if earn:
            why.append(earns)
        if silenced:
            why.append(_EARNS_NOTHING)
        net = line.amount_minor - line.discount_minor - paid_minor
        quoted.append(QuotedLine(line.amount_minor, line.discount_minor, points, paid_minor, net, earn, tuple(why)))
    return tuple(quoted)
