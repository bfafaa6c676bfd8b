"""`kopilka report`: what campaigns sold, who brings friends, and the programme in figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from typer.core import TyperGroup

from actions import figures, report
from bot.command import fail, look, out, study
from bot.exporting import new_table
from rules.campaign_report import CampaignReport
from rules.figures import PERIODS, Figures
from rules.uplift import Kind
from storage.work import Work


class _ByNumber(TyperGroup):
    """`report 12` is `report campaign 12`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, ["campaign", *args] if args and args[0].isdecimal() else args)


report_app = typer.Typer(
    cls=_ByNumber, no_args_is_help=True, help="What campaigns sold (`report 12`), and how the programme does."
)

Csv = Annotated[Path | None, typer.Option("--csv", help="Write it into this new CSV file instead.")]
Cells = tuple[object, ...]

WORDS: dict[Kind, str] = {
    "more": "It sells more than doing nothing.",
    "less": "It sells less than doing nothing.",
    "none": "No difference is seen.",
    "no_control": "What it sold cannot be told: nobody was left alone to compare with.",
    "nobody": "It was sent to nobody yet.",
}
_FUNNEL = ("group", "members", "sent", "reached", "tapped", "buyers", "revenue", "conversion_percent")
SHOWN = (*_FUNNEL, "uplift_points", "uplift_low", "uplift_high", "cost")


@report_app.command()
def campaign(
    number: Annotated[int, typer.Argument(min=1, help="The campaign's number, as the chat shows it.")],
    csv: Csv = None,
    members: Annotated[
        bool, typer.Option("--members", help="With --csv: a row for each member it touched, by their ids alone.")
    ] = False,
) -> None:
    """What a campaign sold against the members whom it left alone."""
    if members:
        if csv is None:
            fail("--members needs --csv FILE.")
        _said(study(_write_members, number, csv), csv)
        return
    found = study(report.report, number)
    if csv is not None:
        _said(look(_write, csv, report.HEAD, tuple(report.table(found))), csv)
        return
    out.print(f"{found.about.title}: {_verdict(found)}", markup=False)
    places = [report.HEAD.index(name) for name in SHOWN]
    out.print(_table(SHOWN, ([row[place] for place in places] for row in report.table(found))))
    until = found.about.counts_until
    counted = f" until {until:%Y-%m-%d %H:%M} UTC" if until and found.about.is_open else ""
    out.print(f"Purchases within {found.about.attribution_days} days after a message count{counted}.")


@report_app.command()
def referrers(
    month: Annotated[str, typer.Option(help="Such as 2026-11.")],
    csv: Csv = None,
) -> None:
    """Who brought the most friends in a month, with their names in full."""
    try:
        found = study(report.top_referrers, date.fromisoformat(f"{month}-01"))
    except ValueError:
        fail(f"{month!r} is not a month such as 2026-11.")
    rows = tuple(report.referrers_table(found))
    if csv is not None:
        _said(look(_write, csv, report.REFERRERS_HEAD, rows), csv)
        return
    out.print(_table(report.REFERRERS_HEAD, rows))


@report_app.command(name="figures")
def figures_(days: Annotated[int, typer.Option(help=f"One of {', '.join(map(str, PERIODS))}.")] = PERIODS[0]) -> None:
    """How the programme does: who comes back, what they spend, what becomes of the points."""
    if days not in PERIODS:
        fail(f"--days is one of {', '.join(map(str, PERIODS))}.")
    found = study(figures.of, days)
    out.print(_table(("figure", "value"), _figures(found)))


def _figures(found: Figures) -> Iterable[Cells]:
    yield "purchases", found.purchases
    yield "buyers", found.buyers
    yield "retention_percent", report.percent(found.retention)
    yield "repeat_percent", report.percent(found.repeat)
    yield "purchases_of_a_buyer", "" if found.frequency is None else f"{found.frequency:.2f}"
    yield "average_cheque_minor", _or_nothing(found.average_cheque_minor)
    yield "spend_of_a_buyer_minor", _or_nothing(found.lifetime_minor)
    yield "redemption_percent", report.percent(found.redemption)
    yield "breakage_percent", report.percent(found.breakage)
    yield "liability_points", found.liability_points
    yield "liability_minor", found.liability_minor
    yield "rating", "" if found.marks.average is None else f"{found.marks.average:f}"
    yield "nps", _or_nothing(found.marks.nps)


def _or_nothing(number: int | None) -> object:
    return "" if number is None else number


def _verdict(found: CampaignReport) -> str:
    told = found.overall.verdict
    if told.kind == "unsure":
        return f"not enough data yet; about {told.more_members:,} more members would tell."
    return WORDS[told.kind]


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(head):
        table.add_column(name.replace("_", " ").capitalize(), justify="right" if place else "left")
    for row in rows:
        table.add_row(*(escape(cell) if isinstance(cell, str) else f"{cell:,}" for cell in row))
    return table


def _write(_: Work, file: Path, head: Cells, rows: Iterable[Cells]) -> int:
    count = 0
    with new_table(file) as write:
        write(head)
        for row in rows:
            write(row)
            count += 1
    return count


def _write_members(work: Work, number: int, file: Path) -> int:
    report.report(work, number)  # a campaign that there is not leaves no file
    return _write(work, file, report.MEMBERS_HEAD, report.members(work, number))


def _said(rows: int, file: Path) -> None:
    out.print(f"{rows:,} rows are in {file}.", markup=False)
