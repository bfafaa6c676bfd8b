"""What a newcomer can try in the demo of a programme besides a sale: its codes, and the tills of its partners."""

from __future__ import annotations

from collections.abc import Mapping

from actions import gift_card, key, promo_code
from rules.program import Program
from rules.program_formats import Partner
from storage.work import Work

CLIENT = "playground"
PLACE = "Арбат, 1"
GIFT_MINOR = 1_000_00


def tills(work: Work, in_force: Program) -> list[tuple[str, str]]:
    """(title, key) of the till of the shop itself and of each partner's."""
    own = (in_force.brand.name, key.create(work, CLIENT, PLACE))
    partners = [(one, _title(in_force, one.title)) for one in in_force.partners]
    return [own, *((title, _partner_key(work, one, title)) for one, title in partners)]


def codes(work: Work, in_force: Program) -> list[str]:
    """A sentence for each kind of code that this programme knows; the codes are made for this."""
    return [*_promos(work, in_force), *_gift_cards(work, in_force)]


def _promos(work: Work, in_force: Program) -> list[str]:
    return [
        f"Promo code: {one.code or promo_code.make(work, one.name, 1)[1][0]}   {_title(in_force, one.title)}"
        for one in in_force.promos
    ]


def _gift_cards(work: Work, in_force: Program) -> list[str]:
    terms = in_force.gift_cards
    if terms is None:
        return []
    amount_minor = min(max(GIFT_MINOR, terms.minimum_minor), terms.maximum_minor)
    card = gift_card.sell(work, amount_minor, client=CLIENT, location=PLACE)
    return [f"Gift card:  {gift_card.fresh_code(work, card.card_id)}"]


def _title(in_force: Program, title: Mapping[str, str]) -> str:
    return in_force.text(title, in_force.default_language)


def _partner_key(work: Work, partner: Partner, title: str) -> str:
    location = min(partner.locations, default=title[: key.PLACE_MAX])
    return key.create(work, f"{CLIENT}-{partner.name}", location, partner=partner.name)
