"""What speaks against a campaign, found in its words, in the programme and in the base, before it starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

from actions import campaign_reach, segment
from actions.offer import STOCK
from actions.program import InForce
from rules import campaign_doubt
from rules.campaign import Campaign
from rules.campaign_doubt import Doubt
from rules.offer_cost import loss
from rules.segment import SegmentInvalid
from storage import campaign_values, touches, uses
from storage.work import Work

SAMPLE = 100  # members by whom it is judged what is usual in the audience
OK = "ok"


def doubts(work: Work, document: Campaign, links: Mapping[str, str], in_force: InForce) -> Iterator[Doubt]:
    """links: what each address answered so far."""
    yield from at_once(work, document, links, in_force)
    try:
        found = _audience(work, document)
    except SegmentInvalid:
        return
    if found is not None:
        yield from _of_audience(document, found)
        yield from _of_stock(work, document, found, in_force)
    yield from _of_offers(work, document, in_force)


def at_once(work: Work, document: Campaign, links: Mapping[str, str], in_force: InForce) -> Iterator[Doubt]:
    """What can be said without looking through the members."""
    program = in_force.program
    yield from campaign_doubt.of_words(document, program.languages)
    yield from campaign_doubt.of_program(document, program)
    yield from _of_links(document, links)
    try:
        segment.condition(work, document.audience)
    except SegmentInvalid as error:
        yield Doubt("expression_wrong", error.facts)


def anybody(work: Work, document: Campaign) -> bool:
    """Whether it would mean anybody now. Raises SegmentInvalid."""
    return bool(touches.sample(work, campaign_reach.audience_of(work, document.audience), document.category, 1))


def _of_links(document: Campaign, links: Mapping[str, str]) -> Iterator[Doubt]:
    for url in urls(document):
        answer = links.get(url, "")
        if answer != OK:
            yield Doubt("link_dead", {"url": url, "why": answer}) if answer else Doubt("link_unasked", {"url": url})


def urls(document: Campaign) -> list[str]:
    """Every address that a button of it leads to."""
    buttons = (button for variant in document.variants for button in variant.message.buttons)
    return list(dict.fromkeys(button.url for button in buttons if button.url is not None))


def _audience(work: Work, document: Campaign) -> segment.Counted | None:
    if document.on.kind not in ("once", "daily", "weekly", "monthly"):
        return None  # of those who will be, nobody can be counted
    return segment.count(work, document.audience)


def _of_audience(document: Campaign, found: segment.Counted) -> Iterator[Doubt]:
    facts = {"members": found.members, "reachable": found.reachable}
    if not found.reachable:
        yield Doubt("nobody", facts)
    elif document.category == "marketing" and not found.consenting:
        yield Doubt("nobody_consents", facts)


def _of_stock(work: Work, document: Campaign, found: segment.Counted, in_force: InForce) -> Iterator[Doubt]:
    """Whoever comes after the stock is out gets the message without the offer."""
    meant = found.consenting if document.category == "marketing" else found.reachable
    meant = meant * (100 - document.control_percent) // 100
    shares = sum(variant.share for variant in document.variants)
    for variant in document.variants:
        known = in_force.program.offer(variant.offer) if variant.offer else None
        if known is None or known.stock is None:
            continue
        left, members = max(0, known.stock - uses.spent(work, STOCK + known.name)), meant * variant.share // shares
        if left < members:
            facts = {"variant": variant.name, "offer": known.name, "left": left, "members": members}
            yield Doubt("offer_short", facts)


def _of_offers(work: Work, document: Campaign, in_force: InForce) -> Iterator[Doubt]:
    """Held against what is usual among some members of the audience."""
    offers = [(variant, in_force.program.offer(variant.offer)) for variant in document.variants if variant.offer]
    if not any(offer for _, offer in offers):
        return
    ids = segment.sample(work, document.audience, SAMPLE)
    members = campaign_values.of_members(work, ids).values() if ids else ()
    typical = [row.typical_minor for row in members if row.typical_minor]
    usual_minor = int(median(typical)) if typical else 0
    for variant, offer in offers:
        lost = loss(in_force.program, offer, usual_minor) if offer is not None else None
        if lost is not None:
            facts = {"offer": variant.offer, "cost_minor": lost.cost_minor, "typical_minor": lost.brings_minor}
            yield Doubt("offer_loses", {"variant": variant.name} | facts)
