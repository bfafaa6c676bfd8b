"""What the segments that every shop has are called."""

from __future__ import annotations

from screens.texts import Texts


def name(texts: Texts, code: str) -> str:
    """code: of rules.segment_ready."""
    known = {
        "champions": texts.gettext("Champions: often, much and lately"),
        "loyal": texts.gettext("Loyal: buy steadily"),
        "often_before": texts.gettext("Often before, quiet now"),
        "at_risk": texts.gettext("At risk: good ones who are going"),
        "sleeping": texts.gettext("Sleeping"),
        "lost": texts.gettext("Lost"),
        "new": texts.gettext("New: just bought for the first time"),
        "no_purchase": texts.gettext("Joined, and bought nothing in a week"),
        "birthday": texts.gettext("Birthday within 30 days"),
        "burning": texts.gettext("Something of theirs is about to burn"),
        "big_balance": texts.gettext("A big balance, no purchase for a month"),
        "friends": texts.gettext("Brought friends who bought"),
    }
    return known.get(code, code)
