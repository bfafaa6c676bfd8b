"""A purchase taken back, whole or in parts: by what its entries say, never by today's rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions import ledger, notice, program, referral
from actions.ledger import Cause
from actions.program import InForce
from rules.ledger import POINTS
from rules.lifetime import ForDays, expires_at
from rules.notice import PurchaseReturned
from rules.refusal import Refused
from rules.returns import Sold, Taken
from rules.returns import take_back as share
from storage import ledger as accounts
from storage import purchases as rows
from storage.work import Row, Work


class PurchaseUnknown(Refused):
    code = "purchase_unknown"
    sentence = "There is no purchase {purchase_id}."


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """refund_minor: money to give back. clawed, restored: points. debt: what the member owes in points after it."""

    return_id: str
    purchase_id: str
    member_id: str
    refund_minor: int
    clawed: int
    restored: int
    available: int
    debt: int


def take_back(work: Work, purchase_id: str, value_minor: int | None, *, client: str, location: str = "") -> TakenBack:
    """Take a purchase back, whole (None) or by a value.

    value_minor: of the goods, after discounts. Raises PurchaseUnknown, ReturnAboveRest.
    """
    bought = _found(work, purchase_id)
    accounts.lock_account(work, bought.member_id, POINTS)
    bought = _found(work, purchase_id)  # again, now that no other return can come between
    sold = _sold(bought)
    taken = share(sold, sold.rest_minor if value_minor is None else value_minor)
    in_force = program.current(work)
    cause = Cause(
        client=client, reason="return", source_id=purchase_id, location=location, program_version=in_force.version
    )
    clawed = _move_points(work, bought, taken, in_force, cause)
    left_minor = sold.net_minor - sold.refunded_minor - taken.refund_minor
    referral.returned(work, purchase_id, friend_id=bought.member_id, left_minor=left_minor, cause=cause)
    account = accounts.account(work, bought.member_id, POINTS)
    result = TakenBack(
        return_id=work.fresh_id(),
        purchase_id=purchase_id,
        member_id=bought.member_id,
        refund_minor=taken.refund_minor,
        clawed=clawed,
        restored=taken.back_points,
        available=ledger.available(work, bought.member_id),
        debt=account.debt if account else 0,
    )
    _keep(work, result, taken, client)
    _announce(work, result, location)
    return result


def _move_points(work: Work, bought: Row, taken: Taken, in_force: InForce, cause: Cause) -> int:
    """Give the spent points back first, so that what is taken back may come out of them; the points taken back."""
    policy = in_force.program.returns
    if taken.back_points and bought.spend_tx_id is None:
        # They were spent from an account that was joined with this one: their own lots are not here.
        until = expires_at(in_force.program.earning.life, work.now, in_force.program.zone)
        ledger.earn(work, bought.member_id, taken.back_points, cause, source="refund", expires_at=until)
    elif taken.back_points:
        until = _grace_until(work, in_force)
        ledger.refund(work, bought.member_id, bought.spend_tx_id, taken.back_points, cause, grace_until=until)
    if not taken.claw_points:
        return 0
    clawed = ledger.claw_back(work, bought.member_id, bought.earn_tx_id, taken.claw_points, policy.policy, cause)
    return -clawed.amount if clawed else 0


def _grace_until(work: Work, in_force: InForce) -> datetime:
    """The midnight until which points live on that come back after their own life; now, where there is no grace."""
    days = in_force.program.returns.grace_days
    until = expires_at(ForDays(kind="days", days=days), work.now, in_force.program.zone) if days else None
    return until or work.now


def _keep(work: Work, result: TakenBack, taken: Taken, client: str) -> None:
    # What was due counts, not what could be taken: parts must add up under every policy.
    rows.add_return(
        work,
        result.member_id,
        result.purchase_id,
        taken.value_minor,
        taken.refund_minor,
        taken.claw_points,
        taken.back_points,
    )
    rows.insert_return(
        work,
        {
            "member_id": result.member_id,
            "return_id": result.return_id,
            "purchase_id": result.purchase_id,
            "amount_minor": taken.value_minor,
            "refund_minor": taken.refund_minor,
            "points_clawed": result.clawed,
            "points_restored": result.restored,
            "client": client,
            "at": work.now,
        },
    )


def _announce(work: Work, result: TakenBack, location: str) -> None:
    said = PurchaseReturned(
        money_minor=result.refund_minor,
        clawed=result.clawed,
        refunded=result.restored,
        available=result.available,
        debt=result.debt,
        place=location,
    )
    notice.announce(work, result.member_id, said, key=f"returned:{result.return_id}")


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
