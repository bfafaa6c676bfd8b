"""The parts of the programme document that make collecting a game: badges, challenges, draws."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StrictInt, StrictStr, model_validator

from rules import program_fields
from rules.lifetime import Endless, Life
from rules.program_fields import Day, Money, TextLists, Texts
from rules.program_formats import EVERYTHING, Count, Given, Tickets, exactly_one
from rules.program_sections import Goods, Name, Section

WINNERS_MAX = 1_000


class Badge(Section):
    """Given once, and kept; reached by exactly one of purchases, spend, friends, action."""

    name: Name
    title: Texts
    icon: Annotated[StrictStr, Field(min_length=1, max_length=8)] = "🏅"
    """One emoji."""
    purchases: Count | None = None
    """By so many purchases ever."""
    spend_minor: Annotated[Money | None, Field(alias="spend", gt=0)] = None
    """By so much spent ever."""
    friends: Count | None = None
    """By so many friends whose first purchase was rewarded."""
    action: Name | None = None
    """By an action, done so many `times`."""
    times: Count = 1
    points: Given | None = None
    """What comes with it."""
    life: Life = Endless(kind="none")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one(self, "purchases", "spend_minor", "friends", "action")
        return self


class Challenge(Section):
    """Something to do within some days, once for each member; exactly one of purchases, spend, pieces."""

    name: Name
    title: Texts
    first_day: Day
    last_day: Day
    goods: Goods = EVERYTHING
    """What counts; every purchase when left out."""
    purchases: Count | None = None
    """So many purchases with these goods."""
    spend_minor: Annotated[Money | None, Field(alias="spend", gt=0)] = None
    """So much paid for them."""
    pieces: Count | None = None
    """So many pieces of them."""
    points: Given | None = None
    tickets: Tickets | None = None
    """What it gives: points, tickets of a draw, or both."""
    life: Life = Endless(kind="none")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        exactly_one(self, "purchases", "spend_minor", "pieces")
        if self.last_day < self.first_day:
            program_fields.refuse(self, [(("last_day",), self.last_day, f"is before first_day, {self.first_day}")])
        if self.points is None and self.tickets is None:
            program_fields.refuse(self, [((), None, "gives nothing: it needs points, tickets, or both")])
        return self


class Draw(Section):
    """Prizes among those who hold tickets; how the winners were found can be recomputed by anybody."""

    name: Name
    title: Texts
    prizes: TextLists
    """What there is to win, one line each."""
    winners: Annotated[StrictInt, Field(ge=1, le=WINNERS_MAX)]
    """How many members win; nobody wins twice."""
    last_day: Day
    """Tickets are given through this day; the draw is after it."""
    ticket_for_minor: Annotated[Money | None, Field(alias="ticket_for", gt=0)] = None
    """A purchase gives one ticket for each full sum of this; without it, only codes and challenges give some."""
