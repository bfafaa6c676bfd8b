"""Every way in which points move; each is posted under its account's lock (actions.posting)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions.posting import Book, Cause, Posted
from rules import ledger as plan
from rules.ledger import DEBT, POINTS, Account, Kind, Lot, Move, Plan, Policy
from rules.refusal import NotEnoughPoints, Refused
from storage import ledger as rows
from storage.work import Work

__all__ = ["Cause", "Posted"]


class HoldClosed(Refused):
    code = "hold_closed"
    sentence = "This hold is already {state}; open a new one."


class HoldUnknown(Refused):
    code = "hold_unknown"
    sentence = "There is no hold {hold_id}."


class CaptureAboveHold(Refused):
    code = "capture_above_hold"
    sentence = "Points that the hold keeps: {held}; asked: {points}."


class RefundAboveSpend(Refused):
    code = "refund_above_spend"
    sentence = "Of these spent points can still be refunded: {rest}; asked: {points}."


@dataclass(frozen=True, slots=True)
class Held:
    hold_id: str
    points: int
    expires_at: datetime


def earn(
    work: Work,
    member_id: str,
    points: int,
    cause: Cause,
    *,
    source: str,
    active_at: datetime | None = None,
    expires_at: datetime | None = None,
    asset: str = POINTS,
    giver: str = "",
    locked: Account | None = None,
) -> Posted:
    """Give points as one lot; a debt is repaid from them at once. points: 1 to POINTS_MAX.

    active_at: None for at once; until then they are pending. giver: the coalition's partner who owes for them wherever
    they are spent; empty for the programme itself. locked: see Book.
    """
    book = Book(work, member_id, asset, locked)
    return book.give("earn", points, cause, source, active_at, expires_at, giver)


def spend(work: Work, member_id: str, points: int, cause: Cause, *, asset: str = POINTS) -> Posted:
    """Spend what burns first. Raises NotEnoughPoints, DebtOpen."""
    book = Book(work, member_id, asset)
    return book.post("spend", Plan(book.afford(points, plan.take)), cause)


def adjust(
    work: Work, member_id: str, points: int, cause: Cause, *, expires_at: datetime | None = None, asset: str = POINTS
) -> Posted:
    """Correct a balance by hand; cause.reason says why. Raises NotEnoughPoints when there is less to take."""
    assert cause.reason, "an adjustment names its reason"
    book = Book(work, member_id, asset)
    if points > 0:
        return book.give("adjust", points, cause, "adjustment", None, expires_at)
    lots = book.lots()
    moves = plan.take(lots, -points, book.at)
    if moves is None:
        raise NotEnoughPoints(available=plan.available(lots, book.at), points=-points)
    return book.post("adjust", Plan(moves), cause)


def hold(
    work: Work, member_id: str, points: int, cause: Cause, *, minutes: int, session: str = "", asset: str = POINTS
) -> Held:
    """Keep points for a purchase under way; the same client and session replace their earlier hold.

    Raises NotEnoughPoints, DebtOpen.
    """
    book = Book(work, member_id, asset)
    earlier = rows.open_hold_of(work, member_id, asset, cause.client, session) if session else None
    if earlier is not None:
        void(work, earlier.hold_id, cause)
        book = Book(work, member_id, asset)
    moves = book.afford(points, plan.pin)
    hold_id = work.fresh_id()
    posted = book.post("hold", Plan(moves), replace(cause, source_id=hold_id))
    expires_at = book.at + timedelta(minutes=minutes)
    rows.insert_hold(
        work,
        {
            "member_id": member_id,
            "hold_id": hold_id,
            "asset": asset,
            "tx_id": posted.tx_id,
            "amount": points,
            "state": "open",
            "client": cause.client,
            "session": session,
            "opened_at": book.at,
            "expires_at": expires_at,
        },
    )
    return Held(hold_id, points, expires_at)


def capture(work: Work, hold_id: str, points: int, cause: Cause) -> Posted:
    """Spend the first points of a hold, let go of the rest. Within the hold's life it always succeeds.

    Raises HoldUnknown, HoldClosed (also after its time-out), CaptureAboveHold.
    """
    found, book = _open_hold(work, hold_id)
    if found.expires_at <= book.at:
        raise HoldClosed(state="expired")
    if points > found.amount:
        raise CaptureAboveHold(held=found.amount, points=points)
    posted, _ = _settle(book, found, "capture", points, cause)
    rows.close_hold(work, found.member_id, hold_id, "captured", points)
    return posted


def void(work: Work, hold_id: str, cause: Cause, *, state: str = "void") -> int:
    """Let go of a hold; what its lots lost meanwhile burns at once. Returns the points that became usable again.

    Raises HoldUnknown, HoldClosed.
    """
    found, book = _open_hold(work, hold_id)
    _, freed = _settle(book, found, "void", 0, cause)
    rows.close_hold(work, found.member_id, hold_id, state, 0)
    return freed


def release(work: Work, hold_id: str, cause: Cause) -> None:
    """Let go of a hold if it is still open, which is known under the lock alone; nothing to do otherwise."""
    with suppress(HoldUnknown, HoldClosed):
        void(work, hold_id, cause)


def write_off(work: Work, member_id: str, cause: Cause, *, asset: str = POINTS) -> None:
    """Take everything that is not held, usable or not: the account of somebody who goes."""
    book = Book(work, member_id, asset)
    moves = tuple(Move(lot.lot_id, -lot.free) for lot in book.lots() if lot.free)
    if moves:
        book.post("adjust", Plan(moves), cause)


def transfer_out(work: Work, member_id: str, lot_ids: Collection[str], cause: Cause, *, asset: str = POINTS) -> int:
    """Take what is free in these lots, and the debt, off an account that another one follows; the debt it had."""
    book = Book(work, member_id, asset)
    debt = book.account.debt
    moves = tuple(Move(lot.lot_id, -lot.free) for lot in book.lots() if lot.free and lot.lot_id in lot_ids)
    if moves or debt:
        book.post("transfer", Plan(moves, (), -debt), cause)
    return debt


def transfer_in(
    work: Work,
    member_id: str,
    points: int,
    cause: Cause,
    *,
    source: str,
    active_at: datetime | None,
    expires_at: datetime | None,
    asset: str = POINTS,
    giver: str = "",
) -> Posted:
    """Give points that were taken off another account, as one lot that lives on as it did there."""
    return Book(work, member_id, asset).give("transfer", points, cause, source, active_at, expires_at, giver)


def transfer_debt(work: Work, member_id: str, points: int, cause: Cause, *, asset: str = POINTS) -> None:
    """Take over a debt from another account: repaid from what is here, owed as far as that is too little."""
    book = Book(work, member_id, asset)
    repaid = plan.claw_back((), book.lots(), points, "debt", book.at)
    book.post("transfer", repaid, replace(cause, reason=DEBT))


def refund(work: Work, member_id: str, spend_tx_id: str, points: int, cause: Cause, *, grace_until: datetime) -> Posted:
    """Put spent points back into their own lots; into an expired one's place, a new lot that lives until then.

    grace_until: the first unusable instant; by then already, these points burn at once.
    Raises RefundAboveSpend.
    """
    spent = rows.transaction(work, member_id, spend_tx_id)
    assert spent is not None
    assert spent.kind in ("spend", "capture"), "only a spend can be refunded"
    book = Book(work, member_id, spent.asset)
    already = rows.refunded(work, member_id, spend_tx_id)
    if points > -spent.amount - already:
        raise RefundAboveSpend(rest=-spent.amount - already, points=points)
    consumed = [move for move in rows.moves_of(work, member_id, spend_tx_id) if move.d_remaining]
    lots = rows.lots_moved(work, member_id, spend_tx_id)

    def grace() -> Lot:
        return Lot(work.fresh_id(), "refund", cause.source_id, 0, 0, 0, book.at, grace_until)

    refunded = plan.refund(consumed, already, points, lots, grace, book.at)
    posted = book.post("refund", refunded, cause, reverses=spend_tx_id)
    book.burn(refunded.opened, cause)
    return posted


def refund_anew(
    work: Work, member_id: str, parts: Sequence[tuple[str, int]], cause: Cause, *, expires_at: datetime | None
) -> Posted:
    """Give back spent points whose own lots are in another account: new lots, one for each (who gave them, points)."""
    book = Book(work, member_id, POINTS)
    lots = (
        Lot(work.fresh_id(), "refund", cause.source_id, points, points, 0, book.at, expires_at, giver)
        for giver, points in parts
    )
    return book.post("refund", Plan((), tuple(lots)), cause)


def claw_back(
    work: Work,
    member_id: str,
    earn_tx_id: str | None,
    points: int,
    policy: Policy,
    cause: Cause,
    *,
    asset: str = POINTS,
) -> Posted | None:
    """Take back what the purchase `cause.source_id` gave: from its own lots, the others, then as a debt.

    None when nothing could be taken under the policy.
    """
    book = Book(work, member_id, asset)
    lots = book.lots()
    own = [lot for lot in lots if lot.source == "purchase" and lot.source_id == cause.source_id]
    others = [lot for lot in lots if lot not in own]
    taken = plan.claw_back(own, others, points, policy, book.at)
    return book.post("clawback", taken, cause, reverses=earn_tx_id) if taken.amount else None


def cancel(work: Work, member_id: str, source: str, points: int, cause: Cause, *, asset: str = POINTS) -> None:
    """Take back a reward whose ground fell away: so many points, given from this source about `cause.source_id`.

    From its own lots, then the others; what of it has repaid a debt, or is gone, is owed again. points: as the caller
    keeps them, for after a merge the entry that gave them is in another chain. The caller says so once.
    """
    cause = replace(cause, partner="")  # the programme gave it, wherever the purchase was; the programme has it back
    book = Book(work, member_id, asset)
    lots = book.lots()
    own = [lot for lot in lots if lot.source == source and lot.source_id == cause.source_id]
    others = [lot for lot in lots if lot not in own]
    given = rows.given(work, member_id, asset, source, cause.source_id)
    taken = plan.claw_back(own, others, points, "debt", book.at)
    book.post("clawback", taken, cause, reverses=given[0][0] if given else None)


def expire(work: Work, member_id: str, cause: Cause, *, asset: str = POINTS) -> int:
    """Burn what is not held of every lot whose life has ended, one entry a lot; the points that burned."""
    book = Book(work, member_id, asset)
    return book.burn(plan.in_order(book.lots()), cause)


def prolong(work: Work, member_id: str, source: str, expires_at: datetime, cause: Cause) -> None:
    """Let this source's dated points live until then; nothing is posted when they do already."""
    book = Book(work, member_id, POINTS)
    lots = [lot for lot in book.lots() if lot.source == source]
    moved = plan.prolong(lots, expires_at, work.fresh_id, book.at)
    if moved.moves:
        book.post("prolong", moved, cause)


def balance(work: Work, member_id: str, asset: str = POINTS) -> int:
    """Everything on the account: usable, pending and held."""
    account = rows.account(work, member_id, asset)
    return 0 if account is None else account.balance


def debt(work: Work, member_id: str, asset: str = POINTS) -> int:
    """Points owed after a return."""
    account = rows.account(work, member_id, asset)
    return 0 if account is None else account.debt


def available(work: Work, member_id: str, asset: str = POINTS) -> int:
    """Points that could be spent now, a debt aside."""
    return rows.available(work, member_id, asset)


def _open_hold(work: Work, hold_id: str) -> tuple[Any, Book]:
    """The open hold and its account's book; whether it is open is asked again under the lock."""
    found = rows.hold(work, hold_id)
    if found is None:
        raise HoldUnknown(hold_id=hold_id)
    book = Book(work, found.member_id, found.asset)
    found = rows.hold(work, hold_id)
    assert found is not None
    if found.state != "open":
        raise HoldClosed(state=found.state)
    return found, book


def _settle(book: Book, hold: Any, kind: Kind, points: int, cause: Cause) -> tuple[Posted, int]:
    """Close a hold's pins: spend the first points, release the rest, burn what of it is past its life.

    Returns the entry, and the points that became usable again.
    """
    pins = rows.moves_of(book.work, hold.member_id, hold.tx_id)
    lots = rows.lots_moved(book.work, hold.member_id, hold.tx_id)
    moved = plan.settle(pins, points)
    about = replace(cause, source_id=cause.source_id or hold.hold_id)
    posted = book.post(kind, moved, about, reverses=hold.tx_id)
    let_go = {pin.lot_id: pin.d_held + move.d_remaining for pin, move in zip(pins, moved.moves, strict=True)}
    after = [plan.apply(lot, moved.moves) for lot_id, lot in lots.items() if let_go[lot_id]]
    book.burn(plan.in_order(after), cause)
    return posted, sum(let_go[lot.lot_id] for lot in after if not lot.expired(book.at))
