"""A sale in the cashier's chat: quoted, agreed with the member in their own chat, recorded, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from actions import gift_card, ledger, member, notice, offer, program, purchase, returns, stamp, tier
from actions.ledger import Cause
from actions.purchase import Sale
from actions.staff import Staff
from rules.member import Member
from rules.notice import PaymentAnswered, PaymentAsked
from rules.priced import Cheque, Line, Quote
from rules.program import Program
from rules.refusal import Refused
from rules.till import Codes, PaymentRequest, RecordedPurchase, Returned, TillPurchase, TillQuote
from storage import members, purchases
from storage import till as rows
from storage.work import Row, Work

ANSWER_MINUTES = 5  # how long a member has to answer at the till
RETURN_DAYS = 31
_SAID_YES = ("agreed", "recorded")
_SAID_NO = ("declined",)
RETURNS_SHOWN = 8


class RequestClosed(Refused):
    code = "payment_request_closed"
    sentence = "This question is closed: it is too late, withdrawn or answered already."


class NoChat(Refused):
    code = "member_without_chat"
    sentence = "The member has no chat with us where they could agree; take money only."


class NotTheirs(Refused):
    code = "not_yours"
    sentence = "This is not yours to press."


def quote(
    work: Work, staff: Staff, member_id: str, amount_minor: int, *, gift: str = "", card_id: str = ""
) -> TillQuote:
    """What the cashier sees. gift: the stamp card whose gift is taken with it. card_id: the gift card that pays.

    Raises what `purchase.quote` raises.
    """
    buyer = member.get(work, member_id)
    plain = purchase.quote(work, _sale(staff, member_id, amount_minor, gift=gift, card_id=card_id))
    most = plain.points_max
    with_points = _sale(staff, member_id, amount_minor, most, gift=gift, card_id=card_id)
    paid = purchase.quote(work, with_points) if most else plain
    in_force = program.serving(work, member_id, staff.location).program
    return TillQuote(
        member=buyer.name,
        tier=buyer.tier,
        cheque_minor=amount_minor,
        available=ledger.available(work, member_id),
        debt=ledger.debt(work, member_id),
        max_points=most,
        max_points_minor=paid.points_spend_minor,
        earns=plain.earn_points,
        earns_with_points=paid.earn_points,
        privileges=tier.privileges(in_force, buyer.tier),
        reductions=plain.reductions,
        due_minor=plain.due_minor,
        stamps=plain.stamps,
        gift=gift,
        cards=tuple(stamp.cards(work, member_id, in_force)),
        codes=_codes(work, in_force, plain, card_id),
        offer=offer.done(plain),
    )


def ask(
    work: Work, staff: Staff, member_id: str, amount_minor: int, points: int, *, gift: str = "", card_id: str = ""
) -> PaymentRequest:
    """Ask the member in their own chat to pay a part with points. Raises NoChat and what `purchase.quote` raises."""
    if not any(address.reachable for address in members.addresses_of(work, member_id)):
        raise NoChat
    quoted = purchase.quote(work, _sale(staff, member_id, amount_minor, points, gift=gift, card_id=card_id))
    value_minor = quoted.gross_minor - quoted.discount_minor
    request = PaymentRequest(
        request_id=work.fresh_id(),
        place=staff.location,
        cheque_minor=value_minor,
        points=points,
        points_minor=quoted.points_spend_minor,
        due_minor=quoted.due_minor,
        earns=quoted.earn_points,
        expires_at=work.now + timedelta(minutes=ANSWER_MINUTES),
    )
    rows.insert(
        work,
        {
            "request_id": request.request_id,
            "member_id": member_id,
            "staff_id": staff.staff_id,
            "cheque": {"amount_minor": value_minor, "place": staff.location, "earns": request.earns}
            | ({"gift_minor": quoted.gift_minor} if quoted.gift_minor else {}),
            "pay_points": points,
            "state": "asked",
            "expires_at": request.expires_at,
        },
    )
    notice.announce(
        work,
        member_id,
        PaymentAsked(request=request),
        key=f"payment_asked:{request.request_id}",
        stale_at=request.expires_at,
    )
    return request


def answer(work: Work, buyer: Member, request_id: str, *, yes: bool) -> PaymentRequest:
    """The member's own answer; a yes keeps the points. Raises NotTheirs, RequestClosed, and what a hold raises.

    A yes raises MemberUnknown, too, for one who was erased or joined with another in the meantime.
    """
    found = rows.get(work, request_id)
    if found is not None and found.member_id == buyer.member_id and found.state in (_SAID_YES if yes else _SAID_NO):
        return _request(work, found)  # pressed twice: the answer stands
    if found is None or found.state != "asked" or found.expires_at <= work.now:
        raise RequestClosed
    if found.member_id != buyer.member_id:
        raise NotTheirs
    hold_id = None
    if yes:
        member.locked(work, buyer.member_id)
        in_force = program.current(work)
        cause = Cause(client=f"staff:{found.staff_id}", reason="till", program_version=in_force.version)
        minutes = in_force.program.hold.minutes
        hold_id = ledger.hold(
            work, buyer.member_id, found.pay_points, cause, minutes=minutes, session=request_id
        ).hold_id
    rows.update(work, request_id, state="agreed" if yes else "declined", hold_id=hold_id)
    request = _request(work, found)
    notice.announce(
        work,
        None,
        PaymentAnswered(agreed=yes, request=request),
        key=f"payment_answered:{request_id}",
        staff_id=found.staff_id,
    )
    return request


def record(
    work: Work,
    staff: Staff,
    member_id: str,
    amount_minor: int,
    request_id: str = "",
    *,
    gift: str = "",
    card_id: str = "",
) -> RecordedPurchase:
    """Record the sale; points are spent only when the member agreed to this very question.

    Raises RequestClosed when the question is still open, and what `purchase.record` raises.
    """
    found = rows.get(work, request_id) if request_id else None
    if found is not None and (found.staff_id != staff.staff_id or found.member_id != member_id):
        raise NotTheirs
    if found is not None and found.state in ("asked", "recorded"):
        raise RequestClosed
    agreed = found is not None and found.state == "agreed"
    points = found.pay_points if found is not None and agreed else None
    sale = _sale(staff, member_id, amount_minor, points, gift=gift, card_id=card_id)
    hold_id = found.hold_id if found is not None and agreed else ""
    recorded = purchase.record(work, replace(sale, hold_id=hold_id))
    if found is not None:
        rows.update(work, request_id, state="recorded")
    quoted, in_force = recorded.quote, program.serving(work, member_id, staff.location).program
    return RecordedPurchase(
        purchase_id=recorded.purchase_id,
        member=member.get(work, member_id).name,
        cheque_minor=amount_minor,
        due_minor=quoted.due_minor,
        spent=quoted.points_spend,
        earned=quoted.earn_points,
        active_at=quoted.active_at if quoted.active_at > work.now else None,
        tier_risen=recorded.tier_risen,
        reductions=quoted.reductions,
        stamps=stamp.gains(work, member_id, in_force, quoted),
        codes=_codes(work, in_force, quoted, card_id),
        offer=offer.done(quoted),
    )


def cancel(work: Work, staff: Staff, request_id: str) -> None:
    """Withdraw the question; points that were kept for it are usable again."""
    found = rows.get(work, request_id)
    if found is None or found.staff_id != staff.staff_id or found.state not in ("asked", "agreed"):
        return
    if found.hold_id is not None:
        version = program.current(work).version
        ledger.release(work, found.hold_id, Cause(client=staff.client, reason="till", program_version=version))
    rows.update(work, request_id, state="cancelled")


def purchases_of(work: Work, staff: Staff) -> list[TillPurchase]:
    """What this cashier may take back, newest first."""
    since = work.now - timedelta(days=RETURN_DAYS)
    return [_purchase(row) for row in purchases.returnable(work, staff.client, since, RETURNS_SHOWN)]


def purchase_of(work: Work, staff: Staff, purchase_id: str) -> TillPurchase:
    """One purchase of this cashier that is not too old. Raises NotTheirs, PurchaseUnknown."""
    found = purchases.get(work, purchase_id)
    if found is None or found.at < work.now - timedelta(days=RETURN_DAYS):
        raise returns.PurchaseUnknown(purchase_id=purchase_id)
    if found.client != staff.client:
        raise NotTheirs
    return _purchase(found, member.name_of(work, found.member_id))


def take_back(work: Work, staff: Staff, purchase_id: str) -> Returned:
    """Take a purchase back whole. Raises NotTheirs, PurchaseUnknown, ReturnAboveRest."""
    sold = purchase_of(work, staff, purchase_id)
    taken = returns.take_back(work, purchase_id, None, client=staff.client, location=staff.location)
    return Returned(
        purchase_id=purchase_id,
        member=sold.member,
        money_minor=taken.refund_minor,
        clawed=taken.clawed,
        refunded=taken.restored,
        debt=taken.debt,
    )


def _sale(
    staff: Staff, member_id: str, amount_minor: int, points: int | None = None, *, gift: str = "", card_id: str = ""
) -> Sale:
    cheque = Cheque((Line(amount_minor),), points, stamp_gift=gift)
    return Sale(
        member_id=member_id,
        cheque=cheque,
        client=staff.client,
        cashier=staff.name,
        location=staff.location,
        gift_card_id=card_id,
    )


def _codes(work: Work, in_force: Program, quoted: Quote, card_id: str) -> Codes:
    promo = in_force.promo(quoted.promo)
    return Codes(
        promo=quoted.promo,
        hands_over=promo is not None and promo.gives.gift is not None,
        takes_off=any(one.kind == "promo" for one in quoted.reductions),
        card_last4=gift_card.get(work, card_id).last4 if card_id else "",
        card_minor=quoted.gift_minor,
    )


def _request(work: Work, row: Row) -> PaymentRequest:
    cheque: dict[str, Any] = row.cheque
    worth = program.current(work).program.redemption.point_value_minor * row.pay_points
    return PaymentRequest(
        request_id=row.request_id,
        place=cheque["place"],
        cheque_minor=cheque["amount_minor"],
        points=row.pay_points,
        points_minor=worth,
        due_minor=cheque["amount_minor"] - worth - cheque.get("gift_minor", 0),
        earns=cheque["earns"],
        expires_at=row.expires_at,
    )


def _purchase(row: Row, name: str | None = None) -> TillPurchase:
    return TillPurchase(
        purchase_id=row.purchase_id,
        at=row.at,
        member=row.name if name is None else name,
        cheque_minor=row.gross_minor - row.discount_minor,
        due_minor=row.net_minor,
        left_minor=row.net_minor - row.refunded_minor,
        spent=row.points_spent,
        earned=row.points_earned,
    )
