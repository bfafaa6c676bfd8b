"""Personal offers: given to one member or to many, switched on, used at a till, and undone when that comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from actions import member, program, webhook
from actions.ledger import Cause
from actions.program import InForce
from rules.lifetime import last_usable_day
from rules.offer import ends_at, least_minor
from rules.offer_facts import OfferDone, OfferFacts, words_of
from rules.priced import Granted, Quote, Used
from rules.program import Program
from rules.program_offers import OFFER, Offer
from rules.refusal import Refused
from rules.schedule import local_day
from rules.webhook import instant
from storage import offers as rows
from storage import uses
from storage.work import Row, Work

MEMBERS_MAX = 5_000  # in one unit
STOCK = "offer_stock:"  # before an offer's name, where it is counted to how many it was given
OCCASION_LETTERS = 12
SHOWN_MAX = 20


class OfferUnknown(Refused):
    code = "offer_unknown"
    sentence = "The programme has no offer {offer}."


class OfferGone(Refused):
    code = "offer_gone"
    sentence = "As many members as there may be have the offer {offer} already."


class OfferOver(Refused):
    code = "offer_over"
    sentence = "This offer is over, used, or not this member's."


# ------------------------------------------------------------------ given


def grant_many(
    work: Work,
    in_force: InForce,
    offer_name: str,
    member_ids: Sequence[str],
    *,
    campaign: int,
    occasion: str,
    waits: bool = False,
) -> int:
    """Give an offer to these members, at most MEMBERS_MAX; to how many it was given now.

    waits: it is only set aside, until the message goes that brings it (actions.campaign_offers).

    Who has it of this campaign and occasion keeps it as it is, so that a repeated unit gives nothing twice; whoever
    comes after the stock is out gets none. Nobody is told: the campaign does. Raises OfferUnknown.
    """
    assert len(member_ids) <= MEMBERS_MAX, "a campaign gives them a chunk at a time"
    offer = _known(in_force, offer_name)
    left = _left(work, offer)
    if not member_ids or left == 0:
        return 0
    zone = in_force.program.zone
    values = {
        "offer": offer.name,
        "program_version": in_force.version,
        "campaign": campaign,
        "occasion": occasion,
        "state": "waiting" if waits else first_state(offer),
        "granted_at": work.now,
        "expires_at": ends_at(offer, work.now, zone),
    }
    given = rows.give(
        work,
        member_ids,
        values,
        times=offer.from_typical,
        otherwise_minor=offer.from_otherwise_minor or 0,
        at_most=left,
    )
    if offer.stock is not None and given:
        uses.spend(work, STOCK + offer.name, given)
    return given


def grant(work: Work, member_id: str, offer_name: str, *, client: str) -> str:
    """Give an offer to one member; its id. Raises MemberUnknown, OfferUnknown, OfferGone."""
    member.locked(work, member_id)
    in_force = program.serving(work, member_id)
    occasion = work.fresh_code(OCCASION_LETTERS)
    if not grant_many(work, in_force, offer_name, [member_id], campaign=0, occasion=occasion):
        raise OfferGone(offer=offer_name)
    row = rows.of_occasion(work, member_id, offer_name, occasion)
    told = {"member_id": member_id, "offer_id": row.offer_id, "offer": offer_name, "client": client}
    webhook.emit(work, "offer.given", {**told, "from_minor": row.from_minor, "expires_at": instant(row.expires_at)})
    return str(row.offer_id)


def withdraw(work: Work, member_id: str, offer_id: str) -> None:
    """Take an offer away that was not used yet. Raises MemberUnknown, OfferOver."""
    member.locked(work, member_id)
    if not rows.withdraw(work, member_id, offer_id):
        raise OfferOver


def first_state(offer: Offer) -> str:
    return "given" if offer.switch_on else "on"


def _known(in_force: InForce, name: str) -> Offer:
    offer = in_force.program.offer(name)
    if offer is None:
        raise OfferUnknown(offer=name)
    return offer


def _left(work: Work, offer: Offer) -> int | None:
    """To how many more it may be given, or None for any number; nobody else gives it to the end of the unit."""
    if offer.stock is None:
        return None
    counter = STOCK + offer.name
    return max(0, offer.stock - uses.lock_budgets(work, [counter])[counter])


# ------------------------------------------------------------------ what members see and choose


def of(work: Work, member_id: str) -> tuple[OfferFacts, ...]:
    """The member's newest offers: those that can be used first, by their last day, then what became of the others."""
    found = [_facts(work, row) for row in rows.newest(work, member_id, SHOWN_MAX)]
    return tuple(sorted(found, key=lambda one: (not one.is_open, one.last_day if one.is_open else date.min)))


def get(work: Work, member_id: str, offer_id: str) -> OfferFacts:
    """Raises OfferOver for what is not this member's."""
    row = rows.get(work, member_id, offer_id)
    if row is None:
        raise OfferOver
    return _facts(work, row)


def switch_on(work: Work, member_id: str, offer_id: str) -> OfferFacts:
    """Let it count from the next purchase; one that is on already stays so. Raises OfferOver."""
    rows.switch_on(work, member_id, offer_id)
    found = get(work, member_id, offer_id)
    if found.state != "on":
        raise OfferOver
    return found


def _facts(work: Work, kept: Row) -> OfferFacts:
    then = program.of_version(work, kept.program_version)
    offer, zone = promised(then, kept.offer), then.zone
    gives, is_open = offer.gives, kept.state in ("given", "on")
    return OfferFacts(
        offer_id=kept.offer_id,
        offer=offer.name,
        kind=gives.kind,
        state="over" if is_open and kept.expires_at <= work.now else kept.state,
        last_day=last_usable_day(kept.expires_at, zone),
        points=gives.points or 0,
        times=gives.times or Decimal(0),
        percent=gives.percent or Decimal(0),
        sum_minor=gives.sum_minor or 0,
        stamps=gives.stamps.count if gives.stamps else 0,
        card=gives.stamps.card if gives.stamps else "",
        least_minor=least_minor(offer, kept.from_minor),
        progress=min(kept.progress, offer.purchases),
        purchases=offer.purchases,
        used_on=local_day(kept.used_at, zone) if kept.used_at else None,
        given_points=kept.points,
        off_minor=kept.off_minor,
        words=words_of(offer),
    )


def promised(then: Program, name: str) -> Offer:
    """The terms that somebody was given. then: the programme that promised them."""
    offer = then.offer(name)
    assert offer is not None, "it was given by this version of the programme"
    return offer


# ------------------------------------------------------------------ at the till


def usable(work: Work, member_id: str, at: datetime) -> tuple[Granted, ...]:
    """What is on at this instant, each on the terms that it was given on."""
    found = []
    for row in rows.usable(work, member_id, at):
        offer = promised(program.of_version(work, row.program_version), row.offer)
        found.append(Granted(row.offer_id, offer, row.expires_at, row.from_minor, row.progress))
    return tuple(found)


def left_of_budgets(work: Work, granted: Sequence[Granted], in_force: Program, *, lock: bool) -> dict[str, Used]:
    """How many points each of these may still give, where that has a limit. lock: to give them."""
    most = {OFFER + name: budget for one in granted if (budget := _budget(in_force, name := one.offer.name, one.offer))}
    spent = uses.lock_budgets(work, most) if lock else {name: uses.spent(work, name) for name in most}
    return {name: Used(budget_left=max(0, budget - spent[name])) for name, budget in most.items()}


def _budget(in_force: Program, name: str, promised: Offer) -> int | None:
    """What today's programme says, as far as it has the offer."""
    return (in_force.offer(name) or promised).budget


def note(work: Work, member_id: str, quoted: Quote, in_force: InForce, cause: Cause) -> None:
    """Mark what a purchase used and count it for what takes several. cause: its source_id is the purchase.

    Called under the lock of the member's account and those of the budgets.
    """
    rows.count(work, member_id, quoted.counted, 1)
    used = quoted.offer
    if used is None:
        return
    name, offer_id = used.name, used.granted.offer_id
    gave = {"points": used.points, "off_minor": used.off_minor}
    rows.use(work, member_id, offer_id, cause.source_id, **gave)
    if used.points and _budget(in_force.program, name, used.granted.offer) is not None:
        uses.spend(work, OFFER + name, used.points)
    told = {"member_id": member_id, "offer_id": offer_id, "offer": name, "purchase_id": cause.source_id}
    more = {**gave, "stamps": used.stamps, "is_gift": used.is_gift}
    webhook.emit(work, "offer.used", {**told, **more, "client": cause.client})


def done(quoted: Quote) -> OfferDone | None:
    """What an offer does to this cheque, or None."""
    used = quoted.offer
    if used is None:
        return None
    return OfferDone(
        offer=used.name,
        points=used.points,
        off_minor=used.off_minor,
        stamps=used.stamps,
        is_gift=used.is_gift,
        words=words_of(used.granted.offer),
    )


def at_till(work: Work, member_id: str) -> tuple[OfferFacts, ...]:
    """What the next cheque may use; privileges stand among the others that the member has."""
    found = (_facts(work, row) for row in rows.usable(work, member_id, work.now))
    return tuple(one for one in found if one.kind != "privilege")


def returned(work: Work, bought: Row, left_minor: int, cause: Cause, *, all_points_back: bool) -> None:
    """Count what an offer gave without what came back; whole, the purchase is as if it never used it.

    A gift that was handed over stays, and so does its use; so do points that the member keeps by the programme's
    policy. left_minor: of the purchase, after discounts.
    """
    kept = bought.rules or {}
    if kept.get("counted") and not left_minor:
        rows.count(work, bought.member_id, kept["counted"], -1)
    row = rows.of_purchase(work, bought.member_id, bought.purchase_id) if kept.get("offer") else None
    if row is None:
        return
    points = dict(kept.get("earned", ())).get(OFFER + row.offer, 0)
    off_minor = sum(minor for kind, _, minor in kept.get("off", ()) if kind == "offer")
    value_minor = bought.gross_minor - bought.discount_minor
    if left_minor:
        left = {"points": points * left_minor // value_minor, "off_minor": off_minor * left_minor // value_minor}
        rows.note_left(work, row.member_id, row.offer_id, **left)
        return
    terms = promised(program.of_version(work, row.program_version), row.offer)
    if terms.gives.gift is not None or (points and not all_points_back):
        return
    _give_back(work, terms, points)
    rows.undo(work, row.member_id, row.offer_id)
    told = {"member_id": row.member_id, "offer_id": row.offer_id, "offer": row.offer}
    webhook.emit(work, "offer.undone", {**told, "purchase_id": bought.purchase_id, "client": cause.client})


def _give_back(work: Work, promised: Offer, points: int) -> None:
    """Let others have the points of the budget."""
    if promised.budget is not None and points:
        uses.lock_budgets(work, [OFFER + promised.name])
        uses.spend(work, OFFER + promised.name, -points)
