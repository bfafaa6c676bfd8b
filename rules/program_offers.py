"""The part of the programme document that says which personal offers there are, and on what terms each is given."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from rules import program_fields
from rules.lifetime import MAX_DAYS, Life
from rules.money import MAX_CHEQUE_MINOR, MAX_POINTS
from rules.program_fields import Money, Percent, Texts, Times
from rules.program_formats import ALWAYS, EVERYTHING, STAMPS_MAX, EarningRule, Given, When, exactly_one
from rules.program_sections import Caps, Goods, Name, Section

OFFER = "offer:"  # before an offer's name, where entries, budgets and texts name it
TERM_DAYS_MAX = 366

Kind = Literal["points", "times", "percent", "sum", "gift", "stamps", "privilege"]
_WAYS: tuple[Kind, ...] = ("points", "times", "percent", "sum", "gift", "stamps", "privilege")


class OfferStamps(Section):
    card: Name
    count: Annotated[StrictInt, Field(ge=1, le=STAMPS_MAX)]


class OfferGives(Section):
    """What an offer gives; exactly one of these."""

    points: Given | None = None
    times: Times | None = None
    """The points of the tier's rate for the goods, so many times."""
    percent: Percent | None = None
    """Taken off the goods."""
    sum_minor: Annotated[Money | None, Field(alias="sum", gt=0)] = None
    """Taken off the goods."""
    gift: Texts | None = None
    """Something that is handed over at the till, in words."""
    stamps: OfferStamps | None = None
    privilege: Texts | None = None
    """What the member enjoys to the end of the term, in words; the till shows it."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one(self, "points", "times", "percent", "sum_minor", "gift", "stamps", "privilege")
        return self

    @cached_property
    def kind(self) -> Kind:
        ways = (self.points, self.times, self.percent, self.sum_minor, self.gift, self.stamps, self.privilege)
        return next(kind for kind, way in zip(_WAYS, ways, strict=True) if way is not None)


class Offer(Section):
    """What campaigns and staff give to single members; each is used once, at one cheque."""

    name: Name
    """Its stable name; entries keep it."""
    title: Texts
    about: Texts = {}
    """More about it, where the title does not say all."""
    gives: OfferGives
    goods: Goods = EVERYTHING
    """Which lines it is about; one of them has to be on the cheque."""
    when: When = ALWAYS
    from_typical: Times | None = None
    """From so many times what the member usually pays, rounded up to a round sum: "1.2"."""
    from_otherwise_minor: Annotated[Money | None, Field(alias="from_otherwise", gt=0)] = None
    """With from_typical: from this much for a member of whom no purchase is known."""
    purchases: Annotated[StrictInt, Field(ge=1, le=100)] = 1
    """With this many purchases on these terms within the term; the last of them is given it."""
    days: Annotated[StrictInt, Field(ge=1, le=TERM_DAYS_MAX)]
    """The term: to the end of the day that is so many days after it was given."""
    switch_on: StrictBool = False
    """Whether the member has to switch it on in the chat before it counts."""
    stock: Annotated[StrictInt, Field(ge=1)] | None = None
    """To how many members it is given at most."""
    budget: Annotated[StrictInt, Field(ge=1, le=MAX_POINTS)] | None = None
    """The most points that it gives to all together."""
    pending_days: Annotated[StrictInt, Field(ge=0, le=MAX_DAYS)] | None = None
    """How long its points wait, where it is not as in [earning]."""
    life: Life | None = None
    """How long its points live, where it is not as in [earning]; a short life brings members back."""

    @model_validator(mode="after")
    def _terms_agree(self) -> Self:
        given = self.gives.kind
        found: list[tuple[program_fields.Place, object, str]] = []
        if (self.from_typical is None) != (self.from_otherwise_minor is None):
            found.append((("from_typical",), None, "goes with from_otherwise: the sum for who has not bought yet"))
        if given not in ("points", "times"):
            named = [name for name in ("budget", "pending_days", "life") if getattr(self, name) is not None]
            found += [((name,), getattr(self, name), "goes with points or times alone") for name in named]
        if given == "privilege" and (self.purchases > 1 or self.from_typical or self.when.minimum_cheque_minor):
            found.append((("gives", "privilege"), None, "is enjoyed all the term, and no purchase is asked for it"))
        sums = {("gives", "sum"): self.gives.sum_minor, ("from_otherwise",): self.from_otherwise_minor}
        found += [
            (place, None, "is more than any cheque can be")
            for place, minor in sums.items()
            if (minor or 0) > MAX_CHEQUE_MINOR
        ]
        program_fields.refuse(self, found)
        return self

    @cached_property
    def rule(self) -> EarningRule | None:
        """The rule by which it gives points with a cheque; its conditions are looked at before."""
        if self.gives.points is None and self.gives.times is None:
            return None
        return EarningRule.model_construct(
            name=OFFER + self.name,
            title=self.title,
            goods=self.goods,
            when=ALWAYS,
            points=self.gives.points,
            times=self.gives.times,
            caps=Caps(),
            pending_days=self.pending_days,
            life=self.life,
        )
