"""A purchase: quoted, recorded, taken back; one unit each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import ledger, notice, program, referral, tier
from actions.ledger import Cause
from actions.program import InForce
from rules.cheque import Cheque, Line, MemberState, Quote, QuotedLine, price
from rules.ledger import POINTS
from rules.lifetime import WhileActive, expires_at, last_usable_day
from rules.notice import Purchased, PurchaseReturned
from rules.refusal import Refused
from rules.returns import Sold
from rules.returns import take_back as share
from storage import ledger as accounts
from storage import purchases as rows
from storage.work import Row, Work

BACKDATED_DAYS_MAX = 31  # an offline till that comes back; what is older is imported


class PurchaseUnknown(Refused):
    code = "purchase_unknown"
    sentence = "There is no purchase {purchase_id}."


class PurchaseTimeInvalid(Refused):
    code = "purchase_time_invalid"
    sentence = "A purchase is recorded at most {days} days late and never ahead of time; this one says {at}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What a till records. hold_id: points kept earlier for this cheque, captured now. at: None for now.

    quiet: from an old base; nobody is told of it.
    """

    member_id: str
    cheque: Cheque
    client: str
    location: str = ""
    cashier: str = ""
    receipt: str = ""
    hold_id: str = ""
    at: datetime | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """tier_risen: the new tier's name, or empty. available: points that may be spent now."""

    purchase_id: str
    quote: Quote
    tier_risen: str
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """refund_minor: money to give back. debt: what the member owes in points after it."""

    return_id: str
    purchase_id: str
    member_id: str
    refund_minor: int
    clawed: int
    restored: int
    available: int
    debt: int


def quote(work: Work, member_id: str, cheque: Cheque, *, hold_id: str = "") -> Quote:
    """Price a cheque for this member now; nothing changes. Raises what `rules.cheque.price` raises.

    hold_id: points kept for this very cheque count as available.
    """
    account = accounts.account(work, member_id, POINTS)
    usable = ledger.available(work, member_id) + _held(work, hold_id)
    state = MemberState(tier.name_of(work, member_id), usable, account.debt if account else 0)
    return price(program.current(work).program, cheque, state, work.now)


def record(work: Work, sale: Sale) -> Recorded:
    """Record a purchase: spend the points, earn the new ones, let the tier rise, reward who invited.

    Raises what `rules.cheque.price`, `ledger.spend` and `ledger.capture` raise, and PurchaseTimeInvalid.
    """
    in_force = program.current(work)
    at = _time_of(work, sale)
    account = accounts.lock_account(work, sale.member_id, POINTS)
    wants_points = bool(sale.cheque.pay_points)
    usable = ledger.available(work, sale.member_id) + _held(work, sale.hold_id) if wants_points else 0
    state = MemberState(tier.name_of(work, sale.member_id), usable, account.debt)
    quoted = price(in_force.program, sale.cheque, state, at)

    purchase_id = work.fresh_id()
    cause = Cause(
        client=sale.client,
        reason=quoted.tier,
        source_id=purchase_id,
        location=sale.location,
        program_version=in_force.version,
    )
    spent = _pay(work, sale, quoted, cause)
    earned = _earn(work, sale.member_id, quoted, cause)
    rows.insert(work, _values(sale, purchase_id, at, quoted, in_force, spent, earned))
    _prolong(work, sale.member_id, in_force, cause)
    risen = tier.recount(work, sale.member_id, quiet=sale.quiet)
    referral.bought(work, sale.member_id, purchase_id, quoted.net_minor, cause)
    available = ledger.available(work, sale.member_id)
    if not sale.quiet:
        _announce(work, sale, purchase_id, quoted, in_force, earned, risen, available)
    return Recorded(purchase_id=purchase_id, quote=quoted, tier_risen=risen, available=available)


def take_back(work: Work, purchase_id: str, value_minor: int | None, *, client: str, location: str = "") -> TakenBack:
    """Take a purchase back, whole (None) or by a value; by what its entries say, never by today's rules.

    value_minor: goods' value after discounts. Raises PurchaseUnknown, ReturnAboveRest.
    """
    found = _found(work, purchase_id)
    accounts.lock_account(work, found.member_id, POINTS)
    found = _found(work, purchase_id)  # again, now that no other return can come between
    sold = _sold(found)
    taken = share(sold, sold.rest_minor if value_minor is None else value_minor)
    in_force = program.current(work)
    policy = in_force.program.returns
    return_id = work.fresh_id()
    cause = Cause(
        client=client,
        reason="return",
        source_id=purchase_id,
        location=location,
        program_version=in_force.version,
    )
    if taken.back_points:
        ledger.refund(work, found.member_id, found.spend_tx_id, taken.back_points, cause, grace_days=policy.grace_days)
    clawed = None
    if taken.claw_points:
        clawed = ledger.claw_back(work, found.member_id, found.earn_tx_id, taken.claw_points, policy.policy, cause)
    rows.add_return(
        work,
        found.member_id,
        purchase_id,
        taken.value_minor,
        taken.refund_minor,
        taken.claw_points,
        taken.back_points,
    )
    clawed_points = -clawed.amount if clawed else 0
    rows.insert_return(
        work,
        {
            "member_id": found.member_id,
            "return_id": return_id,
            "purchase_id": purchase_id,
            "amount_minor": taken.value_minor,
            "refund_minor": taken.refund_minor,
            "points_clawed": clawed_points,
            "points_restored": taken.back_points,
            "client": client,
            "at": work.now,
        },
    )
    left_minor = sold.net_minor - sold.refunded_minor - taken.refund_minor
    referral.returned(work, purchase_id, friend_id=found.member_id, left_minor=left_minor, cause=cause)
    account = accounts.account(work, found.member_id, POINTS)
    result = TakenBack(
        return_id=return_id,
        purchase_id=purchase_id,
        member_id=found.member_id,
        refund_minor=taken.refund_minor,
        clawed=clawed_points,
        restored=taken.back_points,
        available=ledger.available(work, found.member_id),
        debt=account.debt if account else 0,
    )
    notice.announce(
        work,
        found.member_id,
        PurchaseReturned(
            money_minor=result.refund_minor,
            clawed=result.clawed,
            refunded=result.restored,
            available=result.available,
            debt=result.debt,
            place=location,
        ),
        key=f"returned:{return_id}",
    )
    return result


def _time_of(work: Work, sale: Sale) -> datetime:
    if sale.at is None:
        return work.now
    if not work.now - timedelta(days=BACKDATED_DAYS_MAX) <= sale.at <= work.now:
        raise PurchaseTimeInvalid(days=BACKDATED_DAYS_MAX, at=sale.at.isoformat())
    return sale.at


def _held(work: Work, hold_id: str) -> int:
    held = accounts.hold(work, hold_id) if hold_id else None
    return held.amount if held is not None and held.state == "open" else 0


def _pay(work: Work, sale: Sale, quoted: Quote, cause: Cause) -> str | None:
    if sale.hold_id:
        if quoted.points_spend:
            return ledger.capture(work, sale.hold_id, quoted.points_spend, cause).tx_id
        ledger.void(work, sale.hold_id, cause)
        return None
    return ledger.spend(work, sale.member_id, quoted.points_spend, cause).tx_id if quoted.points_spend else None


def _earn(work: Work, member_id: str, quoted: Quote, cause: Cause) -> ledger.Posted | None:
    if not quoted.earn_points:
        return None
    return ledger.earn(
        work,
        member_id,
        quoted.earn_points,
        cause,
        source="purchase",
        active_at=quoted.active_at,
        expires_at=quoted.expires_at,
    )


def _prolong(work: Work, member_id: str, in_force: InForce, cause: Cause) -> None:
    life = in_force.program.earning.life
    if isinstance(life, WhileActive):
        until = expires_at(life, work.now, in_force.program.zone)
        assert until is not None
        ledger.prolong(work, member_id, "purchase", until, cause)


def _announce(
    work: Work,
    sale: Sale,
    purchase_id: str,
    quoted: Quote,
    in_force: InForce,
    earned: ledger.Posted | None,
    risen: str,
    available: int,
) -> None:
    zone = in_force.program.zone
    said = Purchased(
        purchase_minor=quoted.gross_minor - quoted.discount_minor,
        earned=quoted.earn_points,
        spent=quoted.points_spend,
        available=available,
        place=sale.location,
        last_day=last_usable_day(quoted.expires_at, zone) if quoted.expires_at and quoted.earn_points else None,
        active_at=quoted.active_at if quoted.earn_points and quoted.active_at > work.now else None,
        debt_repaid=-earned.d_debt if earned else 0,
        tier_risen=risen,
    )
    notice.announce(work, sale.member_id, said, key=f"purchased:{purchase_id}")


def _values(
    sale: Sale,
    purchase_id: str,
    at: datetime,
    quoted: Quote,
    in_force: InForce,
    spend_tx_id: str | None,
    earned: ledger.Posted | None,
) -> dict[str, object]:
    return {
        "member_id": sale.member_id,
        "purchase_id": purchase_id,
        "at": at,
        "gross_minor": quoted.gross_minor,
        "discount_minor": quoted.discount_minor,
        "points_spent": quoted.points_spend,
        "points_minor": quoted.points_spend_minor,
        "net_minor": quoted.net_minor,
        "points_earned": quoted.earn_points,
        "lines": [_line(line, part) for line, part in zip(sale.cheque.lines, quoted.lines, strict=True)],
        "earn_tx_id": earned.tx_id if earned else None,
        "spend_tx_id": spend_tx_id,
        "client": sale.client,
        "cashier": sale.cashier,
        "location": sale.location,
        "receipt": sale.receipt,
        "program_version": in_force.version,
    }


def _line(line: Line, part: QuotedLine) -> dict[str, object]:
    """A line as it is kept: what is empty or nought takes no room."""
    kept = {
        "amount_minor": line.amount_minor,
        "quantity": line.quantity if line.quantity != 1 else 0,
        "category": line.category,
        "sku": line.sku,
        "brand": line.brand,
        "name": line.name,
        "discount_minor": part.discount_minor,
        "points": part.points_spend,
        "net_minor": part.net_minor,
        "earned": part.earn_points,
    }
    return {name: value for name, value in kept.items() if value}


def _found(work: Work, purchase_id: str) -> Row:
    found = rows.get(work, purchase_id)
    if found is None:
        raise PurchaseUnknown(purchase_id=purchase_id)
    return found


def _sold(row: Row) -> Sold:
    return Sold(
        value_minor=row.gross_minor - row.discount_minor,
        net_minor=row.net_minor,
        earned=row.points_earned,
        spent=row.points_spent,
        returned_minor=row.returned_minor,
        refunded_minor=row.refunded_minor,
        clawed=row.points_clawed,
        given_back=row.points_restored,
    )
