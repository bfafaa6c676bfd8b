"""Tables out, streamed into a file that is whole or not there."""

from __future__ import annotations

import csv
import os
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


def _write(work: Work, kind: str, file: Path) -> int:
    part = file.with_name(f"{file.name}.part")
    if file.exists():
        raise FileExistsError(None, "is here already; name another file", str(file))
    rows = 0
    try:
        with os.fdopen(os.open(part, _NEW, importing.PRIVATE), "w", encoding="utf-8-sig", newline="") as content:
            table = csv.writer(content)
            table.writerow(export.head(kind))
            with importing.bar() as progress:
                task = progress.add_task(f"Exporting {kind}", total=export.count(work, kind))
                for row in export.table(work, kind):
                    table.writerow(row)
                    rows += 1
                    progress.update(task, advance=1)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return rows


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
