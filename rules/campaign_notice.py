"""What a campaign says to one member: its variant's message with the member's own values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from rules.campaign import Message
from rules.member import Category, Mutable
from rules.placeholder import Filling

TEST = "test"  # the occasion of what colleagues get to look at


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMessage:
    """With a delivery only campaign, occasion and variant are kept; the rest is put in when it is sent.

    message: None for a campaign that says it no more. offer: what the member can switch on now, or empty.
    erid, advertiser: the mark of an advertisement, where the law wants one.
    """

    kind: ClassVar[str] = "campaign"
    mutes: ClassVar[Mutable | None] = None
    campaign: int
    occasion: str = ""
    variant: str = ""
    category: Category = "marketing"
    message: Message | None = None
    filling: Filling = field(default_factory=Filling)
    offer: str = ""
    erid: str = ""
    advertiser: str = ""
