"""GET /v1/takings, /v1/purchases, /v1/returns: a till compares its books with ours, in sums and row by row."""

from __future__ import annotations

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from actions import takings
from actions.key import Client
from actions.takings import SpanInvalid
from storage.work import Row, Work
from web.api.fields import ANSWER, Body, instant
from web.api.pages import PageIn, SpanInstant, place_after, place_cursor
from web.operation import Operation, never

PURCHASES, RETURNS = "purchases", "returns"  # the lists' names in their cursors


class SpanIn(Body):
    model_config = ConfigDict(strict=False)

    since: SpanInstant
    """The first instant, with its offset from UTC; of a sale its own time counts, however late it came."""
    until: SpanInstant
    """The first instant that is not meant any more; at most 92 days later."""


class SpanPageIn(PageIn):
    since: SpanInstant
    """The first instant, with its offset from UTC; of a sale its own time counts, however late it came."""
    until: SpanInstant
    """The first instant that is not meant any more; at most 92 days later."""


@with_config(ANSWER)
class TakingsOut(TypedDict):
    purchases: int
    total_minor: int
    discount_minor: int
    """The till's own discounts and the programme's."""
    spent_points: int
    gift_card_minor: int
    """Paid with gift cards."""
    due_minor: int
    """Paid in money: what should have come into the till."""
    earned_points: int
    returns: int
    returned_minor: int
    """The value of the goods that came back."""
    refund_minor: int
    """Given back in money: what should have left the till."""
    refund_gift_card_minor: int
    clawed_points: int
    restored_points: int
    gift_cards_sold_minor: int
    """Money for gift cards that were sold: into the till, too."""
    gift_cards_topped_up_minor: int
    """Money that was put on gift cards: into the till, too."""
    gift_cards_refund_minor: int
    """What was left on gift cards that were given back: out of the till, too."""
    captured_points: int
    """Points of holds that were spent without a purchase; spent_points are without them."""


@with_config(ANSWER)
class SoldOut(TypedDict):
    id: str
    member_id: str
    at: str
    receipt: str
    location: str
    total_minor: int
    discount_minor: int
    spent_points: int
    gift_card_minor: int
    due_minor: int
    earned_points: int
    returned_minor: int
    """The value of the goods that came back since."""


@with_config(ANSWER)
class SalesOut(TypedDict):
    purchases: list[SoldOut]
    next_cursor: str | None
    """For the next page; null on the last one."""


@with_config(ANSWER)
class TakenBackOut(TypedDict):
    id: str
    purchase_id: str
    member_id: str
    at: str
    amount_minor: int
    """The value of the goods."""
    refund_minor: int
    gift_card_minor: int
    clawed_points: int
    restored_points: int


@with_config(ANSWER)
class ReturnsOut(TypedDict):
    returns: list[TakenBackOut]
    next_cursor: str | None
    """For the next page; null on the last one."""


def sums(work: Work, till: Client, wish: SpanIn) -> TakingsOut:
    found = takings.of(work, till.name, wish.since, wish.until)
    return {
        "purchases": found.purchases,
        "total_minor": found.total_minor,
        "discount_minor": found.discount_minor,
        "spent_points": found.spent,
        "gift_card_minor": found.gift_minor,
        "due_minor": found.due_minor,
        "earned_points": found.earned,
        "returns": found.returns,
        "returned_minor": found.returned_minor,
        "refund_minor": found.refund_minor,
        "refund_gift_card_minor": found.gift_back_minor,
        "clawed_points": found.clawed,
        "restored_points": found.restored,
        "gift_cards_sold_minor": found.cards_sold_minor,
        "gift_cards_topped_up_minor": found.cards_topped_up_minor,
        "gift_cards_refund_minor": found.cards_paid_back_minor,
        "captured_points": found.captured,
    }


def sales(work: Work, till: Client, wish: SpanPageIn) -> SalesOut:
    found, last = takings.purchases(work, till.name, wish.since, wish.until, place_after(PURCHASES, wish), wish.limit)
    return {"purchases": [_sold(row) for row in found], "next_cursor": place_cursor(PURCHASES, last)}


def returns(work: Work, till: Client, wish: SpanPageIn) -> ReturnsOut:
    found, last = takings.returns(work, till.name, wish.since, wish.until, place_after(RETURNS, wish), wish.limit)
    return {"returns": [_taken_back(row) for row in found], "next_cursor": place_cursor(RETURNS, last)}


def _sold(row: Row) -> SoldOut:
    return {
        "id": row.purchase_id,
        "member_id": row.member_id,
        "at": instant(row.at),
        "receipt": row.receipt,
        "location": row.location,
        "total_minor": row.gross_minor,
        "discount_minor": row.discount_minor,
        "spent_points": row.points_spent,
        "gift_card_minor": row.gift_minor,
        "due_minor": row.net_minor - row.gift_minor,
        "earned_points": row.points_earned,
        "returned_minor": row.returned_minor,
    }


def _taken_back(row: Row) -> TakenBackOut:
    return {
        "id": row.return_id,
        "purchase_id": row.purchase_id,
        "member_id": row.member_id,
        "at": instant(row.at),
        "amount_minor": row.amount_minor,
        "refund_minor": row.refund_minor,
        "gift_card_minor": row.gift_back_minor,
        "clawed_points": row.points_clawed,
        "restored_points": row.points_restored,
    }


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/takings",
        scope="sales",
        do=sums,
        takes=SpanIn,
        gives=TakingsOut,
        writes=never,
        summary="Read what this key sold and took back",
        about="Sums of a time, for a till that closes its day; /v1/purchases and /v1/returns have the rows of them.",
        refusals=(SpanInvalid,),
    ),
    Operation(
        method="GET",
        path="/v1/purchases",
        scope="sales",
        do=sales,
        takes=SpanPageIn,
        gives=SalesOut,
        writes=never,
        summary="List this key's purchases",
        about="Oldest first by the time of the sale, a page at a time.",
        refusals=(SpanInvalid,),
    ),
    Operation(
        method="GET",
        path="/v1/returns",
        scope="sales",
        do=returns,
        takes=SpanPageIn,
        gives=ReturnsOut,
        writes=never,
        summary="List this key's returns",
        about="Oldest first, a page at a time.",
        refusals=(SpanInvalid,),
    ),
)
