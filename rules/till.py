"""What a cashier sees: a quote, a request to the member, a recorded purchase, a return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rules.offer_facts import OfferDone
from rules.priced import Reduction
from rules.stamp import StampFacts, StampGain


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What a promo code and a gift card do to a sale. promo: its name, or empty. hands_over: it gives a gift in words.

    takes_off: it is among what the programme takes off. card_last4, card_minor: of the gift card, and how much it pays.
    """

    promo: str = ""
    hands_over: bool = False
    takes_off: bool = False
    card_last4: str = ""
    card_minor: int = 0


NO_CODES = Codes()


@dataclass(frozen=True, slots=True, kw_only=True)
class TillQuote:
    """cheque_minor: before the programme's discounts. max_points: may be spent on it, worth max_points_minor.

    earns: points if none are spent; earns_with_points: if max_points are. member: the name as the cashier may see it.
    reductions: what the programme takes off. due_minor: to pay in money if no points are spent. stamps: (card, how
    many) that it gives. gift: the stamp card whose gift is taken with it, or empty. cards: the member's, with gifts
    ready. offer: that it uses.
    """

    member: str
    tier: str
    cheque_minor: int
    available: int
    max_points: int
    max_points_minor: int
    earns: int
    earns_with_points: int = 0
    debt: int = 0
    privileges: tuple[str, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    due_minor: int = 0
    stamps: tuple[tuple[str, int], ...] = ()
    gift: str = ""
    cards: tuple[StampFacts, ...] = ()
    codes: Codes = NO_CODES
    offer: OfferDone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """The question to the member: pay points_minor of the cheque with points? expires_at: when it is too late.

    cheque_minor: after the programme's discounts.
    """

    request_id: str
    place: str
    cheque_minor: int
    points: int
    points_minor: int
    due_minor: int
    earns: int
    expires_at: datetime
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPurchase:
    """due_minor: to be paid in money. pending: the earned points are not usable before active_at.

    cheque_minor: before what the programme took off.
    """

    purchase_id: str
    member: str
    cheque_minor: int
    due_minor: int
    spent: int = 0
    earned: int = 0
    active_at: datetime | None = None
    tier_risen: str = ""
    reductions: tuple[Reduction, ...] = ()
    stamps: tuple[StampGain, ...] = ()
    codes: Codes = NO_CODES
    offer: OfferDone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TillPurchase:
    """A purchase that may be taken back. left_minor: of the money, not yet returned."""

    purchase_id: str
    at: datetime
    member: str
    cheque_minor: int
    due_minor: int
    left_minor: int
    spent: int = 0
    earned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """money_minor: to give back. clawed: earned points taken back. refunded: spent ones given back. debt: lacking."""

    purchase_id: str
    member: str
    money_minor: int
    clawed: int = 0
    refunded: int = 0
    debt: int = 0
