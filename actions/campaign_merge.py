"""Two members become one: that person gets each campaign's message once, and none that left them alone to compare."""

from __future__ import annotations

from collections import Counter

from actions import campaign_offers
from storage import campaign_merges, campaigns
from storage.work import Work


def merge(work: Work, from_member: str, to_member: str) -> None:
    """Skip what would come twice. To be called while both have their touches, under the lock of both accounts."""
    skipped = campaign_merges.skip_twice(work, from_member, to_member)
    unused = campaign_offers.take_back(work, skipped)
    for number, count in sorted(Counter(row.campaign for row in skipped).items()):
        campaigns.add(work, number, {"skipped": count})
    campaign_offers.put_back(work, unused)
