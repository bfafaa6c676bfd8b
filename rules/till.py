"""What a cashier sees: a quote, a request to the member, a recorded purchase, a return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TillQuote:
    """cheque_minor: before points. max_points: may be spent on this cheque, worth max_points_minor.

    earns: points if none are spent; earns_with_points: if max_points are. member: the name as the cashier may see it.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """The question to the member: pay points_minor of the cheque with points? expires_at: when it is too late."""

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
    """due_minor: to be paid in money. pending: the earned points are not usable before active_at."""

    purchase_id: str
    member: str
    cheque_minor: int
    due_minor: int
    spent: int = 0
    earned: int = 0
    active_at: datetime | None = None
    tier_risen: str = ""


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
