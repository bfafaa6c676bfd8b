"""`kopilka feedback`: what members say, as a table for other programs and as figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from actions import feedback, program
from actions.privacy import defused
from bot.command import look, out, with_store
from bot.exporting import new_table
from rules.feedback import Figures, Marks
from rules.schedule import MIDNIGHT, instant
from storage.store import Store
from storage.work import Work

DAYS = 90
DAY = "%Y-%m-%d"
COLUMNS = ("id", "kind", "member_id", "purchase_id", "location", "asked_at", "at", "score", "words", "answer")

feedback_app = typer.Typer(no_args_is_help=True, help="What members say of their purchases and of the shop.")

Since = Annotated[datetime | None, typer.Option(formats=[DAY], help="The first day; left out, 90 days ago.")]
Until = Annotated[datetime | None, typer.Option(formats=[DAY], help="The last day; left out, today.")]


@feedback_app.command()
def figures(since: Since = None, until: Until = None) -> None:
    """The average of the stars and the Net Promoter Score, of all and by location."""
    found = look(_figures, since, until)
    table = Table("Location", "Rated", "Average", "1 / 2 / 3 / 4 / 5", "Recommended", "NPS", box=None, pad_edge=False)
    for marks in (found.all, *found.places):
        table.add_row(*_row(marks))
    out.print(table)
    out.print(f"Questions asked: {found.asked:,}.", markup=False)


@feedback_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The CSV file to make.")], since: Since = None, until: Until = None
) -> None:
    """Every answer with its words, one a row."""
    rows = with_store(lambda store: _export(store, file, since, until))
    out.print(f"{rows:,} answers are in {file}.", markup=False)


def _row(marks: Marks) -> tuple[str, ...]:
    return (
        marks.location or "all",
        f"{marks.rated:,}",
        "" if marks.average is None else f"{marks.average:f}",
        " / ".join(f"{times:,}" for times in marks.scores),
        f"{marks.recommended:,}",
        "" if marks.nps is None else f"{marks.nps:+}",
    )


def _figures(work: Work, since: datetime | None, until: datetime | None) -> Figures:
    return feedback.figures(work, *_span(work, since, until))


async def _export(store: Store, file: Path, since: datetime | None, until: datetime | None) -> int:
    return await store.read(write, file, since, until)


def write(work: Work, file: Path, since: datetime | None = None, until: datetime | None = None) -> int:
    """Write every answer of these days into a new CSV file; how many. Raises FileExistsError in words, OSError."""
    rows = 0
    with new_table(file) as line:
        line(COLUMNS)
        for row in feedback.answers(work, *_span(work, since, until)):
            asked_at, at = _utc(row.asked_at), _utc(row.at)
            about = (row.rating_id, row.kind, row.member_id, row.purchase_id or "", defused(row.location))
            line((*about, asked_at, at, row.score, defused(row.words), defused(row.answer)))
            rows += 1
    return rows


def _span(work: Work, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """Days of the shop's own calendar as instants; the last day is meant whole."""
    zone = program.current(work).program.zone
    today = work.now.astimezone(zone).date()
    first = since.date() if since else today - timedelta(days=DAYS)
    last = until.date() if until else today
    return instant(first, MIDNIGHT, zone), instant(last + timedelta(days=1), MIDNIGHT, zone)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
