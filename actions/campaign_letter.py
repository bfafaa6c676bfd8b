"""What a campaign's message says to each of a claim's members: its variant's words, and the member's own values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from actions import program, tier
from actions.offer import promised
from rules import placeholder
from rules.campaign import Campaign, Variant, campaign_of
from rules.campaign_notice import TEST, CampaignMessage
from rules.ledger import Lot, available
from rules.lifetime import last_usable_day
from rules.offer import ends_at, least_minor, personal_minor
from rules.placeholder import Filling
from rules.program import Program
from rules.program_offers import Offer
from rules.schedule import local_day
from rules.tier import Counters
from storage import campaign_values as values
from storage import campaigns as rows
from storage.work import Row, Work

_OF_POINTS = frozenset({"balance", "burning", "burning_day"})
_OF_THE_WAY = frozenset({"tier_next", "tier_lacking"})
_OF_OFFERS = frozenset({"offer", "offer_from", "offer_day"})


@dataclass(frozen=True, slots=True)
class Letter:
    """member_id: whose values are told; None for nobody's, as to a colleague."""

    member_id: str | None
    campaign: int
    occasion: str
    variant: Variant
    document: Campaign


def documents(work: Work, numbers: Iterable[int]) -> dict[int, Campaign]:
    """The campaigns of these numbers that there still are."""
    return {number: campaign_of(kept) for number, kept in rows.documents(work, sorted(set(numbers))).items()}


def letter_of(row: Row, known: Mapping[int, Campaign]) -> Letter | None:
    """row: member_id and facts of a delivery. None for a variant that there is no more."""
    document = known.get(row.facts["campaign"])
    variant = document.variant(row.facts["variant"]) if document else None
    if document is None or variant is None:
        return None
    whose = row.facts.get("member_id") or row.member_id
    return Letter(whose, row.facts["campaign"], row.facts["occasion"], variant, document)


def messages(work: Work, in_force: Program, letters: Sequence[Letter]) -> list[CampaignMessage]:
    """What each of these says now, found in a few looks for all of them together."""
    known = _Known(work, in_force, letters)
    filled = [(one, known.filling(one)) for one in letters]
    return [
        _message(in_force, one, _with_offer(work, in_force, one, filling) if one.occasion == TEST else filling)
        for one, filling in filled
    ]


def previewed(work: Work, in_force: Program, letter: Letter) -> CampaignMessage:
    """What it would say, with the offer that it would bring."""
    filling = _Known(work, in_force, [letter]).filling(letter)
    return _message(in_force, letter, _with_offer(work, in_force, letter, filling))


def _with_offer(work: Work, in_force: Program, letter: Letter, filling: Filling) -> Filling:
    """As if the offer were given now."""
    offer = in_force.offer(letter.variant.offer) if letter.variant.offer else None
    if offer is None:
        return filling
    last_day = last_usable_day(ends_at(offer, work.now, in_force.zone), in_force.zone)
    times = offer.from_typical
    personal = personal_minor(filling.typical_minor, times) if times and filling.typical_minor else 0
    from_minor = least_minor(offer, personal or offer.from_otherwise_minor or 0)
    return replace(filling, offer=offer.name, offer_from_minor=from_minor, offer_day=last_day)


def _message(in_force: Program, letter: Letter, filling: Filling) -> CampaignMessage:
    return CampaignMessage(
        campaign=letter.campaign,
        occasion=letter.occasion,
        variant=letter.variant.name,
        category=letter.document.category,
        message=letter.variant.message,
        filling=filling,
        offer=filling.offer if letter.variant.offer else "",
        erid=letter.document.erid,
        advertiser=letter.document.advertiser or in_force.marketing.advertiser,
    )


class _Known:
    """What the letters of one claim need to know of their members, and nothing that none of them tells."""

    def __init__(self, work: Work, in_force: Program, letters: Sequence[Letter]) -> None:
        self._work, self._program = work, in_force
        self._promised: dict[int, Program] = {}  # by version, of what is set aside or given
        told: dict[str, list[str]] = defaultdict(list)  # by placeholder, who is told it
        for one in letters:
            for name in _named(one) if one.member_id is not None else ():
                told[name].append(one.member_id or "")
        everybody = sorted({one.member_id for one in letters if one.member_id is not None})
        self._members = values.of_members(work, everybody) if everybody else {}
        pointed = _of(told, _OF_POINTS)
        self._lots = values.lots_of(work, pointed) if pointed else {}
        offered = _of(told, _OF_OFFERS)
        numbers = sorted({one.campaign for one in letters})
        self._offers = values.offers_to_tell(work, offered, numbers) if offered else {}
        tiers = {one: self._members[one].tier or "" for one in _of(told, _OF_THE_WAY) if one in self._members}
        self._ways = tier.ways(work, tiers, in_force) if tiers else {}

    def filling(self, letter: Letter) -> Filling:
        mine = self._members.get(letter.member_id or "")
        if mine is None:
            return Filling()
        burning, burns_at = _burning(self._lots.get(mine.member_id, []), self._work.now)
        offer = self._offers.get((mine.member_id, letter.campaign, letter.occasion))
        zone = self._program.zone
        next_tier, minor, purchases = self._way(mine.member_id)
        return Filling(
            name=mine.name,
            balance=available(self._lots.get(mine.member_id, []), self._work.now),
            tier=self._program.tier(mine.tier or "").name,
            tier_next=next_tier,
            lacking_minor=minor,
            lacking_purchases=purchases,
            burning=burning,
            burning_day=last_usable_day(burns_at, zone) if burns_at else None,
            typical_minor=mine.typical_minor or 0,
            favourite=mine.category or "",
            quiet_days=(local_day(self._work.now, zone) - local_day(mine.last_at, zone)).days if mine.last_at else None,
            offer=offer.offer if offer else "",
            offer_title=dict(self._terms(offer).title) if offer else {},
            offer_from_minor=offer.from_minor if offer else 0,
            offer_day=self._last_day(offer) if offer else None,
        )

    def _last_day(self, offer: Row) -> date:
        """Of one that is set aside the term begins when the message goes, which is now."""
        if offer.state != "waiting":
            return last_usable_day(offer.expires_at, self._program.zone)
        zone = self._then(offer).zone
        return last_usable_day(ends_at(self._terms(offer), self._work.now, zone), zone)

    def _terms(self, offer: Row) -> Offer:
        return promised(self._then(offer), offer.offer)

    def _then(self, offer: Row) -> Program:
        """The programme that promised it."""
        version = offer.program_version
        if version not in self._promised:
            self._promised[version] = program.of_version(self._work, version)
        return self._promised[version]

    def _way(self, member_id: str) -> tuple[str, int, int]:
        """The next tier, and what is lacking; counted for those alone who are told it."""
        counted, ahead = self._ways.get(member_id, (Counters(), None))
        if ahead is None:
            return "", 0, 0
        counted = counted.own.get(ahead.tier.name, counted)
        minor = max(0, (ahead.tier.spend_minor or 0) - counted.spend_minor)
        return ahead.tier.name, minor, max(0, (ahead.tier.purchases or 0) - counted.purchases)


def _named(letter: Letter) -> frozenset[str]:
    """The placeholders of its message, in whatever language; an offer has a button of its own."""
    named = frozenset[str]().union(*(placeholder.names(text) for text in letter.variant.message.text.values()))
    return named | {"offer"} if letter.variant.offer else named


def _of(told: Mapping[str, Sequence[str]], names: Iterable[str]) -> list[str]:
    return sorted({member_id for name in names for member_id in told.get(name, ())})


def _burning(lots: Sequence[Lot], now: datetime) -> tuple[int, datetime | None]:
    """What burns first of what can be spent now, and the first instant at which it cannot."""
    dated = [(lot.expires_at, lot.free) for lot in lots if lot.expires_at is not None and lot.usable(now) and lot.free]
    first = min((at for at, _ in dated), default=None)
    return sum(free for at, free in dated if at == first), first
