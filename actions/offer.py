"""Personal offers: given to one member or to many, switched on, used at a till, and undone when that comes back."""

from __future__ import annotations

from collections.abc import Sequence

from actions import member, program, webhook
from actions.program import InForce
from rules.offer import ends_at
from rules.program_offers import Offer
from rules.refusal import Refused
from rules.webhook import instant
from storage import offers as rows
from storage import uses
from storage.work import Work

MEMBERS_MAX = 5_000  # in one unit
STOCK = "offer_stock:"  # before an offer's name, where it is counted to how many it was given
OCCASION_LETTERS = 12


class OfferUnknown(Refused):
    code = "offer_unknown"
    sentence = "The programme has no offer {offer}."


class OfferGone(Refused):
    code = "offer_gone"
    sentence = "As many members as there may be have the offer {offer} already."


# ------------------------------------------------------------------ given


def grant_many(
    work: Work, in_force: InForce, offer_name: str, member_ids: Sequence[str], *, campaign: int, occasion: str
) -> int:
    """Give an offer to these members, at most MEMBERS_MAX; to how many it was given now.

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
        "state": "given" if offer.switch_on else "on",
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
