"""Stamp cards: what is on them, stamps given by hand, gifts handed over, and what a return undoes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions import ledger, member, notice, program
from actions.ledger import Cause
from actions.program import InForce
from rules.condition import meant
from rules.ledger import Lot, available
from rules.lifetime import ForDays, expires_at, last_usable_day
from rules.priced import Line, Quote
from rules.program import Program
from rules.program_formats import StampCard
from rules.refusal import Refused, StampCardUnknown, StampsMissing
from rules.returns import Sold
from rules.reward_notice import GiftHanded, Stamped
from rules.stamp import STAMP, StampedLine, StampFacts, StampGain, due_back
from storage import ledger as accounts
from storage import purchases
from storage.work import Row, Work

BY_HAND_MAX = 20  # at a time


class StampReasonMissing(Refused):
    code = "stamp_reason_missing"
    sentence = "Stamps that are given by hand need a reason; the history keeps it."


def cards(work: Work, member_id: str, in_force: Program) -> list[StampFacts]:
    """What is on each card of the programme, in its order."""
    return [_facts(work, member_id, card, in_force) for card in in_force.stamps]


def touched(work: Work, bought: Row, in_force: Program) -> tuple[StampFacts, ...]:
    """The cards that this purchase filled or emptied, as they are now."""
    kept = bought.rules or {}
    names = {name for name, _ in kept.get("stamps", ())} | {kept.get("stamp_gift", "")}
    return tuple(_facts(work, bought.member_id, card, in_force) for card in in_force.stamps if card.name in names)


def gains(work: Work, member_id: str, in_force: Program, quoted: Quote) -> tuple[StampGain, ...]:
    """What this purchase, which is recorded, put on the cards."""
    found = []
    for name, count in quoted.stamps:
        card = in_force.stamp_card(name)
        assert card is not None, "it was priced by this programme"
        now = _facts(work, member_id, card, in_force)
        found.append(StampGain(card=name, gained=count, stamps=now.stamps, needed=card.needed, gifts=now.gifts))
    return tuple(found)


def grant(
    work: Work, member_id: str, name: str, count: int, reason: str, client: str, location: str = ""
) -> StampFacts:
    """Give stamps by hand. count: 1 to BY_HAND_MAX. Raises MemberUnknown, StampCardUnknown, StampReasonMissing."""
    assert 1 <= count <= BY_HAND_MAX, "the edge checks the count"
    if not reason.strip():
        raise StampReasonMissing
    member.locked(work, member_id)
    in_force = program.serving(work, member_id, location)
    card = _card(in_force, name)
    until = expires_at(card.life, work.now, in_force.program.zone)
    cause = Cause(client=client, reason=reason, location=location, program_version=in_force.version)
    posted = ledger.adjust(work, member_id, count, cause, expires_at=until, asset=STAMP + name)
    now = _facts(work, member_id, card, in_force.program)
    gain = StampGain(card=name, gained=count, stamps=now.stamps, needed=card.needed, gifts=now.gifts)
    notice.announce(work, member_id, Stamped(gain=gain), key=f"stamped:{posted.tx_id}")
    return now


def hand_over(work: Work, member_id: str, name: str, client: str, location: str = "") -> StampFacts:
    """Take a full card for a gift that is handed over, without a purchase.

    Raises MemberUnknown, StampCardUnknown, StampsMissing.
    """
    member.locked(work, member_id)
    in_force = program.serving(work, member_id, location)
    card = _card(in_force, name)
    before = _facts(work, member_id, card, in_force.program)
    if not before.gifts:
        raise StampsMissing(card=name, has=before.stamps, needed=card.needed)
    cause = Cause(client=client, reason="gift", location=location, program_version=in_force.version)
    spent = ledger.spend(work, member_id, card.needed, cause, asset=STAMP + name)
    now = _facts(work, member_id, card, in_force.program)
    handed = GiftHanded(card=name, stamps=now.stamps, needed=card.needed)
    notice.announce(work, member_id, handed, key=f"gift_handed:{spent.tx_id}")
    return now


# ------------------------------------------------------------------ returns


def returned(
    work: Work,
    bought: Row,
    before: Sold,
    lines_before: Sequence[Sold],
    after: Sold,
    lines_after: Sequence[Sold],
    cause: Cause,
) -> None:
    """Take back the stamps of what came back; with the last of it, give back those that a gift took.

    before, after: the purchase, and its lines, before and after this return. By the terms of the programme that the
    purchase was made under, never by today's.
    """
    kept = bought.rules or {}
    if not (kept.get("stamps") or kept.get("stamp_gift")):
        return
    then = program.of_version(work, bought.program_version)
    began = bool(purchases.returns_of(work, bought.member_id, bought.purchase_id))
    was_whole, is_whole = began and _is_back(before, lines_before), _is_back(after, lines_after)
    if is_whole and not was_whole and kept.get("stamp_gift"):
        _give_back(work, bought, kept["stamp_gift"], then, cause)
    for name, count in kept.get("stamps", ()):
        card = then.stamp_card(name)
        # What was due counts, not what could be taken: parts must add up under every policy, and after a merge.
        due = count if is_whole else _due(card, count, bought, after, lines_after)
        due -= count if was_whole else _due(card, count, bought, before, lines_before)
        if due > 0:
            _claw_back(work, bought, name, due, then, cause)


def _is_back(sold: Sold, lines: Sequence[Sold]) -> bool:
    """Whether nothing is left of it. One that cost nothing is back with the last piece by line, else at once."""
    if sold.rest_minor or sold.value_minor:
        return not sold.rest_minor
    back = [line.returned_quantity for line in lines]
    return not any(back) or back == [line.quantity for line in lines]


def _due(card: StampCard | None, count: int, bought: Row, after: Sold, lines: Sequence[Sold]) -> int:
    """How many stamps of this card are to be back by now; a visit's go with the whole purchase alone."""
    if card is None or card.on == "visit":
        return 0
    sold = [
        Line(
            line.get("amount_minor", 0),
            category=line.get("category", ""),
            sku=line.get("sku", ""),
            brand=line.get("brand", ""),
            labels=tuple(line.get("labels", ())),
        )
        for line in bought.lines
    ]
    stamped = [
        StampedLine(line.quantity, line.returned_quantity)
        for line, is_meant in zip(lines, meant(card.goods, sold), strict=True)
        if is_meant and line.net_minor
    ]
    by_line = sum(line.returned_minor for line in lines)
    return due_back(
        count, stamped, value_minor=after.value_minor, by_line_minor=by_line, returned_minor=after.returned_minor
    )


def _claw_back(work: Work, bought: Row, name: str, due: int, then: Program, cause: Cause) -> None:
    asset = STAMP + name
    given = accounts.given(work, bought.member_id, asset, "purchase", bought.purchase_id)
    entry = given[0][0] if given else None
    ledger.claw_back(work, bought.member_id, entry, due, then.returns.policy, cause, asset=asset)


def _give_back(work: Work, bought: Row, name: str, then: Program, cause: Cause) -> None:
    card, asset = then.stamp_card(name), STAMP + name
    assert card is not None, "the purchase was priced by this programme"
    days = then.returns.grace_days
    until = expires_at(ForDays(kind="days", days=days), work.now, then.zone) if days else None
    spent = accounts.spent_on(work, bought.member_id, asset, bought.purchase_id)
    if spent is not None:
        ledger.refund(work, bought.member_id, spent.tx_id, card.needed, cause, grace_until=until or work.now)
        return
    # They were spent from an account that was joined with this one: their own lots are not here.
    life = expires_at(card.life, work.now, then.zone)
    ledger.earn(work, bought.member_id, card.needed, cause, source="refund", expires_at=life, asset=asset)


# ------------------------------------------------------------------ one card


def _card(in_force: InForce, name: str) -> StampCard:
    card = in_force.program.stamp_card(name)
    if card is None:
        raise StampCardUnknown(card=name)
    return card


def _facts(work: Work, member_id: str, card: StampCard, in_force: Program) -> StampFacts:
    asset = STAMP + card.name
    lots = accounts.lots_left(work, member_id, asset)
    account = accounts.account(work, member_id, asset)
    return StampFacts(
        card=card.name,
        stamps=available(lots, work.now),
        needed=card.needed,
        owed=account.debt if account else 0,
        last_day=_last_day(lots, work, in_force),
        percent=int(card.gift.percent),
        on_any=card.gift.goods.is_everything,
    )


def _last_day(lots: Sequence[Lot], work: Work, in_force: Program) -> date | None:
    ends = [lot.expires_at for lot in lots if lot.expires_at is not None and lot.usable(work.now) and lot.free]
    return last_usable_day(min(ends), in_force.zone) if ends else None
