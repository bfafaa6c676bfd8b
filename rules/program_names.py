"""Names in the programme document that must be of something, and what must not be said twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from rules.program_campaigns import unreadable
from rules.program_fields import Place
from rules.program_formats import When

if TYPE_CHECKING:
    from rules.program import Program

Found = tuple[Place, Any, str]

_LISTS = (
    "tiers",
    "rules",
    "actions",
    "discounts",
    "stamps",
    "subscriptions",
    "partners",
    "promos",
    "badges",
    "challenges",
    "draws",
    "offers",
    "campaigns",
)
_WITH_CONDITIONS = ("rules", "discounts", "stamps", "promos", "offers")


def disagreements(program: Program) -> list[Found]:
    """Each as its place, the value there, and what is wrong with it."""
    return [*_head(program), *_tiers(program), *_said_twice(program), *_unknown(program)]


def conditions(program: Program) -> Iterator[tuple[Place, When]]:
    """Every `when` of the document, with its place."""
    for section in _WITH_CONDITIONS:
        for at, one in enumerate(getattr(program, section)):
            yield (section, at, "when"), one.when


def looked_at(program: Program) -> frozenset[str]:
    """What of a member the conditions ask for, so that nothing else need be read."""
    of_members = asked_by(when for _, when in conditions(program))
    capped = any(rule.caps.day or rule.caps.member or rule.caps.budget for rule in program.rules)
    overall = program.earning.caps
    counted = (
        capped or bool(overall.day or overall.member or overall.budget) or any(card.day_max for card in program.stamps)
    )
    asked = {"uses": counted, "offers": bool(program.offers)}
    return of_members | {name for name, holds in asked.items() if holds}


def asked_by(whens: Iterable[When]) -> frozenset[str]:
    """What of a member these conditions ask for: birthday, first_purchase, subscriptions, tags."""
    names = ("birthday", "first_purchase", "subscriptions", "tags")
    return frozenset(name for when in whens for name in names if getattr(when, name))


def _head(program: Program) -> Iterator[Found]:
    if program.default_language not in program.languages:
        known = ", ".join(program.languages)
        yield ("default_language",), program.default_language, f"must be one of languages: {known}"
    for at, language in enumerate(program.languages):
        if language in program.languages[:at]:
            yield ("languages", at), language, "is in the list already"


def _tiers(program: Program) -> Iterator[Found]:
    for rank, tier in enumerate(program.tiers):
        if rank == 0 and tier.has_threshold:
            yield ("tiers", 0), tier.name, "the first tier is everybody's: it has no spend, purchases or points"
        if rank > 0 and not tier.has_threshold:
            yield ("tiers", rank), None, "needs at least one of spend, purchases, points to be reached"


def _said_twice(program: Program) -> Iterator[Found]:
    for section in _LISTS:
        names = [one.name for one in getattr(program, section)]
        for at, name in enumerate(names):
            if name in names[:at]:
                yield (section, at, "name"), name, f"is the name of an earlier one of {section}"
    codes = [promo.code.casefold() if promo.code else None for promo in program.promos]
    for at, code in enumerate(codes):
        if code is not None and code in codes[:at]:
            yield ("promos", at, "code"), program.promos[at].code, "is the code of an earlier promo"


def _unknown(program: Program) -> Iterator[Found]:
    known = {name: [one.name for one in getattr(program, name)] for name in ("tiers", "subscriptions", "partners")}
    for place, when in conditions(program):
        for section, names in known.items():
            yield from _not_among((*place, section), getattr(when, section), names, section)
    for at, promo in enumerate(program.promos):
        if promo.gives.tier is not None:
            yield from _not_among(("promos", at, "gives", "tier"), [promo.gives.tier], known["tiers"], "tiers")
    cards = [card.name for card in program.stamps]
    for at, offer in enumerate(program.offers):
        if offer.gives.stamps is not None:
            yield from _not_among(("offers", at, "gives", "stamps", "card"), [offer.gives.stamps.card], cards, "stamps")
    yield from _unknown_games(program)
    yield from _unknown_offers(program)
    yield from unreadable(program)


def _unknown_offers(program: Program) -> Iterator[Found]:
    """What campaigns give, and the words that a campaign of the file lacks in one of its languages."""
    offers = [offer.name for offer in program.offers]
    for at, campaign in enumerate(program.campaigns):
        for number, variant in enumerate(campaign.variants):
            place: Place = ("campaigns", at, "variants", number)
            yield from _not_among((*place, "offer"), [variant.offer] if variant.offer else [], offers, "offers")
            missing = [language for language in program.languages if variant.message.text.get(language) is None]
            if missing and not variant.message.ready:
                yield (*place, "message", "text"), None, f"has no text in {', '.join(missing)}"
    life = program.life_cycle
    if life is not None and life.birthday is not None and life.birthday.offer:
        yield from _not_among(("life_cycle", "birthday", "offer"), [life.birthday.offer], offers, "offers")
    for at, step in enumerate(life.win_back if life is not None else ()):
        if step.offer:
            yield from _not_among(("life_cycle", "win_back", at, "offer"), [step.offer], offers, "offers")


def _unknown_games(program: Program) -> Iterator[Found]:
    draws, actions = [draw.name for draw in program.draws], [action.name for action in program.actions]
    for at, promo in enumerate(program.promos):
        if promo.gives.tickets is not None:
            yield from _not_among(
                ("promos", at, "gives", "tickets", "draw"), [promo.gives.tickets.draw], draws, "draws"
            )
    for at, challenge in enumerate(program.challenges):
        if challenge.tickets is not None:
            yield from _not_among(("challenges", at, "tickets", "draw"), [challenge.tickets.draw], draws, "draws")
    for at, badge in enumerate(program.badges):
        if badge.action is not None:
            yield from _not_among(("badges", at, "action"), [badge.action], actions, "actions")


def _not_among(place: Place, named: Iterable[str], known: list[str], section: str) -> Iterator[Found]:
    for name in sorted(set(named) - set(known)):
        near = get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        among = f" ({', '.join(known)})" if known else ", as there are none"
        yield place, name, f"is not one of {section}{among}{hint}"
