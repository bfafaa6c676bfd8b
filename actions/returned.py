"""What a return moves in the accounts: the points it takes and gives back, the gift card's money, the stamps."""

from __future__ import annotations

from datetime import datetime

from actions import ledger
from actions.ledger import Cause
from actions.program import InForce
from rules.lifetime import ForDays, expires_at
from rules.returns import Sold, Taken
from storage import ledger as accounts
from storage.work import Row, Work

STAMP = "stamp:"  # the asset of a stamp card: `stamp:<card>`


def move(work: Work, bought: Row, before: Sold, taken: Taken, in_force: InForce, cause: Cause) -> int:
    """Move everything that this return moves; the points taken back."""
    clawed = _points(work, bought, taken, in_force, cause)
    if taken.gift_back_minor and bought.gift_tx_id is not None:
        until = grace_until(work, in_force)
        ledger.refund(work, bought.gift_card_id, bought.gift_tx_id, taken.gift_back_minor, cause, grace_until=until)
    _stamps(work, bought, before, taken, in_force, cause)
    return clawed


def grace_until(work: Work, in_force: InForce) -> datetime:
    """The midnight until which points live on that come back after their own life; now, where there is no grace."""
    days = in_force.program.returns.grace_days
    until = expires_at(ForDays(kind="days", days=days), work.now, in_force.program.zone) if days else None
    return until or work.now


def _points(work: Work, bought: Row, taken: Taken, in_force: InForce, cause: Cause) -> int:
    """Give the spent points back first, so that what is taken back may come out of them."""
    policy = in_force.program.returns
    if taken.back_points and bought.spend_tx_id is None:
        # They were spent from an account that was joined with this one: their own lots are not here.
        until = expires_at(in_force.program.earning.life, work.now, in_force.program.zone)
        ledger.earn(work, bought.member_id, taken.back_points, cause, source="refund", expires_at=until)
    elif taken.back_points:
        until = grace_until(work, in_force)
        ledger.refund(work, bought.member_id, bought.spend_tx_id, taken.back_points, cause, grace_until=until)
    if not taken.claw_points:
        return 0
    clawed = ledger.claw_back(work, bought.member_id, bought.earn_tx_id, taken.claw_points, policy.policy, cause)
    return -clawed.amount if clawed else 0


def _stamps(work: Work, bought: Row, before: Sold, taken: Taken, in_force: InForce, cause: Cause) -> None:
    """Take back the stamps of what came back, and, with the last of it, give back those that paid for a gift.

    Only whole stamps go, in proportion; one that is spent already is forgiven: nobody owes stamps.
    """
    rules = bought.rules or {}
    returned = before.returned_minor + taken.value_minor
    for card, count in rules.get("stamps", ()):
        due = count * returned // before.value_minor - count * before.returned_minor // before.value_minor
        if due:
            ledger.claw_back(work, bought.member_id, None, due, "within_balance", cause, asset=STAMP + card)
    card = rules.get("stamp_gift", "")
    if not card or returned < before.value_minor or before.returned_minor == before.value_minor:
        return
    spent = accounts.spent_on(work, bought.member_id, STAMP + card, bought.purchase_id)
    if spent is not None:
        until = grace_until(work, in_force)
        ledger.refund(work, bought.member_id, spent.tx_id, -spent.amount, cause, grace_until=until)
