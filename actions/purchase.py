"""A purchase: quoted and recorded, one unit each; `actions.returns` takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import ledger, member, notice, program, referral, tier
from actions.ledger import Cause
from actions.program import InForce
from rules.cheque import price
from rules.ledger import POINTS
from rules.lifetime import WhileActive, expires_at, last_usable_day
from rules.notice import Purchased
from rules.priced import Cheque, Line, MemberState, Quote, QuotedLine
from rules.refusal import Refused
from storage import ledger as accounts
from storage import members
from storage import purchases as rows
from storage.work import Work

BACKDATED_DAYS_MAX = 31  # an offline till that comes back; what is older is imported


class PurchaseTimeInvalid(Refused):
    code = "purchase_time_invalid"
    sentence = "A purchase is recorded at most {days} days late and never ahead of time; this one says {at}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What a till records. hold_id: points kept earlier for this cheque, captured now. at: None for now."""

    member_id: str
    cheque: Cheque
    client: str
    location: str = ""
    cashier: str = ""
    receipt: str = ""
    hold_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """tier_risen: the new tier's name, or empty. available: points that may be spent now."""

    purchase_id: str
    quote: Quote
    tier_risen: str
    available: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """A purchase that is in the books; earned: the entry of its points, if there were any."""

    purchase_id: str
    quote: Quote
    cause: Cause
    earned: ledger.Posted | None


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

    Raises what `rules.cheque.price`, `ledger.spend` and `ledger.capture` raise, MemberUnknown and PurchaseTimeInvalid.
    """
    in_force = program.current(work)
    taken = _take(work, sale, _time_of(work, sale), in_force)
    risen = tier.recount(work, sale.member_id, in_force.program)
    referral.bought(work, sale.member_id, taken.purchase_id, taken.quote.net_minor, taken.cause)
    available = ledger.available(work, sale.member_id)
    _announce(work, sale, taken, in_force, risen, available)
    return Recorded(purchase_id=taken.purchase_id, quote=taken.quote, tier_risen=risen, available=available)


def record_past(work: Work, sale: Sale) -> None:
    """Record a purchase of an old base as of `work.now`: nobody is told of it, and nobody rewarded for the buyer.

    Before the first programme came into force, that one counts. Raises what `record` raises.
    """
    in_force = program.of_then(work)
    _take(work, sale, work.now, in_force)
    tier.recount(work, sale.member_id, in_force.program, quiet=True)


def _take(work: Work, sale: Sale, at: datetime, in_force: InForce) -> _Taken:
    """Price it, spend and give the points, keep the purchase. Raises MemberUnknown."""
    account = accounts.lock_account(work, sale.member_id, POINTS)
    wants_points = bool(sale.cheque.pay_points)
    usable = ledger.available(work, sale.member_id) + _held(work, sale.hold_id) if wants_points else 0
    state = MemberState(_tier_of(work, sale.member_id), usable, account.debt)
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
    return _Taken(purchase_id, quoted, cause, earned)


def _tier_of(work: Work, member_id: str) -> str:
    """Asked under the lock: they may have been erased or joined with another while the sale waited for it."""
    found = members.tier_of(work, member_id)
    if found is None:
        raise member.MemberUnknown
    return found


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
    taken: _Taken,
    in_force: InForce,
    risen: str,
    available: int,
) -> None:
    zone, quoted, earned = in_force.program.zone, taken.quote, taken.earned
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
    notice.announce(work, sale.member_id, said, key=f"purchased:{taken.purchase_id}")


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
