"""What a return takes back, by sum or by line: points and money in proportion, so that any parts add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.money import apportion
from rules.refusal import ReturnAboveLine, ReturnAboveRest, ReturnLineUnknown


@dataclass(frozen=True, slots=True)
class Sold:
    """A purchase, or one line of it, as it was recorded, and what earlier returns took back of it.

    value_minor: after discounts and before points; what returns are counted in. net_minor: the part paid in money and
    with a gift card; gift_minor: the card's part of it, of a whole purchase only. returned_minor is of value_minor,
    refunded_minor of net_minor, gift_back_minor of gift_minor, clawed of earned, given_back of spent,
    returned_quantity of quantity.
    """

    value_minor: int
    net_minor: int
    earned: int = 0
    spent: int = 0
    returned_minor: int = 0
    refunded_minor: int = 0
    clawed: int = 0
    given_back: int = 0
    gift_minor: int = 0
    gift_back_minor: int = 0
    quantity: int = 1
    returned_quantity: int = 0

    @property
    def rest_minor(self) -> int:
        return self.value_minor - self.returned_minor


@dataclass(frozen=True, slots=True)
class Wish:
    """A line that is taken back: so many pieces, or goods of this value, or, without either, all that is left of it.

    line: from 1.
    """

    line: int
    quantity: int | None = None
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class TakenLine:
    """What a return by line took back of one line. net_minor: of what was paid in money and with a gift card.

    gift_back_minor: the card's part of it. The lines of one return add up to what it does.
    """

    line: int
    quantity: int
    value_minor: int
    net_minor: int
    claw_points: int
    back_points: int
    gift_back_minor: int = 0

    @property
    def refund_minor(self) -> int:
        return self.net_minor - self.gift_back_minor


@dataclass(frozen=True, slots=True)
class Taken:
    """What one return does. claw_points: of the earned. back_points: of the spent. refund_minor: money to give back.

    gift_back_minor: what goes back to the gift card that paid.
    """

    value_minor: int
    refund_minor: int
    claw_points: int
    back_points: int
    gift_back_minor: int = 0
    lines: tuple[TakenLine, ...] = ()

    @property
    def net_minor(self) -> int:
        return self.refund_minor + self.gift_back_minor


def due_back(whole: int, original_minor: int, remaining_minor: int, already: int) -> int:
    """The cumulative share that a return takes: whole - floor(whole * remaining / original) - already.

    Counted from what remains and not from the part, so that any parts of a purchase add up to the whole exactly.
    """
    assert 0 <= remaining_minor <= original_minor > 0
    return whole - whole * remaining_minor // original_minor - already


def take_back(sold: Sold, value_minor: int, lines: Sequence[Sold] = ()) -> Taken:
    """Return a part of a purchase of this value. Raises ReturnAboveRest.

    lines: of the purchase, when earlier returns took some back by line. What those took is left out on both sides of
    the proportion, so that it goes by what the rest of the goods cost and gave.
    """
    if type(value_minor) is not int or not 0 < value_minor <= sold.rest_minor:
        raise ReturnAboveRest(amount_minor=value_minor, rest_minor=sold.rest_minor)
    original = sold.value_minor - sum(line.returned_minor for line in lines)
    remaining = sold.rest_minor - value_minor

    def part(whole: int, already: int, by_line: int) -> int:
        # Below nothing when an earlier return by sum took more than its lines' own share; then nothing more is due.
        return max(0, due_back(whole - by_line, original, remaining, already - by_line))

    return _paid_back(
        sold,
        value_minor,
        part(sold.net_minor, sold.refunded_minor, sum(line.refunded_minor for line in lines)),
        part(sold.earned, sold.clawed, sum(line.clawed for line in lines)),
        part(sold.spent, sold.given_back, sum(line.given_back for line in lines)),
    )


def take_lines(sold: Sold, lines: Sequence[Sold], wishes: Sequence[Wish]) -> Taken:
    """Return lines of a purchase, each by its own figures. wishes: each names another line.

    Never more than is left of the purchase, and all of that with the last of its goods. Raises ReturnLineUnknown,
    ReturnAboveLine, ReturnAboveRest.
    """
    net, earned, spent = sold.net_minor - sold.refunded_minor, sold.earned - sold.clawed, sold.spent - sold.given_back
    taken, rest = [], [net, earned, spent]
    for wish in wishes:
        if not 1 <= wish.line <= len(lines):
            raise ReturnLineUnknown(line=wish.line, count=len(lines))
        one = _bounded(_of_line(lines[wish.line - 1], wish), rest)
        rest = [rest[0] - one.net_minor, rest[1] - one.claw_points, rest[2] - one.back_points]
        taken.append(one)
    value_minor = sum(one.value_minor for one in taken)
    if value_minor > sold.rest_minor:
        raise ReturnAboveRest(amount_minor=value_minor, rest_minor=sold.rest_minor)
    left = [0, 0, 0] if value_minor == sold.rest_minor else rest
    whole = _paid_back(sold, value_minor, net - left[0], earned - left[1], spent - left[2])
    return replace(whole, lines=_adding_up(taken, whole))


def after(sold: Sold, taken: Taken) -> Sold:
    """The purchase with this return counted."""
    return replace(
        sold,
        returned_minor=sold.returned_minor + taken.value_minor,
        refunded_minor=sold.refunded_minor + taken.net_minor,
        clawed=sold.clawed + taken.claw_points,
        given_back=sold.given_back + taken.back_points,
        gift_back_minor=sold.gift_back_minor + taken.gift_back_minor,
    )


def line_after(line: Sold, taken: TakenLine) -> Sold:
    """The line with this return of it counted."""
    return replace(
        line,
        returned_minor=line.returned_minor + taken.value_minor,
        refunded_minor=line.refunded_minor + taken.net_minor,
        clawed=line.clawed + taken.claw_points,
        given_back=line.given_back + taken.back_points,
        returned_quantity=line.returned_quantity + taken.quantity,
    )


def _paid_back(sold: Sold, value_minor: int, net_minor: int, claw_points: int, back_points: int) -> Taken:
    """Part the money from what goes back to the gift card: in the proportion in which the two paid."""
    gift_back = 0
    if sold.gift_minor:
        net_left = sold.net_minor - sold.refunded_minor - net_minor
        gift_back = due_back(sold.gift_minor, sold.net_minor, net_left, sold.gift_back_minor)
    return Taken(value_minor, net_minor - gift_back, claw_points, back_points, gift_back)


def _adding_up(lines: Sequence[TakenLine], whole: Taken) -> tuple[TakenLine, ...]:
    """The lines with the card's part of each. What earlier returns by sum left goes with the last of the goods."""
    last = replace(
        lines[-1],
        net_minor=whole.net_minor - sum(one.net_minor for one in lines[:-1]),
        claw_points=whole.claw_points - sum(one.claw_points for one in lines[:-1]),
        back_points=whole.back_points - sum(one.back_points for one in lines[:-1]),
    )
    parted = (*lines[:-1], last)
    to_card = apportion(whole.gift_back_minor, [one.net_minor for one in parted])
    return tuple(replace(one, gift_back_minor=minor) for one, minor in zip(parted, to_card, strict=True))


def _of_line(line: Sold, wish: Wish) -> TakenLine:
    value_minor, quantity = _wanted(line, wish)
    remaining = line.rest_minor - value_minor
    if not line.value_minor:  # a present: nothing was paid for it, and what it gave goes with its last piece
        all_back = line.returned_quantity + quantity == line.quantity
        return TakenLine(wish.line, quantity, 0, 0, line.earned - line.clawed if all_back else 0, 0)
    return TakenLine(
        wish.line,
        quantity,
        value_minor,
        due_back(line.net_minor, line.value_minor, remaining, line.refunded_minor),
        due_back(line.earned, line.value_minor, remaining, line.clawed),
        due_back(line.spent, line.value_minor, remaining, line.given_back),
    )


def _wanted(line: Sold, wish: Wish) -> tuple[int, int]:
    """(value, pieces) that are taken back. Raises ReturnAboveLine."""
    assert wish.quantity is None or wish.amount_minor is None, "the edge takes one of the two"
    rest, pieces = line.rest_minor, line.quantity - line.returned_quantity
    above = ReturnAboveLine(line=wish.line, pieces=pieces, rest_minor=rest)
    if wish.amount_minor is not None:
        if not 0 < wish.amount_minor <= rest:
            raise above
        return wish.amount_minor, pieces if wish.amount_minor == rest else 0
    quantity = pieces if wish.quantity is None else wish.quantity
    if not 0 < quantity <= pieces:
        raise above
    # By what remains, too: three pieces for 1.00 come back as 0.34, 0.33 and 0.33.
    return rest - rest * (pieces - quantity) // pieces, quantity


def _bounded(taken: TakenLine, rest: Sequence[int]) -> TakenLine:
    return replace(
        taken,
        net_minor=min(taken.net_minor, rest[0]),
        claw_points=min(taken.claw_points, rest[1]),
        back_points=min(taken.back_points, rest[2]),
    )
