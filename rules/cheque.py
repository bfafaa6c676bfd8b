"""The one place that prices a cheque: what is taken off, what points and a gift card pay, what is earned, and why.

The order at the till: line discounts, a stamp card's gift, the tier's or the best discount, a personal offer, a promo
code, points, a gift card; then what is earned. Each reduction of the whole cheque is apportioned to lines by the
largest remainder and each rule's points are rounded once, so that every column of the lines adds up to its total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rules import discount, earning, offer, paying
from rules.condition import meant
from rules.discount import Cut
from rules.earning import Given
from rules.lifetime import activates_at, expires_at
from rules.money import MAX_CHEQUE_MINOR as MAX_CHEQUE_MINOR
from rules.money import apportion
from rules.priced import Cheque, Granted, Line, MemberState, Quote, QuotedLine, Why
from rules.program import Program
from rules.refusal import AmountInvalid, ChequeEmpty, ChequeSumInvalid, ChequeTooLong, PromoNotForThis

MAX_LINES = 500
MAX_QUANTITY = 1_000_000

_DISCOUNT = Why("discount")
_PAID = Why("paid_with_points")
_NEVER_EARNS = Why("never_earns")
_EARNS_NOTHING = Why("earns_nothing_with_points")


def price(program: Program, cheque: Cheque, member: MemberState, now: datetime) -> Quote:
    """Price a cheque for a member.

    Pure and exact. Raises ChequeEmpty, ChequeTooLong, AmountInvalid, ChequeSumInvalid for a cheque that is none;
    StampCardUnknown, StampsMissing, StampGiftNotHere, PromoNotForThis for what cannot be taken off it; PointsInvalid,
    DebtOpen, ChequeBelowMinimum, NothingPayable, PointsBelowMinimum, PointsNotAStep, NotEnoughPoints,
    PointsAboveLimit when pay_points cannot be spent.
    """
    _check(cheque)
    if not member.offers:
        return _price(program, cheque, member, now, None)
    fitting = [one for one in member.offers if offer.fits(program, one, cheque, member, now)]
    used = _best(program, cheque, member, now, [one for one in fitting if offer.is_due(one)])
    quoted = _price(program, cheque, member, now, used)
    done = offer.applied(used, quoted) if used else None
    if used is not None and done is None:  # paid with points it gives nothing any more, and waits for another cheque
        quoted = _price(program, cheque, member, now, None)
    counted = tuple(one.offer_id for one in fitting if one.offer.purchases > 1)
    return replace(quoted, offer=done, counted=counted)


def _best(
    program: Program, cheque: Cheque, member: MemberState, now: datetime, due: Sequence[Granted]
) -> Granted | None:
    """The one offer that a cheque uses: worth most to the member, of equal ones the one that ends first.

    What has no price (a gift, stamps) gives way to what has one, and is not lost: the others wait for the next cheque.
    How the member pays makes no difference, so that what was quoted stays the best.
    """
    plain = replace(cheque, pay_points=None, gift_minor=0)
    worth = [(found, one) for one in due if (found := _worth(program, plain, member, now, one)) is not None]
    if not worth:
        return None
    return min(worth, key=lambda found: (-found[0], found[1].ends_at, found[1].offer_id))[1]


def _worth(program: Program, cheque: Cheque, member: MemberState, now: datetime, one: Granted) -> int | None:
    """In minor units; None for an offer that does nothing here."""
    try:
        quoted = _price(program, cheque, member, now, one)
    except PromoNotForThis:
        return None  # it would leave nothing for the code that was shown
    return offer.worth_minor(program, quoted) if offer.applied(one, quoted) else None


def _price(program: Program, cheque: Cheque, member: MemberState, now: datetime, used: Granted | None) -> Quote:
    lines = cheque.lines
    gross = sum([line.amount_minor for line in lines])
    cut = discount.reduce(program, cheque, member, now, used)
    left = sum(cut.left)

    payable = paying.payable(program, lines, cut.left)
    limit = paying.limit_of(program, member, left, sum(payable))
    spent = cheque.pay_points or 0
    if cheque.pay_points is not None:
        paying.check(program, limit, member, spent, left)
    spent_minor = spent * program.redemption.point_value_minor
    paid = apportion(spent_minor, payable)
    nets = [minor - by_points for minor, by_points in zip(cut.left, paid, strict=True)]
    gift = min(cheque.gift_minor, left - spent_minor)

    given = earning.earn(program, cheque, member, _bases(program, lines, nets, spent), cut.pieces, now, used)
    active_at = activates_at(program.earning.pending_days, now, program.zone)
    return Quote(
        gross_minor=gross,
        discount_minor=gross - left,
        points_spend=spent,
        points_spend_minor=spent_minor,
        points_max=limit.points,
        points_max_why=limit.why,
        net_minor=left - spent_minor,
        earn_points=sum([one.points for one in given]),
        active_at=active_at,
        expires_at=expires_at(program.earning.life, active_at, program.zone),
        tier=program.tier(member.tier).name,
        lines=_quoted(program, cheque, cut, payable, paid, apportion(spent, paid), apportion(gift, nets), given),
        gift_minor=gift,
        reductions=tuple(cut.reductions),
        earnings=earning.earnings(program, given, now),
        stamps=earning.stamps(program, cheque, member, nets, cut.pieces, now, used) if program.stamps else (),
        promo=cheque.promo,
    )


# ------------------------------------------------------------------ the cheque itself


def _check(cheque: Cheque) -> None:
    _check_lines(cheque.lines)
    value = cheque.value_minor
    if not 0 < value <= MAX_CHEQUE_MINOR:
        raise ChequeSumInvalid(sum_minor=value, most=MAX_CHEQUE_MINOR)


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


# ------------------------------------------------------------------ earning, and the breakdown


def _bases(program: Program, lines: Sequence[Line], nets: Sequence[int], spent: int) -> list[int]:
    """What each line earns on, in minor units."""
    match program.earning.on:
        case "gross":
            bases = [line.amount_minor for line in lines]
        case "none" if spent:
            bases = [0] * len(lines)
        case _:
            bases = list(nets)
    if program.earning.excluded is None:
        return bases
    return [0 if out else base for base, out in zip(bases, meant(program.earning.excluded, lines), strict=True)]


def _quoted(
    program: Program,
    cheque: Cheque,
    cut: Cut,
    payable: Sequence[int],
    paid: Sequence[int],
    spent: Sequence[int],
    gift: Sequence[int],
    given: Sequence[Given],
) -> tuple[QuotedLine, ...]:
    earned, earns = _shared(given, len(cheque.lines))
    silenced = program.earning.on == "none" and any(spent)
    columns = zip(cheque.lines, cut.left, cut.off, payable, paid, spent, gift, earned, cut.why, earns, strict=True)
    never = meant(program.earning.excluded, cheque.lines)
    return tuple(
        [
            QuotedLine(
                line.amount_minor,
                line.discount_minor + off,
                points,
                by_points,
                left - by_points,
                earn,
                _why(line, cuts, by_points > 0, left > 0 and not may_pay, earnt, never[at], silenced),
                gift_minor,
            )
            for at, (line, left, off, may_pay, by_points, points, gift_minor, earn, cuts, earnt) in enumerate(columns)
        ]
    )


def _why(
    line: Line,
    cuts: Sequence[Why],
    is_paid: bool,
    never_pays: bool,
    earned: Sequence[Why],
    never_earns: bool,
    silenced: bool,
) -> tuple[Why, ...]:
    """Most lines have the reasons of what they earn and no others; those are shared, for a cheque may be long."""
    if not (line.discount_minor or cuts or is_paid or never_pays or never_earns or silenced):
        return tuple(earned)
    why = [_DISCOUNT, *cuts] if line.discount_minor else [*cuts]
    if is_paid:
        why.append(_PAID)
    if never_pays:
        why.append(Why("never_paid_with_points", {"category": line.category}))
    why += earned
    if never_earns:
        why.append(_NEVER_EARNS)
    if silenced:
        why.append(_EARNS_NOTHING)
    return tuple(why)


def _shared(given: Sequence[Given], count: int) -> tuple[list[int], list[tuple[Why, ...]]]:
    """Each line's points of all rules together, and the rules that gave it some."""
    points, why = [0] * count, list[tuple[Why, ...]]([()]) * count
    for one in given:
        mine = (one.why,)
        for at, part in enumerate(apportion(one.points, one.weights)):
            if part:
                points[at] += part
                why[at] = why[at] + mine if why[at] else mine
    return points, why
