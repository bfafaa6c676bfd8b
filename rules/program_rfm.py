"""The part of the programme document that members are sorted by: how recent, how often, how much, and how quiet."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StrictInt, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from rules import program_fields
from rules.lifetime import Days
from rules.program_fields import Money
from rules.program_sections import Section

QUIET = re.compile(r"([1-9]\d{0,3})(?:\.(\d))? (gaps|days)", re.ASCII)


def _quiet(written: str) -> str:
    found = QUIET.fullmatch(written)
    if found is None or (found[2] and found[3] == "days"):
        raise PydanticCustomError("rule", 'is not a time such as "2.5 gaps" or "60 days"')
    return written


QuietText = Annotated[StrictStr, AfterValidator(_quiet)]
Count = Annotated[StrictInt, Field(ge=1, le=1_000_000)]


class Stages(Section):
    regular_purchases: Annotated[StrictInt, Field(ge=2, le=1_000)] = 3
    """From so many purchases a member is a regular."""
    quiet: QuietText = "2 gaps"
    """Quiet after this long without a purchase: in the member's own usual gaps between two, or in days."""
    lapsed: QuietText = "4 gaps"
    """Lapsed after this long."""
    lost: QuietText = "365 days"
    """Lost after this long."""
    usual_gap_days: Days = 30
    """The gap of who bought only once."""
    shortest_gap_days: Days = 7
    """No gap counts as shorter than this, or two purchases of one day would make a member quiet on the next."""


class Rfm(Section):
    """Scores of 1 to 3: recency, frequency and monetary value of each member who ever bought."""

    by: Literal["thresholds", "terciles"] = "thresholds"
    """Where the scores part: at the thresholds below, or so that each score has a third of the buyers."""
    window_days: Annotated[StrictInt, Field(ge=1, le=3650)] = 365
    """Frequency and monetary value count this far back."""
    recency_days: tuple[Days, Days] = (30, 90)
    """3 for whoever bought less than the first number of days ago, 2 less than the second, else 1."""
    frequency: tuple[Count, Count] = (2, 5)
    """2 from the first number of purchases, 3 from the second."""
    monetary_minor: Annotated[tuple[Money, Money] | None, Field(alias="monetary")] = None
    """2 from the first sum, 3 from the second; left out, each score has a third of the buyers."""
    stages: Stages = Stages()
    """When a member counts as quiet, lapsed and lost."""

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        for name, pair in (
            ("recency_days", self.recency_days),
            ("frequency", self.frequency),
            ("monetary", self.monetary_minor),
        ):
            if pair is not None and not pair[0] < pair[1]:
                program_fields.refuse(self, [((name,), list(pair), "must go up from the first to the second")])
        return self
