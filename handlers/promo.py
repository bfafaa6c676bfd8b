"""A member types a promo code, and looks at what waits for the next purchase."""

from __future__ import annotations

from actions import promo
from handlers import code
from handlers.route import Answer, on
from handlers.visit import Stale, Visit
from screens import promo as screens

AWAITED = "promo_code"


@on.pressed("promo")
def ask(visit: Visit, word: str = "") -> Answer:
    """Ask for a code, or put aside what waits."""
    me = visit.me.member_id
    if word not in ("", "drop"):
        raise Stale
    if word:
        promo.drop(visit.work, me)
        return screens.dropped(visit.texts)
    visit.await_(AWAITED)
    return screens.ask(visit.texts, promo.waiting_facts(visit.work, me))


@on.awaited(AWAITED)
def typed(visit: Visit, words: str) -> Answer:
    return code.take(visit, words)
