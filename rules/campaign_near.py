"""Who is near the next tier, as a campaign means it."""

from __future__ import annotations

from rules.campaign import TierNear
from rules.tier import Counters, Way


def is_near(on: TierNear, counted: Counters, ahead: Way | None) -> bool:
    """Whether no more than so little is lacking, and something is. ahead: None at the top."""
    if ahead is None:
        return False
    own = counted.own.get(ahead.tier.name, counted)
    purchases = (ahead.tier.purchases or 0) - own.purchases
    minor = (ahead.tier.spend_minor or 0) - own.spend_minor
    return 0 < purchases <= (on.purchases or 0) or 0 < minor <= (on.spend_minor or 0)
