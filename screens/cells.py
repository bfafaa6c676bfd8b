"""The names of cells for whoever works with them, and what each is worth doing for."""

from __future__ import annotations

from screens.texts import N_, Texts

_CELLS = {
    "champions": N_("Champions"),
    "loyal": N_("Loyal"),
    "promising": N_("Promising"),
    "new": N_("Newcomers"),
    "needs_attention": N_("Need attention"),
    "sleeping": N_("Sleeping"),
    "cant_lose": N_("Must not be lost"),
    "at_risk": N_("At risk"),
    "lost": N_("Lost"),
}
_ADVICE = {
    "champions": N_("Buy often, much and lately: thank them with what money does not buy, and ask for a review."),
    "loyal": N_("Buy often: early access, a closed event, a gift with a higher tier in sight."),
    "promising": N_("Bought a few times lately: a personal gift from a sum a little above their usual cheque."),
    "new": N_("Have just begun: help them to the second purchase while their welcome points live."),
    "needs_attention": N_("Bought often, and are late this time: remind them of their points before they grow quiet."),
    "sleeping": N_("Came once or twice, some time ago: remind them of what they took, with points that burn soon."),
    "cant_lose": N_("Were among the best and went quiet: write in person, with the strongest offer."),
    "at_risk": N_("Bought often before and are quiet now: win them back with a growing offer."),
    "lost": N_("Came once, long ago: one last offer, and then leave them in peace."),
}


def cell(texts: Texts, code: str) -> str:
    """The name of a cell of `rules.rfm.CELL_NAMES`; empty for who never bought."""
    return texts.gettext(_CELLS[code]) if code else ""


def advice(texts: Texts, code: str) -> str:
    """One sentence: who these are, and what to do with them."""
    return texts.gettext(_ADVICE[code])
