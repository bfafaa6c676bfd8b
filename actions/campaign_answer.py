"""What a member does with a campaign's message: a tap that is noted, what it leads to, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

from actions import consent
from rules.campaign import Campaign, Opens, campaign_of
from rules.campaign_draw import LEFT_ALONE
from rules.member import Member
from storage import campaign_values, touches
from storage import campaigns as rows
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Tapped:
    """offer_id: of what the message brought and can still be used, or empty."""

    document: Campaign
    variant: str
    offer_id: str

    def opens(self, place: int) -> Opens | None:
        """Where the button at this place leads, from 0; None for one that there is not, or that is a link."""
        variant = self.document.variant(self.variant)
        buttons = variant.message.buttons if variant else ()
        return buttons[place].opens if place < len(buttons) else None


def tap(work: Work, number: int, member_id: str, occasion: str) -> Tapped | None:
    """Note that somebody tapped on their message; None for one that they were never sent."""
    touch, kept = touches.get(work, number, member_id, occasion), rows.get(work, number)
    if touch is None or kept is None or touch.variant in LEFT_ALONE:
        return None
    touches.tap(work, number, member_id, occasion)
    offer = campaign_values.offers_of(work, [member_id], [number]).get((member_id, number, occasion))
    return Tapped(campaign_of(kept.document), touch.variant, offer.offer_id if offer else "")


def stop(work: Work, member: Member, *, language: str, channel: str) -> bool:
    """No more advertising to this member, from now on; whether there would have been. What is promised is left out."""
    if not member.marketing:
        return False
    consent.record(work, member.member_id, "marketing", granted=False, language=language, channel=channel)
    return True
