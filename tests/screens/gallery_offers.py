"""The gallery's rooms for personal offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from rules import notice
from rules.offer_facts import OfferDone, OfferFacts
from rules.privilege import PrivilegeFacts
from rules.program_offers import Kind
from screens import notices, offer, till
from screens.screen import Screen
from screens.texts import Texts
from tests.screens.facts import AN_ID, LAST_DAY, NOON, a_quote

NAME = "o" * 32  # the longest name that an offer has


def an_offer(kind: Kind = "points", **more: object) -> OfferFacts:
    gives: dict[str, dict[str, object]] = {
        "points": {"points": 300},
        "times": {"times": Decimal(2)},
        "percent": {"percent": Decimal(15)},
        "sum": {"sum_minor": 200_00},
        "stamps": {"stamps": 2, "card": "coffee"},
    }
    terms: dict[str, object] = {"offer_id": AN_ID, "offer": NAME, "kind": kind, "state": "on", "last_day": LAST_DAY}
    return OfferFacts(**{**terms, **gives.get(kind, {}), **more})  # type: ignore[arg-type]


def offer_screens(texts: Texts, name: str) -> Iterator[tuple[str, Screen]]:
    texts = replace(texts, names={**texts.names, **_names(texts, name)})
    several = an_offer("sum", least_minor=300_00, purchases=3, progress=1)
    given = an_offer("percent", state="given", least_minor=500_00)
    used = an_offer(state="used", used_on=NOON.date(), given_points=300)
    past = [used, replace(used, kind="percent", given_points=0, off_minor=135_00), an_offer("gift", state="used")]
    all_of_them = [given, several, an_offer("times"), *past]
    kinds: tuple[Kind, ...] = ("points", "times", "percent", "sum", "gift", "stamps", "privilege")
    yield "offers", offer.show(texts, [replace(one, offer_id=f"{AN_ID[:-1]}{n}") for n, one in enumerate(all_of_them)])
    yield "offers one to switch on", offer.show(texts, [given])
    yield "offers one", offer.show(texts, [an_offer("gift")])
    yield "offers used", offer.show(texts, past)
    yield "offers none", offer.show(texts, [])
    for kind in kinds:
        yield f"offer {kind}", offer.one(texts, an_offer(kind, least_minor=1_200_00))
    for one in (given, several, used, an_offer(state="over"), an_offer(state="withdrawn")):
        yield f"offer {one.state} {one.purchases}", offer.one(texts, one)
    shown = [an_offer(kind, least_minor=least) for kind in kinds for least in (0, 1_200_00)]
    yield "till sum with offers", till.ask_sum(texts, name, _privileges(), offers=[several, *shown])
    for done in (
        OfferDone(offer=NAME, points=300),
        OfferDone(offer=NAME, off_minor=135_00),
        OfferDone(offer=NAME, is_gift=True),
        OfferDone(offer=NAME, stamps=2),
    ):
        yield "till quote with an offer", till.quote(texts, replace(a_quote(name), offer=done))
        said = notice.Purchased(purchase_minor=960_00, earned=27, available=977, place=name, offer=done)
        yield "notice purchased with an offer", notices.show(texts, said)


def _privileges() -> PrivilegeFacts:
    return PrivilegeFacts(tier="silver", at=NOON)


def _names(texts: Texts, name: str) -> dict[str, str]:
    own = {
        "ru": ("Подарок за большой чек", "Баллы придут сразу после покупки.", "Фирменная кружка"),
        "en": ("A present for a bigger cheque", "They are yours right after the purchase.", "A mug with our name"),
    }[texts.language]
    title, about, gift = own if name == "Анна" else (name, name, name)
    return {f"offer:{NAME}": title, f"offer_about:{NAME}": about, f"offer_gives:{NAME}": gift}
