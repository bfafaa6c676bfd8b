"""What a campaign sold, for marketers and the owner: the report, its variants, its table."""

from __future__ import annotations

from actions import report
from handlers.route import on
from handlers.visit import Stale, Visit
from rules.campaign_report import CampaignReport
from screens import report as screens
from screens.screen import File, Screen


@on.pressed("report", studies=True)
def show(visit: Visit, number: int, what: str = "", name: str = "") -> Screen:
    _ = visit.marketer
    found = report.report(visit.work, number)
    if what == screens.VARIANT:
        return _variant(visit, found, name)
    if what not in {"", screens.CSV}:
        raise Stale
    files = (File(f"report-{number}.csv", report.as_csv(report.HEAD, report.table(found))),) if what else ()
    return screens.show(visit.texts, found, files)


def _variant(visit: Visit, found: CampaignReport, name: str) -> Screen:
    for group, told in zip(found.variants, found.each, strict=True):
        if group.name == name:
            return screens.of_group(visit.texts, found, group, told)
    raise Stale
