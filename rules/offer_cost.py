"""What an offer costs the shop against what it brings: so that one that loses money is named before it is given."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rules.money import part
from rules.offer import least_minor, personal_minor
from rules.program import Program
from rules.program_offers import Offer

MONEY_LEFT_PERCENT = 25  # of the price; below it, discounts and points together leave little to pay


@dataclass(frozen=True, slots=True)
class Loss:
    """cheque_minor: the least that is given the offer. cost_minor: what it gives there, points at their value.

    brings_minor: what the shop takes for it: the cheques, or what they come to above those that the member pays anyway.
    """

    cheque_minor: int
    cost_minor: int
    brings_minor: int


def loss(program: Program, offer: Offer, typical_minor: int = 0) -> Loss | None:
    """What a shop loses by an offer that gives as much as it brings, or more; None for one that does not, as far as
    money tells: gifts, stamps and privileges have no price here.

    typical_minor: what the members to whom it goes usually pay; 0 for not known. Of an offer with a personal threshold
    only what is above the usual cheque counts, for the rest would be bought without it.
    """
    cheque_minor, usual_minor = _least_cheque(offer, typical_minor)
    cost_minor = _cost(program, offer, cheque_minor)
    brings_minor = (cheque_minor - usual_minor) * offer.purchases
    if not cost_minor or cost_minor < brings_minor:
        return None
    return Loss(cheque_minor, cost_minor, brings_minor)


def money_left_percent(program: Program, offer: Offer) -> int:
    """How much of the price is paid in money at least, when a percent off meets the best tier's discount and points."""
    best = max(tier.discount for tier in program.tiers)
    left = (
        (100 - Fraction(best)) * (100 - Fraction(offer.gives.percent or 0)) * (100 - program.redemption.share_percent)
    )
    return int(left / 10_000)


def _least_cheque(offer: Offer, typical_minor: int) -> tuple[int, int]:
    """(the least cheque that is given it, how much of that is bought anyway)"""
    if offer.from_typical is None:
        return least_minor(offer, 0) or _any_cheque(offer, typical_minor), 0
    usual = typical_minor or int((offer.from_otherwise_minor or 0) / Fraction(offer.from_typical))
    cheque = least_minor(offer, personal_minor(usual, offer.from_typical))
    return cheque, min(usual, cheque)


def _any_cheque(offer: Offer, typical_minor: int) -> int:
    """Of an offer without a threshold: the usual cheque; a sum is taken off the smallest one just as well."""
    return min(typical_minor, offer.gives.sum_minor or typical_minor) or offer.gives.sum_minor or 0


def _cost(program: Program, offer: Offer, cheque_minor: int) -> int:
    gives, value_minor = offer.gives, program.redemption.point_value_minor
    if gives.percent is not None:
        return part(cheque_minor, gives.percent)
    if gives.sum_minor is not None:
        return min(gives.sum_minor, cheque_minor)
    if gives.points is not None:
        return gives.points * value_minor if cheque_minor else 0
    if gives.times is not None:
        rates = [tier.rate for tier in program.tiers]
        points = max(Fraction(cheque_minor * rate.points, rate.per_minor) for rate in rates)
        return int(points * (Fraction(gives.times) - 1) * value_minor)
    return 0
