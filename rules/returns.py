"""What a return takes back: earned points, spent points and money in proportion, so that parts add up exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rules.refusal import ReturnAboveRest


@dataclass(frozen=True, slots=True)
class Sold:
    """A purchase, or one line of it, as it was recorded, and what earlier returns took back of it.

    value_minor: after discounts and before points; what returns are counted in. net_minor: the part paid in money.
    returned_minor is of value_minor, refunded_minor of net_minor, clawed of earned, given_back of spent.
    """

    value_minor: int
    net_minor: int
    earned: int = 0
    spent: int = 0
    returned_minor: int = 0
    refunded_minor: int = 0
    clawed: int = 0
    given_back: int = 0

    @property
    def rest_minor(self) -> int:
        return self.value_minor - self.returned_minor


@dataclass(frozen=True, slots=True)
class Taken:
    """What one return does. claw_points: of the earned. back_points: of the spent. refund_minor: money to give back."""

    value_minor: int
    refund_minor: int
    claw_points: int
    back_points: int


def due_back(whole: int, original_minor: int, remaining_minor: int, already: int) -> int:
    """The cumulative share that a return takes: whole - floor(whole * remaining / original) - already.

    Counted from what remains and not from the part, so that any parts of a purchase add up to the whole exactly.
    """
    assert 0 <= remaining_minor <= original_minor > 0
    return whole - whole * remaining_minor // original_minor - already


def take_back(sold: Sold, value_minor: int) -> Taken:
    """Return a part of a purchase, or of a line, of this value. Raises ReturnAboveRest."""
    if type(value_minor) is not int or not 0 < value_minor <= sold.rest_minor:
        raise ReturnAboveRest(amount_minor=value_minor, rest_minor=sold.rest_minor)
    original, remaining = sold.value_minor, sold.rest_minor - value_minor
    return Taken(
        value_minor,
        due_back(sold.net_minor, original, remaining, sold.refunded_minor),
        due_back(sold.earned, original, remaining, sold.clawed),
        due_back(sold.spent, original, remaining, sold.given_back),
    )


def after(sold: Sold, taken: Taken) -> Sold:
    """The purchase, or the line, with this return counted."""
    return replace(
        sold,
        returned_minor=sold.returned_minor + taken.value_minor,
        refunded_minor=sold.refunded_minor + taken.refund_minor,
        clawed=sold.clawed + taken.claw_points,
        given_back=sold.given_back + taken.back_points,
    )
