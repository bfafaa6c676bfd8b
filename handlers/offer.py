"""A member looks at personal offers, and switches one on."""

from __future__ import annotations

from actions import offer
from handlers.route import Answer, Id, on
from handlers.visit import Stale, Visit
from screens import offer as screens


@on.pressed("offers", looks_only=True)
def show(visit: Visit) -> Answer:
    return screens.show(visit.texts, offer.of(visit.work, visit.me.member_id))


@on.pressed("offer")
def one(visit: Visit, offer_id: Id, word: str = "") -> Answer:
    """Look at one, or switch it on."""
    me = visit.me.member_id
    if word not in ("", "on"):
        raise Stale
    if word:
        return screens.one(visit.texts, offer.switch_on(visit.work, me, offer_id))
    return screens.one(visit.texts, offer.get(visit.work, me, offer_id))
