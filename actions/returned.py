"""What a return moves in the accounts: the points it takes and gives back, the gift card's money, the stamps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from actions import buyer, gift_card, ledger, offer, program, promo, stamp
from actions.ledger import Cause
from actions.program import InForce
from rules.lifetime import ForDays, expires_at
from rules.returns import Sold, Taken, after, line_after
from storage import givers, purchases
from storage.work import Row, Work


def move(
    work: Work, bought: Row, before: Sold, lines: Sequence[Sold], taken: Taken, in_force: InForce, cause: Cause
) -> int:
    """Move everything that this return moves; the points taken back. lines: of the purchase, before this return."""
    clawed = _points(work, bought, taken, in_force, cause)
    left_minor = after(before, taken).rest_minor
    all_back = not left_minor and _all_came_back(work, bought, clawed)
    if all_back and (taken.value_minor or taken.claw_points):
        buyer.give_back(work, bought, program.of_version(work, bought.program_version))
    offer.returned(work, bought, left_minor, cause, all_points_back=all_back)
    promo.undo(work, bought, left_minor, cause)
    if taken.gift_back_minor and bought.gift_tx_id is not None:
        until = grace_until(work, in_force)
        ledger.refund(work, bought.gift_card_id, bought.gift_tx_id, taken.gift_back_minor, cause, grace_until=until)
        gift_card.revive(work, bought.gift_card_id)
    its = {one.line: one for one in taken.lines}
    left = [line_after(line, its[at]) if at in its else line for at, line in enumerate(lines, start=1)]
    stamp.returned(work, bought, before, lines, after(before, taken), left, cause)
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
        parts = _givers(work, bought, taken.back_points)
        ledger.refund_anew(work, bought.member_id, parts, cause, expires_at=until)
    elif taken.back_points:
        until = grace_until(work, in_force)
        ledger.refund(work, bought.member_id, bought.spend_tx_id, taken.back_points, cause, grace_until=until)
    if not taken.claw_points:
        return 0
    clawed = ledger.claw_back(work, bought.member_id, bought.earn_tx_id, taken.claw_points, policy.policy, cause)
    return -clawed.amount if clawed else 0


def _all_came_back(work: Work, bought: Row, clawed: int) -> bool:
    """Whether returns took all that a purchase gave, this one counted; under some policies a member keeps points."""
    before = purchases.returns_of(work, bought.member_id, bought.purchase_id)
    return bool(clawed + sum(row.points_clawed for row in before) == bought.points_earned)


def _givers(work: Work, bought: Row, points: int) -> list[tuple[str, int]]:
    """Who of a coalition gave these points, the last spent first, as far as they did not come back before."""
    skip = bought.points_restored
    parts: Counter[str] = Counter()
    for giver, spent in reversed(givers.spent_before_merge(work, bought.member_id, bought.purchase_id)):
        skipped = min(skip, spent)
        part = min(spent - skipped, points)
        skip, points = skip - skipped, points - part
        parts[giver] += part
    parts[""] += points
    return [(giver, part) for giver, part in parts.items() if part]
