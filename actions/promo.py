"""Promo codes: looked at, used at once or kept for the member's next purchase, and undone when that comes back.

Locks come in one order: the member's account, the promo's budgets, the code.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from actions import buyer, draw, guess, ledger, member, notice, program, tier, webhook
from actions.ledger import Cause
from actions.program import InForce
from rules.code import bare, is_promo
from rules.condition import holds
from rules.gift_notice import PromoGiven
from rules.ledger import POINTS
from rules.lifetime import expires_at, last_usable_day
from rules.priced import Cheque, MemberState
from rules.program import Program
from rules.program_formats import Promo
from rules.promo import PROMO, PromoFacts, facts, in_days, waits
from rules.refusal import Refused
from rules.schedule import local_day
from storage import ledger as accounts
from storage import promos as rows
from storage import uses
from storage.work import Row, Work

SOURCE = "promo"  # of the lots that a promo code gave
EACH = "promo_code:"  # before a promo's name, where the uses of its generic code are counted


class PromoCodeInvalid(guess.Missed, Refused):
    """One and the same answer for a code that never was, is used up or over, or is not for this member."""

    code = "promo_code_invalid"
    sentence = "This code cannot be used."


class PromoGivesNothing(Refused):
    code = "promo_gives_nothing"
    sentence = "The member has what this code gives already; the code stays unused."


@dataclass(frozen=True, slots=True)
class Found:
    """A promo whose code may be used now. code_hash: of a unique code; None for the generic one."""

    promo: Promo
    code_hash: str | None


def look(work: Work, member_id: str, code: str, *, who: str) -> PromoFacts:
    """What this code would give the member; nothing changes.

    who: whom a miss counts against, as `guess` names them. Raises PromoCodeInvalid, PromoGivesNothing, CodesLocked.
    """
    in_force = program.serving(work, member_id)
    return facts(find(work, member_id, code, in_force, work.now, who=who, lock=False).promo)


def use(work: Work, member_id: str, code: str, *, client: str, who: str) -> PromoFacts:
    """Use a code: what needs a cheque waits for the next purchase, in place of what waited; the rest is given now.

    A gift that is handed over waits too, for at the till it is seen and recorded. Raises PromoCodeInvalid,
    PromoGivesNothing, CodesLocked, MemberUnknown.
    """
    member.locked(work, member_id)
    in_force = program.serving(work, member_id)
    found = find(work, member_id, code, in_force, work.now, who=who, lock=True)
    if waits(found.promo):
        rows.wait(work, member_id, found.promo.name, found.code_hash)
        return _told(work, member_id, facts(found.promo), who)
    if not _holds(work, member_id, found.promo, in_force):
        raise PromoCodeInvalid(who=_guessing(found, who))
    use_id = work.fresh_id()
    cause = Cause(client=client, reason=PROMO + found.promo.name, source_id=use_id, program_version=in_force.version)
    note(work, member_id, found, in_force, cause, use_id=use_id)
    life = found.promo.life if found.promo.gives.points else None
    until = expires_at(life, work.now, in_force.program.zone) if life else None
    last_day = last_usable_day(until, in_force.program.zone) if until else None
    return _told(work, member_id, facts(found.promo, last_day), who)


def waiting(work: Work, member_id: str, in_force: InForce) -> Found | None:
    """What waits for the member's next purchase and can still be used, as far as that is known without a lock."""
    return _waiting(work, member_id, in_force, work.now, lock=False)


def waiting_facts(work: Work, member_id: str) -> PromoFacts | None:
    """What waits for the member's next purchase, or None."""
    found = waiting(work, member_id, program.serving(work, member_id))
    return facts(found.promo) if found else None


def drop(work: Work, member_id: str) -> None:
    """Let nothing wait for the member's next purchase; its code can be typed again."""
    rows.stop_waiting(work, member_id)


def for_sale(
    work: Work, member_id: str, code: str, in_force: InForce, at: datetime, *, client: str, lock: bool
) -> Found | None:
    """The promo of a sale at this instant: of the code that the till sent, else what waits for this member, if any.

    lock: to use it; the member's account is locked by then. For the till's code raises PromoCodeInvalid,
    PromoGivesNothing, CodesLocked.
    """
    if code:
        return find(work, member_id, code, in_force, at, who=guess.at_till(client, member_id), lock=lock)
    return _waiting(work, member_id, in_force, at, lock=lock)


def find(work: Work, member_id: str, code: str, in_force: InForce, at: datetime, *, who: str, lock: bool) -> Found:
    """Raises PromoCodeInvalid, PromoGivesNothing, CodesLocked."""
    guess.check(work, who)
    found = _of_code(work, code, in_force.program)
    if found is None or not _usable(work, member_id, found, in_force, at, lock=lock):
        raise PromoCodeInvalid(who=_guessing(found, who))
    if _has_tier(work, member_id, found.promo, in_force):
        raise PromoGivesNothing
    return found


def note(
    work: Work,
    member_id: str,
    found: Found,
    in_force: InForce,
    cause: Cause,
    *,
    use_id: str = "",
    off_minor: int = 0,
) -> None:
    """Count a use, and give what the promo gives besides taking off a cheque. use_id: empty for that of a purchase.

    cause: its source_id is the purchase, or the use. off_minor: what the cheque takes off for it.
    Called under the locks that `find` took. Raises PromoGivesNothing.
    """
    promo = found.promo
    _count(work, found, 1)
    use = {
        "member_id": member_id,
        "use_id": use_id or work.fresh_id(),
        "promo": promo.name,
        "purchase_id": None if use_id else cause.source_id,
        "client": cause.client,
    }
    rows.insert_use(work, {**use, "code_hash": found.code_hash, "at": work.now})
    kept = rows.waiting(work, member_id)
    if kept is not None and (kept.promo, kept.code_hash) == (promo.name, found.code_hash):
        rows.stop_waiting(work, member_id)
    _give(work, member_id, promo, in_force, cause)
    given = facts(promo)
    gave = {"points": given.points, "tier": given.tier, "tickets": given.tickets, "draw": given.draw}
    webhook.emit(work, "promo.used", {**use, **gave, "off_minor": off_minor, "is_gift": given.is_gift})


def undo(work: Work, bought: Row, left_minor: int, cause: Cause) -> None:
    """A purchase came back whole: its use of a code for a percent, a sum or points is as if it never was.

    One for points alone is that already when what is left would not have been enough for it; the points are taken
    back. A tier, tickets and a gift that was handed over stay, and so does their use. left_minor: of the purchase,
    after discounts.
    """
    if not (bought.rules or {}).get("promo"):
        return
    used = rows.of_purchase(work, bought.member_id, bought.purchase_id)
    if used is None:
        return
    promo = program.of_version(work, bought.program_version).promo(used.promo)
    if (
        promo is None
        or not (promo.gives.is_for_a_cheque or promo.gives.points)
        or not _falls(promo, bought, left_minor)
    ):
        return
    uses.lock_budgets(work, _budgets(promo, used.code_hash))
    if used.code_hash is not None:
        rows.code(work, used.code_hash, lock=True)
    rows.undo(work, bought.member_id, used.use_id)
    _count(work, Found(promo, used.code_hash), -1)
    if promo.gives.points:
        ledger.cancel(work, bought.member_id, SOURCE, promo.gives.points, cause)
    use = {"use_id": used.use_id, "promo": used.promo, "purchase_id": bought.purchase_id}
    webhook.emit(work, "promo.undone", {"member_id": bought.member_id, **use, "client": cause.client})


def _falls(promo: Promo, bought: Row, left_minor: int) -> bool:
    """Whether what is left of a purchase does not carry its code any more; a percent was had on what stays bought."""
    if not left_minor or not promo.gives.points:
        return not left_minor
    # The condition was about the cheque before any discount of ours.
    gross_left = bought.gross_minor * left_minor // (bought.gross_minor - bought.discount_minor)
    return bool(gross_left < promo.when.minimum_cheque_minor)


def hash_of(code: str) -> str:
    return hashlib.sha256(bare(code).encode()).hexdigest()


def is_generic(in_force: Program, typed: str) -> bool:
    """Whether this is a code that everybody knows."""
    return _generic(in_force, typed) is not None


# ------------------------------------------------------------------ whether it may be used


def _of_code(work: Work, code: str, in_force: Program) -> Found | None:
    generic = _generic(in_force, code)
    if generic is not None:
        return Found(generic, None)
    row = rows.code(work, hash_of(code), lock=False) if is_promo(code) else None
    promo = in_force.promo(row.promo) if row else None
    return Found(promo, row.code_hash) if promo and row else None


def _guessing(found: Found | None, who: str) -> str:
    """Whom a miss counts against: a code of advertisements is guessed by nobody, also when it is spent."""
    return "" if found is not None and found.code_hash is None else who


def _generic(in_force: Program, typed: str) -> Promo | None:
    words = typed.strip().casefold()
    return next((promo for promo in in_force.promos if promo.code and promo.code.casefold() == words), None)


def _waiting(work: Work, member_id: str, in_force: InForce, at: datetime, *, lock: bool) -> Found | None:
    row = rows.waiting(work, member_id)
    promo = in_force.program.promo(row.promo) if row else None
    if row is None or promo is None:
        return None
    if _has_tier(work, member_id, promo, in_force):
        return None  # they have come there by themselves meanwhile
    found = Found(promo, row.code_hash)
    return found if _usable(work, member_id, found, in_force, at, lock=lock) else None


def _has_tier(work: Work, member_id: str, promo: Promo, in_force: InForce) -> bool:
    """Whether the member stands already where the promo would lift them, or higher."""
    rank = in_force.program.rank
    return bool(promo.gives.tier) and rank(promo.gives.tier or "") <= rank(tier.name_of(work, member_id))


def _usable(work: Work, member_id: str, found: Found, in_force: InForce, at: datetime, *, lock: bool) -> bool:
    """Within its days and every limit. Its other conditions go by the cheque, or are asked when it is given."""
    promo = found.promo
    limits = _budgets(promo, found.code_hash)
    spent = uses.lock_budgets(work, limits) if lock else {name: uses.spent(work, name) for name in limits}
    if any(spent[name] >= most for name, most in limits.items()):
        return False
    if found.code_hash is not None:
        row = rows.code(work, found.code_hash, lock=lock)
        if row is None or row.used >= (promo.per_code or 1) or row.member_id not in (None, member_id):
            return False
    day = local_day(at, in_force.program.zone)
    if promo.gives.tickets and not draw.takes(work, in_force, promo.gives.tickets.draw, day, lock=lock):
        return False
    return in_days(promo, day) and rows.times(work, member_id, promo.name) < promo.per_member


def _told(work: Work, member_id: str, given: PromoFacts, who: str) -> PromoFacts:
    """Tell the member of a code that somebody else typed for them."""
    if who != guess.member(member_id):
        notice.announce(work, member_id, PromoGiven(promo=given), key=f"promo:{work.fresh_id()}")
    return given


def _holds(work: Work, member_id: str, promo: Promo, in_force: InForce) -> bool:
    """Whether the conditions about the member and the hour hold; one about a cheque makes the promo wait for one."""
    account = accounts.account(work, member_id, POINTS)
    state = MemberState(tier.name_of(work, member_id), debt=account.debt if account else 0)
    seen = buyer.look(work, member_id, state, in_force, work.now)
    return holds(promo.when, Cheque(()), seen, work.now, in_force.program.zone)


# ------------------------------------------------------------------ what it gives


def _budgets(promo: Promo, code_hash: str | None) -> dict[str, int]:
    """The most uses by counter; what has no limit is counted nowhere, so that nobody waits for it."""
    most = {PROMO + promo.name: promo.budget, EACH + promo.name: promo.per_code if code_hash is None else None}
    return {name: limit for name, limit in most.items() if limit is not None}


def _count(work: Work, found: Found, more: int) -> None:
    for name in _budgets(found.promo, found.code_hash):
        uses.spend(work, name, more)
    if found.code_hash is not None:
        rows.count_code(work, found.code_hash, more)


def _give(work: Work, member_id: str, promo: Promo, in_force: InForce, cause: Cause) -> None:
    gives = promo.gives
    cause = Cause(
        client=cause.client,
        reason=PROMO + promo.name,
        source_id=cause.source_id,
        location=cause.location,
        partner=cause.partner,
        program_version=in_force.version,
    )
    if gives.points:
        until = expires_at(promo.life, work.now, in_force.program.zone)
        ledger.earn(work, member_id, gives.points, cause, source=SOURCE, expires_at=until)
    if gives.tickets:
        draw.give(work, member_id, gives.tickets.draw, gives.tickets.count, cause, source=SOURCE)
    if gives.tier and not tier.lift(work, member_id, gives.tier, in_force.program):
        raise PromoGivesNothing
