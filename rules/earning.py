"""What a cheque earns: the tier's rate, the rules beside it, multipliers and caps; each rule's points rounded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from rules.condition import holds, meant
from rules.lifetime import activates_at, expires_at
from rules.money import Rate, rounded
from rules.priced import UNUSED, Cheque, Earning, Granted, MemberState, Why
from rules.program import Program
from rules.program_formats import EarningRule, StampCard
from rules.program_offers import OFFER
from rules.program_sections import Caps
from rules.stamp import STAMP

ALL_RULES = "*"


@dataclass(frozen=True, slots=True)
class Given:
    """What one rule gives. weights: how its points are shared among the lines. rule: None for the tier's rate."""

    rule: EarningRule | None
    points: int
    weights: Sequence[int]
    why: Why

    @property
    def name(self) -> str:
        return self.rule.name if self.rule else ""


@dataclass(frozen=True, slots=True)
class _Pool:
    """Lines that earn by one rate, in minor units; the multipliers go by these."""

    rate: Rate
    bases: list[int]


def earn(
    program: Program,
    cheque: Cheque,
    member: MemberState,
    bases: Sequence[int],
    pieces: Sequence[int],
    now: datetime,
    used: Granted | None = None,
) -> list[Given]:
    """Return what each rule gives, the tier's rate first, after all caps.

    bases: what each line earns on. pieces: of each line, without those that cost nothing. used: the offer that this
    cheque uses; its points are promised, so that the caps of all rules together leave them alone.
    """
    inside = [rule for rule in program.rules if holds(rule.when, cheque, member, now, program.zone)]
    if used is not None and used.offer.rule is not None:
        inside.append(used.offer.rule)
    goods = {rule.name: meant(rule.goods, cheque.lines) for rule in inside}
    rate, why = _usual(program, cheque, member)
    pool = _Pool(rate, list(bases))
    pools, given = [pool], []
    for rule in inside:
        if rule.instead and rule.rate is not None:
            own = _Pool(rule.rate, _only(pool.bases, goods[rule.name]))
            pool.bases[:] = [whole - part for whole, part in zip(pool.bases, own.bases, strict=True)]
            pools.append(own)
            given.append(_given(program, rule, own))
    usual = Given(None, pool.rate.earned(sum(pool.bases), program.earning.rounding), pool.bases, why)
    given.insert(0, usual)
    besides = [rule for rule in inside if not rule.instead and rule.times is None]
    given += [_besides(program, rule, pieces, _only(bases, goods[rule.name])) for rule in besides]
    given += _multiplied(program, [rule for rule in inside if rule.times is not None], goods, pools)
    within = [_within(one, member) for one in given if one.points]
    promised = [one for one in within if one.name.startswith(OFFER) and one.points]
    unpromised = [one for one in within if not one.name.startswith(OFFER)]
    return [*_capped(program.earning.caps, unpromised, member), *promised]


def earnings(program: Program, given: Sequence[Given], now: datetime) -> tuple[Earning, ...]:
    """The points of each rule, with their own lives."""
    return tuple(Earning(one.name, one.points, *life_of(program, one.rule, now)) for one in given)


def life_of(program: Program, rule: EarningRule | None, now: datetime) -> tuple[datetime, datetime | None]:
    """(when they wake, their first unusable instant or None) of points that a rule gives now; None: the tier's rate."""
    days, life = program.earning.pending_days, program.earning.life
    if rule is not None:
        days = days if rule.pending_days is None else rule.pending_days
        life = rule.life or life
    active_at = activates_at(days, now, program.zone)
    return active_at, expires_at(life, active_at, program.zone)


def _usual(program: Program, cheque: Cheque, member: MemberState) -> tuple[Rate, Why]:
    partner = program.partner(cheque.partner) if cheque.partner else None
    if partner is not None and partner.rate is not None:
        return partner.rate, Why("earned_at_partner", {"partner": partner.name, "rate": partner.rate.text})
    tier = program.tier(member.tier)
    return tier.rate, Why("earned", {"tier": tier.name, "rate": tier.rate.text})


def _only(bases: Sequence[int], is_meant: Sequence[bool]) -> list[int]:
    return [base if here else 0 for base, here in zip(bases, is_meant, strict=True)]


def _by(rule: EarningRule) -> Why:
    if rule.name.startswith(OFFER):
        return Why("offer", {"offer": rule.name.removeprefix(OFFER)})
    return Why("earned_by_rule", {"rule": rule.name})


def _given(program: Program, rule: EarningRule, pool: _Pool) -> Given:
    return Given(rule, pool.rate.earned(sum(pool.bases), program.earning.rounding), pool.bases, _by(rule))


def _besides(program: Program, rule: EarningRule, pieces: Sequence[int], bases: list[int]) -> Given:
    """Goods that cost the member nothing earn nothing, however many pieces there are of them."""
    if rule.rate is not None:
        return _given(program, rule, _Pool(rule.rate, bases))
    if rule.points is not None:
        return Given(rule, rule.points if any(bases) else 0, bases, _by(rule))
    assert rule.points_each is not None, "a rule has exactly one way"
    paid = [count if base else 0 for count, base in zip(pieces, bases, strict=True)]
    return Given(rule, rule.points_each * sum(paid), paid, _by(rule))


def _multiplied(
    program: Program, rules: Sequence[EarningRule], goods: dict[str, list[bool]], pools: Sequence[_Pool]
) -> list[Given]:
    """What multipliers add to the rates' points: `times = 2` adds them once more."""
    given = []
    for rule in rules:
        assert rule.times is not None
        extra = sum([_exact(pool, goods[rule.name]) for pool in pools], Fraction(0)) * (Fraction(rule.times) - 1)
        points = rounded(extra.numerator, extra.denominator, program.earning.rounding)
        bases = [sum(line) for line in zip(*(_only(pool.bases, goods[rule.name]) for pool in pools), strict=True)]
        given.append(Given(rule, points, bases, _by(rule)))
    if program.earning.multipliers == "best" and given:
        return [max(given, key=lambda one: one.points)]
    return given


def _exact(pool: _Pool, is_meant: Sequence[bool]) -> Fraction:
    """What these lines earn by the pool's rate before rounding."""
    base = sum(_only(pool.bases, is_meant))
    if pool.rate.full_minor:
        base -= base % pool.rate.full_minor
    return Fraction(base * pool.rate.points, pool.rate.per_minor)


# ------------------------------------------------------------------ caps


def _within(one: Given, member: MemberState) -> Given:
    return _cut(one, _room(one.rule.caps, one.name, member)) if one.rule else one


def _room(caps: Caps, name: str, member: MemberState) -> int | None:
    """How many points the caps leave, or None for any number."""
    used = member.used.get(name, UNUSED)
    rooms = [
        None if cap is None else max(0, cap - already)
        for cap, already in ((caps.cheque, 0), (caps.day, used.today), (caps.member, used.ever))
    ]
    rooms.append(used.budget_left)
    return min((room for room in rooms if room is not None), default=None)


def _cut(one: Given, room: int | None) -> Given:
    if room is None or one.points <= room:
        return one
    return replace(one, points=room, why=Why("capped", {**one.why.facts, "rule": one.name}))


def _capped(caps: Caps, given: list[Given], member: MemberState) -> list[Given]:
    """The caps of all rules together; the later rules give way first."""
    room = _room(caps, ALL_RULES, member)
    if room is None:
        return [one for one in given if one.points]
    kept = []
    for one in given:
        cut = _cut(one, room)
        room -= cut.points
        kept.append(cut)
    return [one for one in kept if one.points]


# ------------------------------------------------------------------ stamps


def stamps(
    program: Program,
    cheque: Cheque,
    member: MemberState,
    nets: Sequence[int],
    pieces: Sequence[int],
    now: datetime,
    used: Granted | None = None,
) -> tuple[tuple[str, int], ...]:
    """(card, how many) that this cheque gives; what cost nothing gives none, and a gift's own visit is not stamped.

    nets: what each line costs in money. pieces: of each line, without those that cost nothing. used: the offer that
    this cheque uses; what it gives comes besides, whatever the day's limit.
    """
    promised = used.offer.gives.stamps if used is not None else None
    found = []
    for card in program.stamps:
        besides = promised.count if promised is not None and promised.card == card.name else 0
        count = besides + _stamped(program, card, cheque, member, nets, pieces, now)
        if count:
            found.append((card.name, count))
    return tuple(found)


def _stamped(
    program: Program,
    card: StampCard,
    cheque: Cheque,
    member: MemberState,
    nets: Sequence[int],
    pieces: Sequence[int],
    now: datetime,
) -> int:
    if cheque.stamp_gift == card.name and card.on == "visit":
        return 0
    if not holds(card.when, cheque, member, now, program.zone):
        return 0
    paid = [is_meant and net > 0 for is_meant, net in zip(meant(card.goods, cheque.lines), nets, strict=True)]
    stamped = sum(count for count, is_paid in zip(pieces, paid, strict=True) if is_paid)
    count = int(any(paid)) if card.on == "visit" else stamped
    if card.day_max is not None:
        count = min(count, max(0, card.day_max - member.used.get(STAMP + card.name, UNUSED).today))
    return count
