"""GET /v1/purchases/{purchase_id} and its receipt: a purchase as it stands, and what to print under it."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import bought, program, returns
from actions.key import Client
from actions.member import MemberUnknown
from actions.returns import PurchaseUnknown
from rules.bought import BoughtLine
from screens import receipt as screens
from screens.speech import texts_for
from storage.work import Work
from web.api.fields import ANSWER, Body, NoQuery, instant
from web.operation import Operation, never


@with_config(ANSWER)
class BoughtLineOut(TypedDict):
    line: int
    """Its place on the cheque, from 1: what a return by line names."""
    amount_minor: int
    quantity: int
    category: str
    sku: str
    brand: str
    name: str
    discount_minor: int
    points_spend: int
    gift_card_minor: int
    due_minor: int
    earn_points: int
    returned_minor: int
    """What came back of it by line, as a value after discounts."""
    returned_quantity: int


@with_config(ANSWER)
class BoughtOut(TypedDict):
    id: str
    member_id: str
    at: str
    location: str
    partner: str
    receipt: str
    total_minor: int
    discount_minor: int
    spent_points: int
    gift_card_minor: int
    due_minor: int
    earned_points: int
    returned_minor: int
    """The value of the goods that came back."""
    rest_minor: int
    """The value of the goods that may still come back."""
    refunded_minor: int
    """Given back for them, in money."""
    refunded_gift_card_minor: int
    clawed_points: int
    """Due back of what was earned."""
    restored_points: int
    lines: list[BoughtLineOut]


class ReceiptIn(Body):
    model_config = ConfigDict(strict=False)

    language: Annotated[str, Field(pattern="^([a-z]{2,3})?$")] = ""
    """A code such as ru; the member's own when left out."""


@with_config(ANSWER)
class ReceiptOut(TypedDict):
    language: str
    lines: list[str]
    """Plain text, a line each, to be printed under the till's own receipt. It names nobody."""


def read(work: Work, till: Client, wish: NoQuery, purchase_id: str) -> BoughtOut:
    returns.check_partner(work, purchase_id, till.partner)
    found = bought.get(work, purchase_id)
    sold = found.sold
    return {
        "id": found.purchase_id,
        "member_id": found.member_id,
        "at": instant(found.at),
        "location": found.location,
        "partner": found.partner,
        "receipt": found.receipt,
        "total_minor": found.gross_minor,
        "discount_minor": found.discount_minor,
        "spent_points": sold.spent,
        "gift_card_minor": sold.gift_minor,
        "due_minor": found.due_minor,
        "earned_points": sold.earned,
        "returned_minor": sold.returned_minor,
        "rest_minor": sold.rest_minor,
        "refunded_minor": sold.refunded_minor - sold.gift_back_minor,
        "refunded_gift_card_minor": sold.gift_back_minor,
        "clawed_points": sold.clawed,
        "restored_points": sold.given_back,
        "lines": [_line(number, line) for number, line in enumerate(found.lines, start=1)],
    }


def _line(number: int, line: BoughtLine) -> BoughtLineOut:
    sold = line.sold
    return {
        "line": number,
        "amount_minor": line.amount_minor,
        "quantity": sold.quantity,
        "category": line.category,
        "sku": line.sku,
        "brand": line.brand,
        "name": line.name,
        "discount_minor": line.amount_minor - sold.value_minor,
        "points_spend": sold.spent,
        "gift_card_minor": line.gift_minor,
        "due_minor": sold.net_minor - line.gift_minor,
        "earn_points": sold.earned,
        "returned_minor": sold.returned_minor,
        "returned_quantity": sold.returned_quantity,
    }


def receipt(work: Work, till: Client, wish: ReceiptIn, purchase_id: str) -> ReceiptOut:
    returns.check_partner(work, purchase_id, till.partner)
    facts, language = bought.receipt(work, purchase_id)
    texts = texts_for(program.current(work).program, wish.language or language)
    return {"language": texts.language, "lines": screens.lines(texts, facts)}


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/purchases/{purchase_id}",
        scope="sales",
        do=read,
        takes=NoQuery,
        gives=BoughtOut,
        writes=never,
        summary="Read a purchase",
        about="As it stands now, with what came back of each line.",
        refusals=(PurchaseUnknown,),
    ),
    Operation(
        method="GET",
        path="/v1/purchases/{purchase_id}/receipt",
        scope="sales",
        do=receipt,
        takes=ReceiptIn,
        gives=ReceiptOut,
        writes=never,
        summary="Read what to print under a receipt",
        about="What was taken off, paid with points, earned and stamped, and the balance now, in plain lines.",
        refusals=(PurchaseUnknown, MemberUnknown),
    ),
)
