"""GET /v1/campaigns, /v1/campaigns/report: the campaigns, and what each of them sold."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import report as reports
from actions.campaign import CampaignUnknown
from actions.key import Client
from rules.campaign_progress import Kept
from rules.campaign_report import CampaignReport, Comparison, Group
from rules.uplift import Difference, Verdict
from storage.work import Work
from web.api.fields import ANSWER, Body, instant
from web.api.pages import PageIn, after, cursor
from web.operation import Operation, never

CAMPAIGNS = "campaigns"  # the list's name in its cursors


class ReportIn(Body):
    model_config = ConfigDict(strict=False)

    number: Annotated[int, Field(ge=1, le=reports.NUMBER_MAX)]
    """The campaign's, from the list."""
    csv: bool = False
    """Also as a table for spreadsheets."""


@with_config(ANSWER)
class CampaignOut(TypedDict):
    number: int
    name: str
    title: str
    state: str
    """draft | scheduled | running | paused | done | stopped | failed"""
    standing: bool
    """It goes on until somebody stops it."""
    started_at: str | None
    ended_at: str | None


@with_config(ANSWER)
class CampaignsOut(TypedDict):
    campaigns: list[CampaignOut]
    next_cursor: str | None
    """For the next page; null on the last one."""


@with_config(ANSWER)
class GroupOut(TypedDict):
    name: str
    """Of a variant; empty for all of them, for the control and for the global control."""
    members: int
    touches: int
    """How often they were meant; in a standing campaign more than members."""
    queued: int
    """Members who still wait for a message and had none."""
    sent: int
    """Members to whom the messenger was asked to bring one."""
    reached: int
    """Of those, to whom it did."""
    tapped: int
    switched_on: int
    """Members who switched an offer of it on."""
    used: int
    buyers: int
    """Members with a purchase within the window that did not come back whole."""
    purchases: int
    revenue_minor: int
    """Money and gift cards, less what came back."""
    conversion_percent: str | None
    """With two digits, as text; null where there is nobody."""
    average_revenue_minor: int | None
    """For each member, those who bought nothing included."""
    average_cheque_minor: int | None
    spent_points: int
    given_points: int
    """By its offers."""
    off_minor: int
    """By its offers."""
    cost_minor: int
    """Of points and discounts together."""


@with_config(ANSWER)
class DifferenceOut(TypedDict):
    """The ends are those of the 95 % interval, null where too few members say too little."""

    seen: str
    low: str | None
    high: str | None


@with_config(ANSWER)
class ComparisonOut(TypedDict):
    name: str
    """Of the variant; empty for all of them."""
    conversion_percent: DifferenceOut | None
    """Points of percent, with two digits, as text."""
    relative_percent: str | None
    revenue_minor: DifferenceOut | None
    """For each member, in minor units, with two digits, as text."""
    verdict: str
    """more | less | none | unsure | no_control | nobody"""
    more_members: int
    """About how many would tell, where the verdict is unsure; else 0."""


@with_config(ANSWER)
class ReportOut(TypedDict):
    campaign: CampaignOut
    at: str
    """The instant of the figures."""
    attribution_days: int
    """Purchases within so many days after a message count."""
    counts_until: str | None
    """When the last of them ends so far; null where nobody was touched yet."""
    currency: str
    variants: list[GroupOut]
    whole: GroupOut
    control: GroupOut
    global_control: GroupOut
    against: str
    """control | global | nobody: who the others are compared with."""
    overall: ComparisonOut
    each: list[ComparisonOut]
    best: str
    """Of several variants, the one that sold best so far."""
    best_verdict: str | None
    """more: it beats the others; none: they sell alike; unsure: not known yet; null for a single variant."""
    csv: str | None
    """Null unless it was asked for."""


def listed(work: Work, till: Client, wish: PageIn) -> CampaignsOut:
    found, last = reports.campaigns_before(work, after(CAMPAIGNS, wish, int), wish.limit)
    return {
        "campaigns": [_campaign(one) for one in found],
        "next_cursor": None if last is None else cursor(CAMPAIGNS, last),
    }


def report(work: Work, till: Client, wish: ReportIn) -> ReportOut:
    kept, found = reports.of(work, wish.number)
    about, groups = found.about, (found.whole, found.control, found.global_control)
    whole, control, global_control = (_group(found, one, "") for one in groups)
    return {
        "campaign": _campaign(kept),
        "at": instant(about.at),
        "attribution_days": about.attribution_days,
        "counts_until": instant(about.counts_until) if about.counts_until else None,
        "currency": about.currency,
        "variants": [_group(found, one, one.name) for one in found.variants],
        "whole": whole,
        "control": control,
        "global_control": global_control,
        "against": found.against,
        "overall": _comparison(found.overall),
        "each": [_comparison(one) for one in found.each],
        "best": found.best,
        "best_verdict": found.rivals.kind if found.rivals else None,
        "csv": reports.as_csv(reports.HEAD, reports.table(found)).decode("utf-8-sig") if wish.csv else None,
    }


def _campaign(kept: Kept) -> CampaignOut:
    return {
        "number": kept.number,
        "name": kept.name,
        "title": kept.document.title or kept.name,
        "state": kept.state,
        "standing": kept.document.is_standing,
        "started_at": instant(kept.started_at) if kept.started_at else None,
        "ended_at": instant(kept.ended_at) if kept.ended_at else None,
    }


def _group(found: CampaignReport, group: Group, name: str) -> GroupOut:
    return {
        "name": name,
        "members": group.members,
        "touches": group.touches,
        "queued": group.queued,
        "sent": group.sent,
        "reached": group.reached,
        "tapped": group.tapped,
        "switched_on": group.switched_on,
        "used": group.used,
        "buyers": group.buyers,
        "purchases": group.purchases,
        "revenue_minor": group.revenue_minor,
        "conversion_percent": _percent(group.conversion),
        "average_revenue_minor": group.average_revenue_minor,
        "average_cheque_minor": group.average_cheque_minor,
        "spent_points": group.points_spent,
        "given_points": group.points_given,
        "off_minor": group.off_minor,
        "cost_minor": found.cost_minor(group),
    }


def _comparison(told: Comparison) -> ComparisonOut:
    verdict: Verdict = told.verdict
    return {
        "name": told.name,
        "conversion_percent": _difference(told.conversion, 100),
        "relative_percent": _percent(told.relative),
        "revenue_minor": _difference(told.revenue, 1),
        "verdict": verdict.kind,
        "more_members": verdict.more_members,
    }


def _difference(seen: Difference | None, times: int) -> DifferenceOut | None:
    if seen is None:
        return None
    low, high = (None if end is None else f"{end * times:.2f}" for end in (seen.low, seen.high))
    return {"seen": f"{seen.seen * times:.2f}", "low": low, "high": high}


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share * 100:.2f}"


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/campaigns",
        scope="campaigns",
        do=listed,
        takes=PageIn,
        gives=CampaignsOut,
        writes=never,
        summary="List campaigns",
        about="Newest first, a page at a time.",
    ),
    Operation(
        method="GET",
        path="/v1/campaigns/report",
        scope="campaigns",
        do=report,
        takes=ReportIn,
        gives=ReportOut,
        writes=never,
        studies=True,
        summary="Read what a campaign sold",
        about="Each variant and all of them against the members who were left alone, with 95 % intervals.",
        refusals=(CampaignUnknown,),
    ),
)
