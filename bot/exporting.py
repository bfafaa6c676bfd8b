"""Tables out, streamed into a file that is whole or not there."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from actions import export
from bot import importing
from storage.store import Store
from storage.work import Work


async def run(store: Store, kind: str, file: Path) -> int:
    """Write a table into a new file, as CSV in UTF-8 for this user's eyes alone; how many rows it has.

    Raises FileExistsError in words, OSError, NoProgram.
    """
    return await store.read(_write, kind, file)


@contextmanager
def new_table(file: Path) -> Iterator[Callable[[Iterable[object]], object]]:
    """What writes a row into a new CSV file, for this user's eyes alone; it is there only when all rows are.

    Raises FileExistsError in words, OSError.
    """
    part = file.with_name(f"{file.name}.part")
    if file.exists():
        raise FileExistsError(None, "is here already; name another file", str(file))
    try:
        with os.fdopen(os.open(part, _NEW, importing.PRIVATE), "w", encoding="utf-8-sig", newline="") as content:
            yield csv.writer(content).writerow
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _write(work: Work, kind: str, file: Path) -> int:
    rows = 0
    with new_table(file) as write, importing.bar() as progress:
        write(export.head(kind))
        task = progress.add_task(f"Exporting {kind}", total=export.count(work, kind))
        for row in export.table(work, kind):
            write(row)
            rows += 1
            progress.update(task, advance=1)
    return rows


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
