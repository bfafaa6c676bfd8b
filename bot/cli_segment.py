"""`kopilka segment`: the saved ones, who an expression means, tables out, lists in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from actions import segment
from actions.segment import LIST_MAX, UNKNOWN_MAX
from bot.command import change, err, out, study, with_store
from bot.exporting import new_table
from rules.segment import SegmentInvalid
from storage.store import Store
from storage.work import Work

LINE_MAX = 64  # letters of a line that can be somebody's

segment_app = typer.Typer(no_args_is_help=True, help="Segments: whom an expression means, the saved ones, lists.")
Expression = Annotated[str, typer.Argument(help='Such as "recency_days > 60 and frequency >= 3", or segment "name".')]


@segment_app.command(name="list")
def list_() -> None:
    """The saved segments with their counts as they are now, and who uses them."""
    table = Table("Segment", "Members", "In a chat", "Agreed to ads", "Used by", "Expression", box=None, pad_edge=False)
    for row in study(_listed):
        table.add_row(*row)
    out.print(table)


@segment_app.command()
def count(expression: Expression) -> None:
    """How many members an expression means; a mistake is pointed at."""
    counted = study(_counted, expression)
    out.print(f"Members: {counted.members:,}. Of them in a chat: {counted.reachable:,}.")
    out.print(f"Of those, agreed to advertising: {counted.consenting:,}.")


@segment_app.command()
def save(name: Annotated[str, typer.Argument(help="What marketers call it.")], expression: Expression) -> None:
    """Save an expression under a name, in place of what was saved under it."""
    kept = change(_saved, name, expression)
    out.print(f"Saved {kept.name}: {kept.expression}", markup=False)


@segment_app.command()
def forget(name: str) -> None:
    """Delete a saved segment; one that is used stays."""
    change(segment.forget, name)
    out.print(f"{name} is deleted.", markup=False)


@segment_app.command()
def export(
    expression: Expression,
    file: Annotated[Path, typer.Option("--out", help="The CSV file to make.")],
) -> None:
    """Write the members of a segment into a CSV file, for this user's eyes alone."""
    rows = study(_export, expression, file)
    out.print(f"{rows:,} members are in {file}.", markup=False)


@segment_app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A phone, number of the shop's books or invitation code on each line.")],
    tag: Annotated[str, typer.Option(help='The tag that they get; tag = "…" finds them by it.')],
) -> None:
    """Put a tag on a list of members."""
    found, full, unknown = with_store(lambda store: _import(store, file, tag))
    out.print(f"{found:,} members have the tag {tag}.", markup=False)
    if full:
        err.print(f"{full:,} have as many tags as they may, and did not get it.")
    if unknown:
        err.print(f"Nobody's: {', '.join(unknown)}.", markup=False)


def _listed(work: Work) -> list[tuple[str, ...]]:
    used = segment.all_uses(work)
    return [
        (one.name, *_figures(work, one.expression), _names(used, one.name), one.expression)
        for one in segment.saved(work)
    ]


def _figures(work: Work, expression: str) -> tuple[str, str, str]:
    try:
        counted = segment.count(work, expression)
    except SegmentInvalid:  # a tier or a campaign that it names is gone
        return "?", "?", "?"
    return f"{counted.members:,}", f"{counted.reachable:,}", f"{counted.consenting:,}"


def _names(used: dict[str, tuple[segment.Use, ...]], name: str) -> str:
    return ", ".join(use.name for use in used.get(name, ()))


def _counted(work: Work, expression: str) -> segment.Counted:
    with _pointing(expression):
        return segment.count(work, expression)


def _saved(work: Work, name: str, expression: str) -> segment.Saved:
    with _pointing(expression):
        return segment.save(work, name, expression)


def _export(work: Work, expression: str, file: Path) -> int:
    written = 0
    with _pointing(expression), new_table(file) as write:
        write(segment.export_head())
        for row in segment.export_rows(work, expression):
            write(row)
            written += 1
    return written


@contextmanager
def _pointing(expression: str) -> Iterator[None]:
    """Show the expression with a mark under what is wrong in it; the sentence follows."""
    try:
        yield
    except SegmentInvalid as mistake:
        if not mistake.facts["segment"] and expression.isprintable():
            err.print(expression, markup=False)
            err.print(" " * mistake.place + "^")
        raise


async def _import(store: Store, file: Path, tag: str) -> tuple[int, int, list[str]]:
    """(who has the tag now, who has too many, the first of those who are nobody's)"""
    found, full, unknown = 0, 0, list[str]()
    with file.open(encoding="utf-8-sig", newline="") as content:
        lines = (line.strip()[:LINE_MAX] for line in content)
        while few := list(islice((line for line in lines if line), LIST_MAX)):
            listed = await store.write(segment.tag_list, tag, few)
            found, full = found + listed.found, full + listed.full
            unknown += listed.unknown[: UNKNOWN_MAX - len(unknown)]
    return found, full, unknown
