"""What a campaign did: from whom it meant to what they bought, group by group, against those who were left alone."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal

from rules import campaign_draw, uplift
from rules.uplift import Difference, Mean, Share, Verdict

CONTROL, GLOBAL = campaign_draw.CONTROL, campaign_draw.GLOBAL

Against = Literal["control", "global", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One variant, or those who were left alone; members are counted once each, whatever was said to them how often.

    name: of the variant, CONTROL or GLOBAL. touches: how often they were meant. queued: those who still wait for a
    message and had none. sent: the messenger was asked to bring them one; reached: it did. buyers, purchases,
    revenue_minor: within the window, money and gift cards less what came back, without purchases that came back whole.
    revenue_squares: the sum of the squares of each member's revenue. points_spent: on those purchases. points_given,
    off_minor: what the campaign's offers gave.
    """

    name: str
    members: int = 0
    touches: int = 0
    queued: int = 0
    sent: int = 0
    reached: int = 0
    tapped: int = 0
    switched_on: int = 0
    used: int = 0
    buyers: int = 0
    purchases: int = 0
    revenue_minor: int = 0
    revenue_squares: int = 0
    points_spent: int = 0
    points_given: int = 0
    off_minor: int = 0

    @property
    def share(self) -> Share:
        return Share(self.buyers, self.members)

    @property
    def mean(self) -> Mean:
        return Mean(self.revenue_minor, self.revenue_squares, self.members)

    @property
    def conversion(self) -> float | None:
        return self.buyers / self.members if self.members else None

    @property
    def average_revenue_minor(self) -> int | None:
        """For each member, those who bought nothing included."""
        return _rounded(self.revenue_minor, self.members)

    @property
    def average_cheque_minor(self) -> int | None:
        return _rounded(self.revenue_minor, self.purchases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A group against who was left alone. conversion, revenue: None where there is nobody to compare with."""

    name: str
    conversion: Difference | None
    relative: float | None
    revenue: Difference | None
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a campaign beside its groups.

    at: the instant of the figures. counts_until: when the last window ends; None where nobody was touched yet. goes_on:
    it may touch more members. point_minor: what a point is worth.
    """

    number: int
    name: str
    title: str
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    at: datetime
    attribution_days: int
    counts_until: datetime | None
    goes_on: bool
    currency: str
    point_minor: int

    @property
    def is_open(self) -> bool:
        """Whether purchases still count."""
        return self.goes_on or (self.counts_until is not None and self.at < self.counts_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignReport:
    """whole: all variants as one. against: who they are compared with; overall: the whole, each: one variant each.

    best, rivals: of several variants, which sold best and whether that is known; rivals is None for a single one.
    """

    about: About
    variants: tuple[Group, ...]
    whole: Group
    control: Group
    global_control: Group
    against: Against
    overall: Comparison
    each: tuple[Comparison, ...]
    best: str
    rivals: Verdict | None

    @property
    def opposite(self) -> Group | None:
        """Who it is compared with."""
        if self.against == "nobody":
            return None
        return self.control if self.against == "control" else self.global_control

    @property
    def groups(self) -> tuple[Group, ...]:
        """The variants, and those who were left alone where there are any."""
        alone = (self.control, self.global_control)
        return (*self.variants, *(one for one in alone if one.members))

    def cost_minor(self, group: Group) -> int:
        """What its offers cost, if every point is spent."""
        return group.points_given * self.about.point_minor + group.off_minor


def judge(about: About, variants: tuple[Group, ...], control: Group, global_control: Group) -> CampaignReport:
    """Put the figures side by side."""
    whole = added("", variants)
    against: Against = "control" if control.members else "global" if global_control.members else "nobody"
    opposite = control if against != "global" else global_control
    at, rivals = uplift.best([one.share for one in variants]) if len(variants) > 1 else (0, None)
    return CampaignReport(
        about=about,
        variants=variants,
        whole=whole,
        control=control,
        global_control=global_control,
        against=against,
        overall=compared(whole, opposite),
        each=tuple(compared(one, opposite) for one in variants),
        best=variants[at].name if variants else "",
        rivals=rivals,
    )


def compared(group: Group, opposite: Group) -> Comparison:
    return Comparison(
        name=group.name,
        conversion=uplift.of_shares(group.share, opposite.share),
        relative=uplift.relative(group.share, opposite.share),
        revenue=uplift.of_means(group.mean, opposite.mean),
        verdict=uplift.verdict(group.share, opposite.share),
    )


def added(name: str, groups: tuple[Group, ...]) -> Group:
    """All of them as one."""
    counted = [field.name for field in fields(Group) if field.name != "name"]
    return replace(Group(name=name), **{what: sum(getattr(one, what) for one in groups) for what in counted})


def _rounded(total: int, count: int) -> int | None:
    """The mean to the nearest minor unit, halves up."""
    return (2 * total + count) // (2 * count) if count else None
