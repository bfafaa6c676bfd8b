"""CSV files in: streamed, with progress, a file of rejects, and a place to go on from."""

from __future__ import annotations

import asyncio
import csv
import fcntl
import io
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from actions import imports
from actions.imports import BATCH_ROWS, Brought, Numbered, Reject, Totals
from actions.privacy import defused
from bot import real, tables
from bot.tables import Table
from storage.store import Store, open_rehearsal
from storage.work import Work

PRIVATE = 0o600  # what names people is for the owner's eyes
REHEARSED = ".dry-run"  # in the names of what a rehearsal leaves


class Stopped(Exception):
    """Ctrl+C between two batches; nothing of what was done is lost."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"Stopped after {done:,} of {total:,}; the same command goes on from there.")


@dataclass(frozen=True, slots=True)
class Imported:
    """rows: of the file. already: of them, taken before. rejects: the file that names each bad row, or None.

    before, after: the whole shop's totals around this run.
    """

    rows: int
    rejected: int
    already: int
    rejects: Path | None
    brought: Brought
    before: Totals
    after: Totals


async def run(store: Store, kind: str, file: Path, encoding: str = "", mark: str = "") -> Imported:
    """Import one file; what was done of it before is not done again.

    kind: of imports.COLUMNS. mark: stands in the name of the file of rejects.
    Raises FileInvalid, imports.ImportUnderWay, imports.ImportDiffers, Stopped, OSError.
    """
    table = await asyncio.to_thread(tables.inspect, file, kind, encoding)
    done = await store.read(imports.progress, table.sha256, kind)
    before = await store.read(imports.totals)
    rejects = file.with_suffix(f"{mark}.rejects.csv")
    rejected = done.rows_rejected
    if not done.finished:
        with _alone(file):
            rejected += await _take_rest(store, table, rejects, done.rows_done)
    return Imported(
        rows=table.rows,
        rejected=rejected,
        already=done.rows_done,
        rejects=rejects if rejected else None,
        brought=await store.read(imports.brought, table.sha256),
        before=before,
        after=await store.read(imports.totals),
    )


async def rehearse(url: str, kind: str, file: Path, encoding: str = "", members: Path | None = None) -> Imported:
    """Do all that `run` would do, where nothing is kept. members: a file of members to bring in first.

    url: of the shop's database. Raises what `run` raises, and Unavailable.
    """
    async with open_rehearsal(url, real.now, real.dice) as store:
        if members is not None:
            await run(store, imports.MEMBERS, members, encoding, REHEARSED)
        return await run(store, kind, file, encoding, REHEARSED)


def first_reasons(rejects: Path, most: int) -> list[str]:
    """The first rows of a file of rejects, each with its line and what is wrong."""
    with rejects.open(encoding="utf-8-sig", newline="") as content:
        return [f"line {row['line']}: {row['reason']}" for row in islice(csv.DictReader(content), most)]


async def _take_rest(store: Store, table: Table, rejects: Path, done: int) -> int:
    """Take the rows after the first `done`, batch by batch; how many of them were refused."""
    rows = islice(tables.rows(table), done, None)
    batch = list(islice(rows, BATCH_ROWS))
    size = _cut(rejects, batch[0].line if batch and done else 0)
    rejected = 0
    with bar() as progress, stopping() as stop:
        task = progress.add_task(f"Importing {table.kind}", total=table.rows, completed=done)
        while True:
            following = list(islice(rows, BATCH_ROWS))
            bad, size = await store.write(_take, table, done, batch, rejects, size, last=not following)
            rejected, done = rejected + bad, done + len(batch)
            progress.update(task, completed=done)
            if not following:
                return rejected
            if stop.is_set():
                raise Stopped(done, table.rows)
            batch = following


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Keep other commands on this machine off the file, and so off its rejects. Raises imports.ImportUnderWay."""
    with file.open("rb") as content:
        try:
            fcntl.flock(content, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise imports.ImportUnderWay from error
        yield


def _take(
    work: Work, table: Table, done: int, batch: list[Numbered], rejects: Path, size: int, *, last: bool
) -> tuple[int, int]:
    """Take one batch and note its refusals; (how many they are, the bytes of the file of rejects)."""
    bad = imports.take(work, table.sha256, table.kind, done, batch, last=last)
    # Before the commit, so that no crash keeps a refusal and loses its reason; a repeat writes over it.
    return len(bad), _note(rejects, table.kind, bad, size) if bad else size


@contextmanager
def stopping() -> Iterator[asyncio.Event]:
    """An event that Ctrl+C sets, instead of breaking into whatever is under way."""
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    before = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, event.set)
    try:
        yield event
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)


def bar() -> Progress:
    """A progress bar for the person at the keyboard; standard output stays clean."""
    time = (TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *time, console=Console(stderr=True)
    )


def _cut(rejects: Path, from_line: int) -> int:
    """Keep the refusals of the rows before this line only: the others were written and not committed, or are old.

    Returns the bytes that are left.
    """
    if not from_line:
        rejects.unlink(missing_ok=True)
    if not rejects.exists():
        return 0
    kept = rejects.with_suffix(".part")
    with (
        rejects.open(encoding="utf-8-sig", newline="") as content,
        os.fdopen(
            os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "w", encoding="utf-8-sig", newline=""
        ) as out,
    ):
        reader, writer = csv.reader(content), csv.writer(out)
        head = next(reader, [])
        writer.writerow(head)
        writer.writerows(
            row for row in reader if len(row) == len(head) and row[0].isdigit() and int(row[0]) < from_line
        )
    kept.replace(rejects)
    return rejects.stat().st_size


def _note(rejects: Path, kind: str, bad: Sequence[Reject], size: int) -> int:
    """Write the refusals after the first `size` bytes; the bytes that the file has then."""
    text = io.StringIO()
    writer = csv.writer(text)
    if not size:
        writer.writerow(("line", "reason", *imports.COLUMNS[kind]))
    for one in bad:
        cells = (defused(one.cells.get(name, "")) for name in imports.COLUMNS[kind])
        writer.writerow((one.line, defused(one.reason), *cells))
    with os.fdopen(os.open(rejects, os.O_RDWR | os.O_CREAT, PRIVATE), "r+b") as content:
        content.truncate(size)
        content.seek(size)
        content.write(text.getvalue().encode("utf-8" if size else "utf-8-sig", "backslashreplace"))
        content.flush()
        os.fsync(content.fileno())
        return content.tell()
