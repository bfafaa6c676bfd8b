"""Tell members when points that were on their way can be spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from actions import ledger, program, referral
from actions.notice import announce
from rules.ledger import POINTS
from rules.lifetime import last_usable_day
from rules.notice import Activated
from storage import ledger as rows
from storage.work import Row, Work

LOTS_MAX = 50  # in one unit


def tell(work: Work, limit: int = LOTS_MAX) -> Mapping[str, int]:
    """Announce the next lots that have become active; one message a member, a reward by its own."""
    referral.settle(work)
    lots = rows.pending_due(work, limit)
    plain: dict[str, list[Row]] = defaultdict(list)
    rows.lock_points(work, {lot.member_id for lot in lots if lot.source == referral.SOURCE})  # a badge may come with it
    for lot in lots:
        rows.mark_activated(work, lot.member_id, lot.lot_id)
        if lot.asset != POINTS or not lot.remaining or (lot.expires_at and lot.expires_at <= work.now):
            continue
        if lot.source == referral.SOURCE:
            referral.activated(work, lot.member_id, lot.source_id, lot.remaining)
        else:
            plain[lot.member_id].append(lot)
    for member_id, woken in plain.items():
        _announce(work, member_id, woken)
    return {"lots": len(lots)} if lots else {}


def _announce(work: Work, member_id: str, woken: list[Row]) -> None:
    zone = program.current(work).program.zone
    ends = [lot.expires_at for lot in woken if lot.expires_at is not None]
    activated = Activated(
        points=sum(lot.remaining for lot in woken),
        available=ledger.available(work, member_id),
        last_day=last_usable_day(min(ends), zone) if ends else None,
    )
    announce(work, member_id, activated, key=f"activated:{min(lot.lot_id for lot in woken)}")
