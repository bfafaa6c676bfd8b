"""A purchase taken back, whole or in parts: by what its entries say, never by today's rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from actions import draw, facts, games, ledger, notice, program, referral, returned, stamp, webhook
from actions.ledger import Cause
from actions.program import InForce
from actions.sold import lines_of as lines_of
from actions.sold import sold_of as sold_of
from rules.ledger import POINTS
from rules.notice import PurchaseReturned
from rules.refusal import Refused
from rules.returns import Sold, Taken, TakenLine, Wish, take_lines
from rules.returns import take_back as by_sum
from rules.stamp import StampFacts
from storage import ledger as accounts
from storage import purchases as rows
from storage.work import Row, Work


class PurchaseUnknown(Refused):
    code = "purchase_unknown"
    sentence = "There is no purchase {purchase_id}."


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """refund_minor: money to give back. clawed, restored: points. debt: what the member owes in points after it.

    gift_back_minor: what went back to the gift card that paid. lines: of a return by line.
    """

    return_id: str
    purchase_id: str
    member_id: str
    refund_minor: int
    clawed: int
    restored: int
    available: int
    debt: int
    gift_back_minor: int = 0
    lines: tuple[TakenLine, ...] = ()


def take_back(
    work: Work,
    purchase_id: str,
    value_minor: int | None,
    *,
    client: str,
    location: str = "",
    wishes: Sequence[Wish] = (),
) -> TakenBack:
    """Take a purchase back: lines of it, or goods of a value, or, without either, all that is left.

    value_minor: of the goods, after discounts. Raises PurchaseUnknown, ReturnAboveRest, ReturnAboveLine,
    ReturnLineUnknown.
    """
    bought = purchase_found(work, purchase_id)
    referral.lock(work, bought.member_id)
    bought = purchase_found(work, purchase_id)  # again, now that no other return can come between
    sold, lines = sold_of(bought), lines_of(work, bought)
    taken = _taken(work, bought, sold, lines, value_minor, wishes)
    in_force = program.serving(work, bought.member_id, bought.location)
    cause = _cause(bought, client, location, in_force)
    clawed = returned.move(work, bought, sold, lines, taken, in_force, cause)
    left_minor = sold.net_minor - sold.refunded_minor - taken.net_minor
    referral.returned(work, purchase_id, friend_id=bought.member_id, left_minor=left_minor, cause=cause)
    draw.returned(work, bought, left_minor, cause)
    return_id = work.fresh_id()
    _keep(work, bought, return_id, taken, clawed, client)
    facts.changed(work, bought.member_id)
    games.returned(work, bought, cause)
    account = accounts.account(work, bought.member_id, POINTS)
    result = TakenBack(
        return_id=return_id,
        purchase_id=purchase_id,
        member_id=bought.member_id,
        refund_minor=taken.refund_minor,
        clawed=clawed,
        restored=taken.back_points,
        available=ledger.available(work, bought.member_id),
        debt=account.debt if account else 0,
        gift_back_minor=taken.gift_back_minor,
        lines=taken.lines,
    )
    touched = stamp.touched(work, bought, in_force.program)
    _announce(work, result, client, location, touched)
    return result


def _cause(bought: Row, client: str, location: str, in_force: InForce) -> Cause:
    return Cause(
        client=client,
        reason="return",
        source_id=bought.purchase_id,
        location=location,
        partner=bought.partner,
        program_version=in_force.version,
    )


def _taken(
    work: Work, bought: Row, sold: Sold, lines: Sequence[Sold], value_minor: int | None, wishes: Sequence[Wish]
) -> Taken:
    """What this return does. Raises ReturnAboveRest, ReturnAboveLine, ReturnLineUnknown."""
    if wishes:
        return take_lines(sold, lines, wishes)
    if value_minor is None and _is_unreturned_gift(work, bought):
        return Taken(0, 0, 0, 0)
    return by_sum(sold, sold.rest_minor if value_minor is None else value_minor, lines)


def _is_unreturned_gift(work: Work, bought: Row) -> bool:
    """Whether it cost nothing and is not taken back yet: a stamp card's gift alone, whose stamps come back."""
    free = bought.gross_minor == bought.discount_minor
    return free and not rows.returns_of(work, bought.member_id, bought.purchase_id)


def _keep(work: Work, bought: Row, return_id: str, taken: Taken, clawed: int, client: str) -> None:
    # What was due counts, not what could be taken: parts must add up under every policy.
    rows.add_return(
        work,
        bought.member_id,
        bought.purchase_id,
        value=taken.value_minor,
        refund=taken.net_minor,
        clawed=taken.claw_points,
        restored=taken.back_points,
        gift_back=taken.gift_back_minor,
    )
    rows.insert_return(
        work,
        {
            "member_id": bought.member_id,
            "return_id": return_id,
            "purchase_id": bought.purchase_id,
            "amount_minor": taken.value_minor,
            "refund_minor": taken.refund_minor,
            "points_clawed": clawed,
            "points_restored": taken.back_points,
            "gift_back_minor": taken.gift_back_minor,
            "lines": [asdict(line) for line in taken.lines] or None,
            "client": client,
            "at": work.now,
        },
    )


def _announce(work: Work, result: TakenBack, client: str, location: str, stamps: tuple[StampFacts, ...]) -> None:
    said = PurchaseReturned(
        money_minor=result.refund_minor,
        clawed=result.clawed,
        refunded=result.restored,
        available=result.available,
        debt=result.debt,
        place=location,
        stamps=stamps,
        gift_card_minor=result.gift_back_minor,
    )
    notice.announce(work, result.member_id, said, key=f"returned:{result.return_id}")
    facts = {
        "member_id": result.member_id,
        "purchase_id": result.purchase_id,
        "return_id": result.return_id,
        "refund_minor": result.refund_minor,
        "gift_back_minor": result.gift_back_minor,
        "points_clawed": result.clawed,
        "points_restored": result.restored,
        "debt": result.debt,
        "location": location,
        "client": client,
    }
    webhook.emit(work, "purchase.returned", facts)


def purchase_found(work: Work, purchase_id: str) -> Row:
    """Raises PurchaseUnknown."""
    found = rows.get(work, purchase_id)
    if found is None:
        raise PurchaseUnknown(purchase_id=purchase_id)
    return found


def check_partner(work: Work, purchase_id: str, partner: str) -> None:
    """One partner of a coalition knows of no purchase but its own; without a partner, one knows of all.

    Raises PurchaseUnknown.
    """
    if partner and purchase_found(work, purchase_id).partner != partner:
        raise PurchaseUnknown(purchase_id=purchase_id)
