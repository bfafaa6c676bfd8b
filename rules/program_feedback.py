"""The part of the programme document that asks members how they liked it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictInt

from rules.program_sections import Section

HALF_A_YEAR_DAYS = 182


class Rating(Section):
    """One to five stars for a purchase."""

    every_days: Annotated[StrictInt, Field(ge=1, le=365)] = 14
    """One member is asked at most once within so many days."""
    share_percent: Annotated[StrictInt, Field(ge=1, le=100)] = 100
    """Of the purchases that might be asked about."""
    low: Annotated[StrictInt, Field(ge=1, le=4)] = 3
    """This mark and those below go to the owner and the marketers at once."""


class Nps(Section):
    """Whether a member would recommend the shop, from 0 to 10."""

    every_days: Annotated[StrictInt, Field(ge=HALF_A_YEAR_DAYS, le=3_650)] = HALF_A_YEAR_DAYS
    """One member is asked at most once within so many days, which is twice a year at most."""
    purchases: Annotated[StrictInt, Field(ge=1, le=1_000)] = 3
    """Only after so many purchases."""
    low: Annotated[StrictInt, Field(ge=0, le=6)] = 6
    """This mark and those below go to the owner and the marketers at once."""


class Feedback(Section):
    after_hours: Annotated[StrictInt, Field(ge=1, le=168)] = 2
    """A question comes so long after a purchase, outside quiet hours."""
    rating: Rating | None = None
    """Left out, purchases are not rated."""
    nps: Nps | None = None
    """Left out, nobody is asked whether they would recommend the shop."""

    @property
    def asks(self) -> bool:
        return self.rating is not None or self.nps is not None
