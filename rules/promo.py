"""What a promo code gives, and whether that waits for the next purchase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.program_formats import Promo

PROMO = "promo:"  # before a promo's name, where entries, limits and texts name it
TICKET = "ticket:"  # the asset of a draw's tickets: `ticket:<draw>`


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoFacts:
    """promo: `texts.name` gives its title for `promo:<name>`, its gift's words for `promo:<name>:gift`.

    One of points, percent, sum_minor, is_gift, tier, tickets says what it gives. waits: for the next purchase, which
    has to come to minimum_minor. last_day: on which the code can still be used, or the points that it gave.
    """

    promo: str
    waits: bool
    points: int = 0
    percent: Decimal = Decimal(0)
    sum_minor: int = 0
    is_gift: bool = False
    tier: str = ""
    tickets: int = 0
    draw: str = ""
    minimum_minor: int = 0
    last_day: date | None = None


def waits(promo: Promo) -> bool:
    """Whether it needs a cheque: to be taken off it, to be handed over with it, or because a condition asks for one."""
    when = promo.when
    about_a_cheque = bool(when.minimum_cheque_minor or when.locations or when.partners)
    return promo.gives.is_for_a_cheque or promo.gives.gift is not None or about_a_cheque


def in_days(promo: Promo, day: date) -> bool:
    """Whether this day is within the promo's own."""
    when = promo.when
    return not ((when.first_day and day < when.first_day) or (when.last_day and day > when.last_day))


def facts(promo: Promo, last_day: date | None = None) -> PromoFacts:
    """last_day: of the points that were given; the promo's own where nothing was yet."""
    gives = promo.gives
    return PromoFacts(
        promo=promo.name,
        waits=waits(promo),
        points=gives.points or 0,
        percent=gives.percent or Decimal(0),
        sum_minor=gives.sum_minor or 0,
        is_gift=gives.gift is not None,
        tier=gives.tier or "",
        tickets=gives.tickets.count if gives.tickets else 0,
        draw=gives.tickets.draw if gives.tickets else "",
        minimum_minor=promo.when.minimum_cheque_minor,
        last_day=last_day or promo.last_day,
    )
