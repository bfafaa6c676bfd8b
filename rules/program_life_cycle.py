"""The part of the programme document that switches on what members hear through their life with the shop."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from rules import program_fields
from rules.campaign import CONTROL_PERCENT_MAX, TierNear
from rules.money import MAX_POINTS
from rules.program_fields import ClockTime, Money
from rules.program_formats import Count
from rules.program_sections import Name, Section

WIN_BACKS_MAX = 5

Days = Annotated[StrictInt, Field(ge=1, le=365)]


class BirthdayWish(Section):
    days_before: Annotated[StrictInt, Field(ge=0, le=30)] = 0
    offer: Name | None = None
    """Of the programme's offers."""


class NearTier(Section):
    """Told once for each tier; either of the two."""

    purchases: Count | None = None
    """When so many purchases are lacking,"""
    spend_minor: Annotated[Money | None, Field(alias="spend", gt=0)] = None
    """or so much."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.purchases is None and self.spend_minor is None:
            program_fields.refuse(self, [((), None, "needs purchases, spend, or both")])
        return self

    @property
    def trigger(self) -> TierNear:
        return TierNear.model_construct(kind="tier_near", purchases=self.purchases, spend_minor=self.spend_minor)


class WinBack(Section):
    days: Days
    """So many days after the last purchase."""
    offer: Name | None = None
    """Of the programme's offers; give more the longer a member was away."""


class LifeCycle(Section):
    """Each line switches one message on; its words are Kopilka's own, with the member's data in them.

    Write a campaign of your own under `campaigns` where you want to say it otherwise. All of them are advertising:
    they reach who agreed to it, and keep quiet hours and the cap.
    """

    at: ClockTime = time(11)
    """By the member's own clock."""
    control_percent: Annotated[StrictInt, Field(ge=0, le=CONTROL_PERCENT_MAX)] = 0
    """Left alone, to know what these messages sell."""
    welcome_burning_days: Days | None = None
    """So many days before the welcome points burn, to who has not bought yet."""
    first_purchase_days: Days | None = None
    """So many days after joining, to who has not bought yet."""
    first_purchase_thanks: StrictBool = False
    """The day after the first purchase."""
    balance_days: Days | None = None
    """So many days after the last purchase, to who has something to spend."""
    balance_minimum: Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)] = 1
    """The balance that is worth a reminder, in points."""
    birthday: BirthdayWish | None = None
    tier_near: NearTier | None = None
    win_back: Annotated[tuple[WinBack, ...], Field(max_length=WIN_BACKS_MAX)] = ()
    referral_thanks: StrictBool = False
    """When an invitation was rewarded."""

    @model_validator(mode="after")
    def _later_and_later(self) -> Self:
        days = [one.days for one in self.win_back]
        wrong = next((at for at in range(1, len(days)) if days[at] <= days[at - 1]), None)
        if wrong is not None:
            place = ("win_back", wrong, "days")
            program_fields.refuse(self, [(place, days[wrong], f"is not after the one before, {days[wrong - 1]}")])
        return self
