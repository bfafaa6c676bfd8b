"""Who brought the most friends, month by month, for marketers and the owner."""

from __future__ import annotations

from actions import report
from handlers.route import on
from handlers.visit import Stale, Visit
from rules.board import MONTHS_MAX, month_before
from rules.schedule import local_day
from screens import referrers as screens
from screens.screen import File, Screen


@on.pressed("referrers", studies=True)
def show(visit: Visit, ago: int = 0, what: str = "") -> Screen:
    _ = visit.marketer
    if not 0 <= ago <= MONTHS_MAX or what not in {"", "csv"}:
        raise Stale
    month = month_before(local_day(visit.work.now, visit.program.zone), ago)
    found = report.top_referrers(visit.work, month)
    table = report.as_csv(report.REFERRERS_HEAD, report.referrers_table(found)) if what else b""
    files = (File(f"referrers-{month:%Y-%m}.csv", table),) if what else ()
    return screens.show(visit.texts, month, ago, MONTHS_MAX, found, files)
