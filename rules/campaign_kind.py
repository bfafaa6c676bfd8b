"""What a campaign's messages are to those who get them, so that each kind can be muted alone."""

from __future__ import annotations

from rules.campaign import Campaign
from rules.member import Mutable


def kind_of(campaign: Campaign) -> Mutable:
    """Offers where any variant brings one, reminders where it goes by itself, else news."""
    if any(variant.offer is not None for variant in campaign.variants):
        return "offers"
    return "reminders" if campaign.is_standing else "news"
