"""What the programme takes off a cheque: a stamp card's gift, the best discount, an offer, then a promo code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rules.condition import holds, meant
from rules.money import apportion, part
from rules.priced import Cheque, Granted, Line, MemberState, Reduction, Why
from rules.program import Program
from rules.program_formats import StampCard
from rules.program_sections import Goods
from rules.refusal import PromoNotForThis, StampCardUnknown, StampGiftNotHere, StampsMissing


@dataclass(slots=True)
class Cut:
    """What is left of each line, and what was taken off it so far and why; changed in place while it is worked out.

    pieces: of each line, without the one that a stamp card gave for nothing.
    """

    left: list[int]
    off: list[int]
    why: list[list[Why]]
    reductions: list[Reduction]
    pieces: list[int]

    def take(self, reduction: Reduction, parts: Sequence[int], why: Why) -> None:
        if not reduction.minor:
            return
        self.reductions.append(reduction)
        for at, minor in enumerate(parts):
            if minor:
                self.left[at] -= minor
                self.off[at] += minor
                self.why[at].append(why)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A discount that holds: on which lines, and how much."""

    reduction: tuple[Literal["tier", "discount"], str]  # kind and name
    percent: Decimal
    lines: list[bool]
    why: Why


def reduce(program: Program, cheque: Cheque, member: MemberState, now: datetime, used: Granted | None = None) -> Cut:
    """Take off all that the programme takes off, in the order of the till. used: the offer that this cheque uses.

    Raises StampCardUnknown, StampsMissing, StampGiftNotHere, PromoNotForThis.
    """
    lines = cheque.lines
    cut = Cut(
        left=[line.amount_minor - line.discount_minor for line in lines],
        off=[0] * len(lines),
        why=[[] for _ in lines],
        reductions=[],
        pieces=[line.quantity for line in lines],
    )
    if cheque.stamp_gift:
        _stamp_gift(program, cheque, member, cut)
    offers = _offers(program, cheque, member, now)
    if offers:
        _take_offers(program, offers, cut)
    if used is not None:
        _personal(used, cheque, cut)
    if cheque.promo:
        _promo(program, cheque, member, now, cut)
    return cut


# ------------------------------------------------------------------ the gift of a full stamp card


def ready(card: StampCard, stamps: int) -> int:
    """How many gifts these stamps make."""
    return stamps // card.needed


def _stamp_gift(program: Program, cheque: Cheque, member: MemberState, cut: Cut) -> None:
    card = program.stamp_card(cheque.stamp_gift)
    if card is None:
        raise StampCardUnknown(card=cheque.stamp_gift)
    has = member.stamps.get(card.name, 0)
    if not ready(card, has):
        raise StampsMissing(card=card.name, has=has, needed=card.needed)
    dearest = _dearest_piece(card.gift.goods, cheque.lines, cut.left)
    if dearest is None:
        raise StampGiftNotHere(card=card.name)
    at, piece_minor = dearest
    minor = part(piece_minor, card.gift.percent)
    if card.gift.most_minor is not None:
        minor = min(minor, card.gift.most_minor)
    cut.pieces[at] -= minor == piece_minor
    parts = [minor if place == at else 0 for place in range(len(cheque.lines))]
    cut.take(Reduction("stamp_gift", card.name, minor), parts, Why("stamp_gift", {"card": card.name}))


def _dearest_piece(goods: Goods, lines: Sequence[Line], left: Sequence[int]) -> tuple[int, int] | None:
    """(which line, what one piece of it costs), or None when none of these goods is on the cheque."""
    prices = [
        (left[at] // line.quantity, at)
        for at, (line, is_meant) in enumerate(zip(lines, meant(goods, lines), strict=True))
        if is_meant and left[at] > 0
    ]
    if not prices:
        return None
    price_minor, at = max(prices, key=lambda one: (one[0], -one[1]))
    return at, price_minor


# ------------------------------------------------------------------ the tier's discount and the others


def _offers(program: Program, cheque: Cheque, member: MemberState, now: datetime) -> list[_Offer]:
    offers = []
    tier = program.tier(member.tier)
    if tier.discount:
        why = Why("tier_discount", {"tier": tier.name, "percent": _plain(tier.discount)})
        offers.append(_Offer(("tier", tier.name), tier.discount, [True] * len(cheque.lines), why))
    for one in program.discounts:
        if holds(one.when, cheque, member, now, program.zone):
            why = Why("programme_discount", {"discount": one.name, "percent": _plain(one.percent)})
            offers.append(_Offer(("discount", one.name), one.percent, meant(one.goods, cheque.lines), why))
    return offers


def _take_offers(program: Program, offers: Sequence[_Offer], cut: Cut) -> None:
    """All are percents of what the lines cost before any of them.

    Lines that are cut by the same percent in all are rounded down together, once; each line's part is then shared among
    the offers that made it. So nothing is cut twice by rounding, and no line below nought.
    """
    most = program.discounting.most_percent
    shares = _best(offers, most) if program.discounting.combine == "best" else _summed(offers, most)
    off = _off(tuple(cut.left), [sum(percents, Decimal(0)) for percents in zip(*shares, strict=True)])
    split = [
        apportion(minor, [int(percent.scaleb(2)) for percent in percents]) if minor else [0] * len(offers)
        for minor, percents in zip(off, zip(*shares, strict=True), strict=True)
    ]
    for offer, parts in zip(offers, zip(*split, strict=True), strict=True):
        kind, name = offer.reduction
        cut.take(Reduction(kind, name, sum(parts)), parts, offer.why)


def _off(whole: Sequence[int], percents: Sequence[Decimal]) -> list[int]:
    """What is taken off each line."""
    off = [0] * len(whole)
    for percent in sorted(set(percents) - {Decimal(0)}):
        weights = [minor if share == percent else 0 for minor, share in zip(whole, percents, strict=True)]
        if minor := part(sum(weights), percent):
            off = [before + more for before, more in zip(off, apportion(minor, weights), strict=True)]
    return off


def _best(offers: Sequence[_Offer], most: Decimal) -> list[list[Decimal]]:
    """The percent of each offer on each line: the best one's on it, the earlier of equal ones, and no other's."""
    shares = [[Decimal(0)] * len(offers[0].lines) for _ in offers]
    for at in range(len(offers[0].lines)):
        here = [place for place, offer in enumerate(offers) if offer.lines[at]]
        if here:
            best = max(here, key=lambda place: (offers[place].percent, -place))
            shares[best][at] = min(offers[best].percent, most)
    return shares


def _summed(offers: Sequence[_Offer], most: Decimal) -> list[list[Decimal]]:
    """All of them on each line, the later ones as far as the limit leaves room."""
    shares = [[Decimal(0)] * len(offers[0].lines) for _ in offers]
    for at in range(len(offers[0].lines)):
        room = most
        for place, offer in enumerate(offers):
            if offer.lines[at]:
                shares[place][at] = min(offer.percent, room)
                room -= shares[place][at]
    return shares


# ------------------------------------------------------------------ a personal offer


def _personal(used: Granted, cheque: Cheque, cut: Cut) -> None:
    gives, name = used.offer.gives, used.offer.name
    if gives.percent is None and gives.sum_minor is None:
        return
    weights = _weights(used.offer.goods, cheque, cut)
    minor = _taken(sum(weights), gives.percent, gives.sum_minor)
    cut.take(Reduction("offer", name, minor), apportion(minor, weights), Why("offer", {"offer": name}))


def _weights(goods: Goods, cheque: Cheque, cut: Cut) -> list[int]:
    """What is left of each of these lines."""
    return [minor if is_meant else 0 for minor, is_meant in zip(cut.left, meant(goods, cheque.lines), strict=True)]


def _taken(whole: int, percent: Decimal | None, sum_minor: int | None) -> int:
    return part(whole, percent) if percent is not None else min(whole, sum_minor or 0)


# ------------------------------------------------------------------ a promo code


def _promo(program: Program, cheque: Cheque, member: MemberState, now: datetime, cut: Cut) -> None:
    promo = program.promo(cheque.promo)
    if promo is None or not holds(promo.when, cheque, member, now, program.zone):
        raise PromoNotForThis(promo=cheque.promo)
    if not promo.gives.is_for_a_cheque:
        return
    weights = _weights(promo.goods, cheque, cut)
    minor = _taken(sum(weights), promo.gives.percent, promo.gives.sum_minor)
    if not minor:
        raise PromoNotForThis(promo=cheque.promo)
    cut.take(Reduction("promo", promo.name, minor), apportion(minor, weights), Why("promo", {"promo": promo.name}))


def _plain(percent: Decimal) -> str:
    return f"{percent.normalize():f}"
