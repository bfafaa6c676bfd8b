"""CSV files in: streamed, with progress, a file of rejects, and a place to go on from."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from actions import imports
from actions.imports import MEMBER_COLUMNS, PURCHASE_COLUMNS, Reject, Row
from actions.privacy import defused
from storage.store import Store

COLUMNS = {"members": MEMBER_COLUMNS, "purchases": PURCHASE_COLUMNS}
CELL_MAX = 1000
SNIFFED = 4096
ENCODINGS = ("utf-8-sig", "cp1251")  # what spreadsheets write in Russia


class FileInvalid(ValueError):
    """The file as a whole cannot be read; the text says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Imported:
    """rows: of the file. rejects: the file that names each bad row, or None when there is none."""

    rows: int
    rejected: int
    already: int
    rejects: Path | None


async def run(store: Store, kind: str, file: Path) -> Imported:
    """Import one file; what was done of it before is not done again. Raises FileInvalid, OSError."""
    sha256 = _digest(file)
    encoding = _encoding(file)
    total = sum(1 for _ in _rows(file, kind, encoding))
    done = await store.write(imports.progress, sha256, kind)
    rejects = file.with_suffix(".rejects.csv")
    already = done.rows_done
    if done.finished:
        return Imported(total, done.rows_rejected, already, rejects if done.rows_rejected else None)
    rejected = done.rows_rejected
    rows = islice(_rows(file, kind, encoding), already, None)
    line = already + 2
    with _bar() as bar:
        task = bar.add_task(f"Importing {kind}", total=total, completed=already)
        while True:
            batch = list(islice(rows, imports.BATCH_ROWS))
            last = line - 2 + len(batch) >= total
            bad = await store.write(imports.take, sha256, kind, line, batch, last=last)
            _note(rejects, kind, bad, fresh=rejected == 0)
            rejected += len(bad)
            line += len(batch)
            bar.update(task, completed=line - 2)
            if last:
                return Imported(total, rejected, already, rejects if rejected else None)


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _encoding(file: Path) -> str:
    for encoding in ENCODINGS:
        try:
            with file.open(encoding=encoding) as content:
                while content.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileInvalid(f"{file} is neither UTF-8 nor Windows-1251; save it as CSV UTF-8")


def _rows(file: Path, kind: str, encoding: str) -> Iterator[Row]:
    with file.open(encoding=encoding, newline="") as content:
        head = content.readline()
        content.seek(0)
        reader = csv.reader(content, delimiter=";" if head.count(";") > head.count(",") else ",")
        columns = [name.strip().lower() for name in next(reader, [])]
        _check(file, kind, columns)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield dict(zip(columns, (cell[:CELL_MAX] for cell in cells), strict=False))


def _check(file: Path, kind: str, columns: list[str]) -> None:
    known = COLUMNS[kind]
    strange = [name for name in columns if name not in known]
    if not columns or strange:
        said = f"has the column {strange[0]!r}" if strange else "is empty"
        raise FileInvalid(f"{file} {said}; its first line names columns of: {', '.join(known)}")
    if kind == "purchases" and not {"at", "amount"} <= set(columns):
        raise FileInvalid(f"{file} lacks a column; purchases need at, amount, and phone or external_id")


def _note(rejects: Path, kind: str, bad: list[Reject], *, fresh: bool) -> None:
    if not bad:
        return
    with rejects.open("w" if fresh else "a", encoding="utf-8", newline="") as content:
        table = csv.writer(content)
        if fresh:
            table.writerow(("line", "reason", *COLUMNS[kind]))
        for one in bad:
            cells = (defused(one.row.get(name, "")) for name in COLUMNS[kind])
            table.writerow((one.line, defused(one.reason), *cells))
