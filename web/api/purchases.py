"""POST /v1/purchases and their returns: a purchase recorded, a purchase taken back."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator, with_config
from typing_extensions import TypedDict

from actions import program, purchase, returns
from actions.key import Client
from actions.ledger import CaptureAboveHold
from actions.returns import PurchaseUnknown
from rules.cheque import MAX_LINES, MAX_QUANTITY
from rules.refusal import ReturnAboveLine, ReturnAboveRest, ReturnLineUnknown
from rules.returns import Wish
from storage.work import Work
from web.api.fields import ANSWER, HOLD_ID, MEMBER_ID, Body, PositiveMinor, instant
from web.api.offers import AppliedOut, applied_out
from web.api.sale import (
    PRICING,
    EarningOut,
    LineOut,
    ReductionOut,
    SaleIn,
    StampsOut,
    brings_code,
    earnings_out,
    lines_out,
    reductions_out,
    sale,
    stamps_out,
)
from web.operation import Operation


class PurchaseIn(SaleIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "member_id": MEMBER_ID,
                    "lines": [
                        {"amount_minor": 120000, "category": "coffee", "sku": "4601234567890"},
                        {"amount_minor": 30000, "quantity": 2, "discount_minor": 5000},
                    ],
                    "pay_points": 100,
                    "receipt": "2026-0001",
                },
                {"member_id": MEMBER_ID, "lines": [{"amount_minor": 150000}], "hold_id": HOLD_ID},
            ]
        }
    )


@with_config(ANSWER)
class PurchaseOut(TypedDict):
    id: str
    member_id: str
    total_minor: int
    discount_minor: int
    """The till's own discounts and the programme's."""
    spent_points: int
    gift_card_minor: int
    """What a gift card paid."""
    due_minor: int
    """To be paid in money."""
    earned_points: int
    active_at: str
    """When the points of the tier's rate can be spent."""
    expires_at: str | None
    """The first instant at which they cannot be spent any more; null for never."""
    balance: int
    """Points that may be spent now."""
    tier: str
    """The tier after this purchase, by its name in the programme."""
    tier_risen: bool
    reductions: list[ReductionOut]
    """What the programme took off, in the order in which it does."""
    earnings: list[EarningOut]
    """What each rule gave; together all points that were earned."""
    stamps: list[StampsOut]
    promo: str
    """Whose code this purchase used, by its name in the programme; empty for none."""
    offer: AppliedOut | None
    """The member's own offer that this purchase used: of several, the one that was worth most to them."""
    lines: list[LineOut]


def record(work: Work, till: Client, wish: PurchaseIn) -> PurchaseOut:
    recorded = purchase.record(work, sale(work, till, wish))
    quoted = recorded.quote
    return {
        "id": recorded.purchase_id,
        "member_id": wish.member_id,
        "total_minor": quoted.gross_minor,
        "discount_minor": quoted.discount_minor,
        "spent_points": quoted.points_spend,
        "gift_card_minor": quoted.gift_minor,
        "due_minor": quoted.due_minor,
        "earned_points": quoted.earn_points,
        "active_at": instant(quoted.active_at),
        "expires_at": instant(quoted.expires_at) if quoted.expires_at else None,
        "balance": recorded.available,
        "tier": recorded.tier_risen or quoted.tier,
        "tier_risen": bool(recorded.tier_risen),
        "reductions": reductions_out(quoted),
        "earnings": earnings_out(quoted),
        "stamps": stamps_out(quoted),
        "promo": quoted.promo,
        "offer": applied_out(program.current(work).program, quoted) if quoted.offer else None,
        "lines": lines_out(quoted),
    }


class ReturnLineIn(Body):
    line: Annotated[int, Field(ge=1, le=MAX_LINES)]
    """Its place on the cheque, from 1."""
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)] | None = None
    """How many of its pieces."""
    amount_minor: PositiveMinor | None = None
    """Or goods of this value, after discounts; all that is left of the line when neither is said."""

    @model_validator(mode="after")
    def at_most_one(self) -> Self:
        if self.quantity is not None and self.amount_minor is not None:
            raise ValueError("must name quantity or amount_minor, not both")
        return self


class ReturnIn(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{}, {"amount_minor": 50000}, {"lines": [{"line": 2, "quantity": 1}]}]}
    )

    amount_minor: PositiveMinor | None = None
    """The value of the goods taken back, after discounts; all that is left when omitted."""
    lines: Annotated[list[ReturnLineIn], Field(min_length=1, max_length=MAX_LINES)] | None = None
    """Or the very lines: each gives back what it paid and loses what it gave."""

    @model_validator(mode="after")
    def one_way(self) -> Self:
        if self.lines is None:
            return self
        if self.amount_minor is not None:
            raise ValueError("must name amount_minor or lines, not both")
        if len({each.line for each in self.lines}) < len(self.lines):
            raise ValueError("must name each line once")
        return self


@with_config(ANSWER)
class ReturnLineOut(TypedDict):
    line: int
    quantity: int
    """Pieces that are counted as taken back; 0 for a part of one."""
    amount_minor: int
    """The value of the goods."""
    refund_minor: int
    """Money to give back; the lines of a return add up to its own sums."""
    gift_card_minor: int
    """What went back to the gift card."""
    clawed_points: int
    """Due back of what was earned; less is taken where the programme forgives what was spent already."""
    restored_points: int


@with_config(ANSWER)
class ReturnOut(TypedDict):
    id: str
    purchase_id: str
    member_id: str
    refund_minor: int
    """Money to give back."""
    gift_card_minor: int
    """What went back to the gift card that paid a part."""
    clawed_points: int
    """Earned by the purchase and taken back, a debt included."""
    restored_points: int
    """Spent on it and given back."""
    balance: int
    """Points that may be spent now."""
    debt: int
    """Points owed; the next purchases repay them."""
    lines: list[ReturnLineOut]
    """Of a return by line."""


def take_back(work: Work, till: Client, wish: ReturnIn, purchase_id: str) -> ReturnOut:
    wishes = [Wish(each.line, each.quantity, each.amount_minor) for each in wish.lines or ()]
    returns.check_partner(work, purchase_id, till.partner)
    taken = returns.take_back(
        work, purchase_id, wish.amount_minor, client=till.name, location=till.location, wishes=wishes
    )
    return {
        "id": taken.return_id,
        "purchase_id": taken.purchase_id,
        "member_id": taken.member_id,
        "refund_minor": taken.refund_minor,
        "gift_card_minor": taken.gift_back_minor,
        "clawed_points": taken.clawed,
        "restored_points": taken.restored,
        "balance": taken.available,
        "debt": taken.debt,
        "lines": [
            {
                "line": each.line,
                "quantity": each.quantity,
                "amount_minor": each.value_minor,
                "refund_minor": each.refund_minor,
                "gift_card_minor": each.gift_back_minor,
                "clawed_points": each.claw_points,
                "restored_points": each.back_points,
            }
            for each in taken.lines
        ],
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/purchases",
        scope="sales",
        do=record,
        takes=PurchaseIn,
        gives=PurchaseOut,
        status=201,
        summary="Record a purchase",
        about="Spends the points, earns the new ones, lets the tier rise, rewards who invited: all at once or nothing.",
        guesses=brings_code,
        refusals=(CaptureAboveHold, *PRICING),
    ),
    Operation(
        method="POST",
        path="/v1/purchases/{purchase_id}/returns",
        scope="returns",
        do=take_back,
        takes=ReturnIn,
        gives=ReturnOut,
        status=201,
        summary="Take a purchase back",
        about="Whole or in parts, by what was recorded then and never by today's rules; parts add up exactly.",
        refusals=(PurchaseUnknown, ReturnAboveRest, ReturnAboveLine, ReturnLineUnknown),
    ),
)
