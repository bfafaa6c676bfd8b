"""A recorded purchase, read: for a till that takes goods back, and for the receipt."""

from __future__ import annotations

from typing import Any

from actions import ledger, member, program
from actions.returns import lines_of, purchase_found, sold_of
from rules.bought import Bought, BoughtLine, Receipt
from rules.lifetime import last_usable_day
from rules.returns import Sold
from storage import ledger as accounts
from storage.work import Work


def get(work: Work, purchase_id: str) -> Bought:
    """Raises PurchaseUnknown."""
    row = purchase_found(work, purchase_id)
    return Bought(
        purchase_id=row.purchase_id,
        member_id=row.member_id,
        at=row.at,
        location=row.location,
        partner=row.partner,
        receipt=row.receipt,
        gross_minor=row.gross_minor,
        discount_minor=row.discount_minor,
        sold=sold_of(row),
        lines=tuple(_line(kept, sold) for kept, sold in zip(row.lines, lines_of(work, row), strict=True)),
    )


def receipt(work: Work, purchase_id: str) -> tuple[Receipt, str]:
    """What a receipt says, and the member's language. Raises PurchaseUnknown, MemberUnknown."""
    row = purchase_found(work, purchase_id)
    buyer = member.get(work, row.member_id)
    rules = row.rules or {}
    given = accounts.lots_of(work, row.member_id, "purchase", purchase_id)
    zone = program.of_version(work, row.program_version).zone
    pending = [lot.active_at for lot in given if lot.active_at > work.now]
    ends = [lot.expires_at for lot in given if lot.expires_at is not None]
    is_all_back = 0 < row.returned_minor == row.gross_minor - row.discount_minor
    said = Receipt(
        place=row.location,
        tier=buyer.tier,
        off_minor=sum(minor for _, _, minor in rules.get("off", ())),
        spent=row.points_spent,
        spent_minor=row.points_minor,
        gift_minor=row.gift_minor,
        due_minor=row.net_minor - row.gift_minor,
        earned=row.points_earned - row.points_clawed,
        active_at=min(pending) if pending else None,
        last_day=last_usable_day(min(ends), zone) if ends else None,
        stamps=() if is_all_back else tuple((card, count) for card, count in rules.get("stamps", ())),
        returned_minor=row.returned_minor,
        available=ledger.available(work, row.member_id),
        debt=ledger.debt(work, row.member_id),
    )
    return said, buyer.language


def _line(kept: dict[str, Any], sold: Sold) -> BoughtLine:
    return BoughtLine(
        amount_minor=kept.get("amount_minor", 0),
        category=kept.get("category", ""),
        sku=kept.get("sku", ""),
        brand=kept.get("brand", ""),
        name=kept.get("name", ""),
        gift_minor=kept.get("gift_minor", 0),
        sold=sold,
    )
