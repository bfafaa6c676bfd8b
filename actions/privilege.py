"""What a member enjoys at this moment, by tier, subscription and the discounts that hold."""

from __future__ import annotations

from actions import buyer, program, subscription, tier
from rules.cheque import MAX_CHEQUE_MINOR
from rules.condition import holds
from rules.lifetime import last_usable_day
from rules.priced import Cheque, Granted, Line, MemberState
from rules.privilege import DiscountNow, PrivilegeFacts, Subscribed
from rules.program import Program
from rules.program_offers import OFFER
from storage.work import Work

TIER = "tier"  # stands for the tier's own discount among the titles


def of(work: Work, member_id: str, location: str = "") -> PrivilegeFacts:
    """What is to be shown at the till at this place; without a place, what holds anywhere."""
    in_force = program.serving(work, member_id, location)
    document = in_force.program
    mine = document.tier(tier.name_of(work, member_id))
    state = buyer.look(work, member_id, MemberState(mine.name), in_force, work.now)
    # As large as any, so that a discount from a sum up is shown with its sum.
    cheque = Cheque((Line(MAX_CHEQUE_MINOR),), location=location, partner=document.partner_at(location))
    now = [
        DiscountNow(title=f"discount:{one.name}", percent=one.percent, from_minor=one.when.minimum_cheque_minor)
        for one in document.discounts
        if holds(one.when, cheque, state, work.now, document.zone)
    ]
    by_tier = [DiscountNow(title=TIER, percent=mine.discount)] if mine.discount else []
    return PrivilegeFacts(
        tier=mine.name,
        at=work.now,
        privileges=tier.privileges(document, mine.name),
        subscriptions=(*_subscribed(work, member_id, document), *_offered(state, document)),
        discounts=(*by_tier, *now),
    )


def _offered(state: MemberState, document: Program) -> list[Subscribed]:
    """What personal offers let the member enjoy for a while."""
    return [_enjoyed(one, document) for one in state.offers if one.offer.gives.privilege is not None]


def _enjoyed(one: Granted, document: Program) -> Subscribed:
    """In today's words, or in those of then where the programme has the offer no more."""
    offer, last_day = one.offer, last_usable_day(one.ends_at, document.zone)
    if document.offer(offer.name) is not None:
        return Subscribed(title=f"{OFFER}{offer.name}", privileges=(f"offer_gives:{offer.name}",), last_day=last_day)
    title, gives = (
        document.text(words or {}, document.default_language) for words in (offer.title, offer.gives.privilege)
    )
    return Subscribed(title=title, privileges=(gives,), last_day=last_day)


def _subscribed(work: Work, member_id: str, document: Program) -> list[Subscribed]:
    found = []
    for row in subscription.held(work, member_id):
        one = document.subscription(row.name)
        if one is None:
            continue
        title = subscription.title(one.name)
        lines = one.privileges.get(document.default_language, ())
        codes = tuple(f"{title}:{place}" for place, _ in enumerate(lines))
        found.append(Subscribed(title=title, privileges=codes, last_day=last_usable_day(row.ends_at, document.zone)))
    return found
