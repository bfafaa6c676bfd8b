"""The texts of one programme: its brand, its currency and its own names for tiers and privileges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from rules import program_parts
from rules.program import Program
from screens.texts import Texts, known, load

SPEECHES_CACHED = 256


def texts_for(program: Program, language: str, zone: str = "") -> Texts:
    """Return the texts in this language; times are told in this IANA zone, or else in the programme's."""
    return _texts(program, known(language or program.default_language), zone or program.zone.key)


@lru_cache(SPEECHES_CACHED)
def _texts(program: Program, language: str, zone: str) -> Texts:
    names, parts = _names(program, language), program_parts.of(program)
    return load(language, program.brand, program.currency, zone, names, parts, program.default_language)


def _names(program: Program, language: str) -> dict[str, str]:
    """The programme's words by code.

    `silver` for a tier, `silver:0` for its first privilege, `subscription:vip`; `rule:`, `discount:`, `promo:`,
    `action:`, `partner:`, `stamp:`, `stamp_gift:`, `badge:`, `challenge:`, `draw:`, `offer:`, `offer_about:` and
    `offer_gives:` before a name of each; `draw:winter:0` for its first prize.
    """
    names: dict[str, str] = {f"{kind}:{name}": program.text(title, language) for kind, name, title in _titles(program)}
    for tier in program.tiers:
        names[tier.name] = program.text(tier.title, language)
        privileges = tier.privileges.get(language) or tier.privileges.get(program.default_language, ())
        names |= {f"{tier.name}:{place}": words for place, words in enumerate(privileges)}
    for one in program.subscriptions:
        code = f"subscription:{one.name}"
        names |= {code: program.text(one.title, language), f"{code}:about": program.text(one.about, language)}
        gives = one.privileges.get(language) or one.privileges.get(program.default_language, ())
        names |= {f"{code}:{place}": words for place, words in enumerate(gives)}
    for drawn in program.draws:
        prizes = drawn.prizes.get(language) or drawn.prizes.get(program.default_language, ())
        names |= {f"draw:{drawn.name}:{place}": words for place, words in enumerate(prizes)}
    return names


def _titles(program: Program) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """(kind, name, title by language) of everything that explains a cheque or an entry."""
    yield from (("rule", one.name, one.title) for one in program.rules)
    yield from (("action", one.name, one.title) for one in program.actions)
    yield from (("discount", one.name, one.title) for one in program.discounts)
    yield from (("promo", one.name, one.title) for one in program.promos)
    yield from (("promo_gift", one.name, one.gives.gift or {}) for one in program.promos)
    yield from (("offer", one.name, one.title) for one in program.offers)
    yield from (("offer_about", one.name, one.about) for one in program.offers)
    yield from (("offer_gives", one.name, one.gives.gift or one.gives.privilege or {}) for one in program.offers)
    yield from (("partner", one.name, one.title) for one in program.partners)
    yield from (("partner_about", one.name, one.about) for one in program.partners)
    yield from (("stamp", card.name, card.title) for card in program.stamps)
    yield from (("badge", one.name, one.title) for one in program.badges)
    yield from (("challenge", one.name, one.title) for one in program.challenges)
    yield from (("draw", one.name, one.title) for one in program.draws)
    yield from (("stamp_gift", card.name, card.gift.title) for card in program.stamps)
