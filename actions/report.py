"""What a campaign sold: its figures against those who were left alone, in a value and in tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from actions import campaign, program
from actions.privacy import defused
from rules.board import month_before
from rules.campaign_progress import Kept
from rules.campaign_report import CONTROL, GLOBAL, About, CampaignReport, Comparison, Group, judge
from rules.money import minor_digits, to_major
from rules.program import Program
from rules.referrer import Referrer
from rules.schedule import MIDNIGHT, instant
from storage import referrers
from storage import report as rows
from storage.work import Work

# What a campaign that goes on may still do.
GOING = frozenset({"scheduled", "running", "paused"})
NAMES = {CONTROL: "(control)", GLOBAL: "(global control)"}
HEAD = (
    "group",
    "members",
    "touches",
    "queued",
    "sent",
    "reached",
    "tapped",
    "switched_on",
    "used",
    "buyers",
    "purchases",
    "revenue",
    "conversion_percent",
    "average_revenue",
    "average_cheque",
    "points_spent",
    "points_given",
    "discounts_given",
    "cost",
    "uplift_points",
    "uplift_low",
    "uplift_high",
    "uplift_relative_percent",
    "revenue_uplift",
    "revenue_uplift_low",
    "revenue_uplift_high",
    "verdict",
    "members_lacking",
)
REFERRERS_MAX = 1_000
NUMBER_MAX = 2**63 - 1
REFERRERS_HEAD = ("member_id", "name", "joined", "bought", "points")
MEMBERS_HEAD = ("member_id", "occasion", "group", "at", "until", "purchases", "revenue", "points_spent")


def report(work: Work, number: int) -> CampaignReport:
    """The figures as of now: of all its touches, however long ago. Raises CampaignUnknown, NoProgram."""
    return of(work, number)[1]


def of(work: Work, number: int) -> tuple[Kept, CampaignReport]:
    """The campaign and its report. Raises as report."""
    found, in_force = campaign.get(work, number), program.current(work).program
    groups, last_at = _groups(work, found)
    names = list(dict.fromkeys([*(one.name for one in found.document.variants), *sorted(groups)]))
    return found, judge(
        _about(work, found, in_force, last_at),
        tuple(groups.get(name, Group(name=name)) for name in names if name not in NAMES),
        groups.get(CONTROL, Group(name=CONTROL)),
        groups.get(GLOBAL, Group(name=GLOBAL)),
    )


def campaigns_before(work: Work, before: int | None, limit: int) -> tuple[list[Kept], int | None]:
    """One page, newest first, and the number that it ends with if there are more. before: None for the first page."""
    found = rows.campaigns_before(work, NUMBER_MAX if before is None else before, limit + 1)
    return [campaign.kept(row) for row in found[:limit]], found[limit - 1].campaign if len(found) > limit else None


def table(found: CampaignReport) -> Iterator[tuple[object, ...]]:
    """Rows under HEAD: a group each, then all variants together; sums in whole units, shares as decimals.

    The names of groups are of letters that no spreadsheet takes for a formula, and what is negative is a number.
    """
    digits = minor_digits(found.about.currency)
    told = {one.name: one for one in found.each}
    for group in found.groups:
        yield _row(found, NAMES.get(group.name, group.name), group, told.get(group.name), digits)
    yield _row(found, "(all variants)", found.whole, found.overall, digits)


def members(work: Work, number: int) -> Iterator[tuple[object, ...]]:
    """Rows under MEMBERS_HEAD, one for each touch; to be read to the end within the unit. Raises as report."""
    found, in_force = campaign.get(work, number), program.current(work).program
    digits = minor_digits(in_force.currency)
    for row in rows.members_of(work, number, _window(found)):
        yield (
            row.member_id,
            row.occasion,
            NAMES.get(row.group_name, row.group_name),
            row.at.astimezone(UTC).isoformat(),
            row.until.astimezone(UTC).isoformat(),
            row.purchases,
            to_major(int(row.revenue_minor), digits),
            int(row.points_spent),
        )


def top_referrers(work: Work, month: date, limit: int = REFERRERS_MAX) -> tuple[Referrer, ...]:
    """Who brought most within a calendar month of the shop, with their names in full. month: any day of it."""
    zone = program.current(work).program.zone
    since, until = (instant(month_before(month, ago), MIDNIGHT, zone) for ago in (0, -1))
    return tuple(
        Referrer(
            member_id=row.member_id,
            name=row.name,
            joined=int(row.joined),
            bought=int(row.bought),
            points=int(row.points),
        )
        for row in referrers.top(work, since, until, limit)
    )


def referrers_table(found: Iterable[Referrer]) -> Iterator[tuple[object, ...]]:
    """Rows under REFERRERS_HEAD."""
    for one in found:
        yield one.member_id, defused(one.name), one.joined, one.bought, one.points


def as_csv(head: tuple[str, ...], table: Iterable[tuple[object, ...]]) -> bytes:
    """In UTF-8 with its mark, as spreadsheets want it."""
    lines = StringIO()
    csv.writer(lines).writerows([head, *table])
    return lines.getvalue().encode("utf-8-sig")


# ------------------------------------------------------------------ the figures


def _about(work: Work, found: Kept, in_force: Program, last_at: datetime | None) -> About:
    document = found.document
    return About(
        number=found.number,
        name=found.name,
        title=document.title or found.name,
        state=found.state,
        started_at=found.started_at,
        ended_at=found.ended_at,
        at=work.now,
        attribution_days=document.attribution_days,
        counts_until=None if last_at is None else last_at + _window(found),
        goes_on=found.state in GOING and (document.is_standing or not found.progress.reached),
        currency=in_force.currency,
        point_minor=in_force.redemption.point_value_minor,
    )


def _groups(work: Work, found: Kept) -> tuple[dict[str, Group], datetime | None]:
    """By name, and when the last member was touched."""
    funnel = rows.funnel(work, found.number)
    figures: dict[str, dict[str, Any]] = {row.group_name: row._asdict() for row in funnel}
    for row in rows.bought(work, found.number, _window(found)):
        figures[row.group_name] |= row._asdict() | {"revenue_squares": rows.squares(row)}
    for row in rows.offered(work, found.number):
        figures[row.group_name] |= row._asdict()
    groups = {
        name: Group(name=name, **{what: int(one[what]) for what in _COUNTED if what in one})
        for name, one in figures.items()
    }
    return groups, max((row.last_at for row in funnel), default=None)


_COUNTED = tuple(name for name in Group.__dataclass_fields__ if name != "name")


def _window(found: Kept) -> timedelta:
    return timedelta(days=found.document.attribution_days)


# ------------------------------------------------------------------ as a table


def _row(found: CampaignReport, name: str, group: Group, told: Comparison | None, digits: int) -> tuple[object, ...]:
    def money(minor: float | None) -> object:
        return "" if minor is None else to_major(round(minor), digits)

    conversion, revenue = (told.conversion, told.revenue) if told else (None, None)
    return (
        name,
        group.members,
        group.touches,
        group.queued,
        group.sent,
        group.reached,
        group.tapped,
        group.switched_on,
        group.used,
        group.buyers,
        group.purchases,
        money(group.revenue_minor),
        percent(group.conversion),
        money(group.average_revenue_minor),
        money(group.average_cheque_minor),
        group.points_spent,
        group.points_given,
        money(group.off_minor),
        money(found.cost_minor(group)),
        *(
            percent(value)
            for value in ((conversion.seen, conversion.low, conversion.high) if conversion else (None,) * 3)
        ),
        percent(told.relative if told else None),
        *(money(value) for value in ((revenue.seen, revenue.low, revenue.high) if revenue else (None,) * 3)),
        told.verdict.kind if told else "",
        told.verdict.more_members if told else "",
    )


def percent(share: float | None) -> object:
    """A share of one as percents with two digits: `12.35`; empty for none."""
    return "" if share is None else Decimal(f"{share * 100:.2f}")
