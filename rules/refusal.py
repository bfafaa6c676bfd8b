"""What the rules refuse, each with a stable code and one clear sentence."""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    """A wish that the rules do not allow; never a bug.

    code: stable, for machines. facts: what the sentence is made of, as keywords, for screens that say it in the
    member's language. str() gives the English sentence. A subclass names `code` and `sentence`, a format of its facts.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "This is not allowed."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence.format_map(facts))


# ------------------------------------------------------------------ a cheque that cannot be priced


class ChequeEmpty(Refused):
    code = "cheque_empty"
    sentence = "The cheque has no lines; send at least one line with its amount."


class ChequeTooLong(Refused):
    code = "cheque_too_long"
    sentence = "Lines on the cheque: {lines}; the most is {max_lines}."


class AmountInvalid(Refused):
    """`line` counts from 1, and is 0 for the whole cheque."""

    code = "amount_invalid"
    sentence = "{what} of line {line} is {amount}; it must be a whole number from {least} to {most}."


class ChequeSumInvalid(Refused):
    code = "cheque_sum_invalid"
    sentence = "The cheque in minor units after discounts: {sum_minor}; it must be from 1 to {most}."


# ------------------------------------------------------------------ points that cannot be spent on it


class PointsInvalid(Refused):
    code = "points_invalid"
    sentence = "Points to pay with are {points}; they must be a whole number from 0 to {most}."


class PointsAboveLimit(Refused):
    code = "points_above_limit"
    sentence = "Points that may pay this cheque: {limit} at most ({share_percent} %); asked: {points}."


class PointsBelowMinimum(Refused):
    code = "points_below_minimum"
    sentence = "Points are spent from {minimum} at a time; asked: {points}."


class PointsNotAStep(Refused):
    code = "points_not_a_step"
    sentence = "Points are spent in steps of {step}; asked: {points}."


class NotEnoughPoints(Refused):
    code = "not_enough_points"
    sentence = "Points that the member may spend: {available}; asked: {points}."


class DebtOpen(Refused):
    code = "debt_open"
    sentence = "Points owed after a return: {debt}; points can be spent when purchases have repaid them."


class ChequeBelowMinimum(Refused):
    code = "cheque_below_minimum"
    sentence = "Points pay cheques from a sum of {minimum_minor}, in minor units; this one comes to {sum_minor}."


class NothingPayable(Refused):
    code = "nothing_payable_with_points"
    sentence = "No line of this cheque may be paid with points."


# ------------------------------------------------------------------ returns


class ReturnAboveRest(Refused):
    code = "return_above_rest"
    sentence = "Left to return of this purchase, in minor units: {rest_minor}; asked: {amount_minor}."


class ReturnAboveLine(Refused):
    code = "return_above_line"
    sentence = "Left to return of line {line}: pieces: {pieces}, minor units: {rest_minor}; this is more."


class ReturnLineUnknown(Refused):
    code = "return_line_unknown"
    sentence = "This purchase has no line {line}; it has {count}."


# ------------------------------------------------------------------ what is taken off a cheque


class StampCardUnknown(Refused):
    code = "stamp_card_unknown"
    sentence = "The programme has no stamp card {card}."


class StampsMissing(Refused):
    code = "stamps_missing"
    sentence = "Stamps on the card {card}: {has}; a gift takes {needed}."


class StampGiftNotHere(Refused):
    code = "stamp_gift_not_here"
    sentence = "Nothing on this cheque is what the card {card} gives; take the gift with the goods it is for."


class PromoNotForThis(Refused):
    code = "promo_not_for_this"
    sentence = "This code does not apply to this cheque now."
