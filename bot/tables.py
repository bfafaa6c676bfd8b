"""CSV files as people's spreadsheets write them, read a row at a time, whatever is wrong with some of the rows."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TextIO

from actions.imports import BALANCES, COLUMNS, MEMBERS, PURCHASES, PURCHASES_ALONE, Numbered
from actions.privacy import FORMULA_STARTS

NOTES = ("line", "reason")  # a file of rejects, mended, is imported as it is
_WHO = frozenset({"phone", "external_id"})
_BOUGHT = (_WHO, frozenset({"at"}), frozenset({"amount"}))
NEEDED = {
    MEMBERS: (_WHO,),
    BALANCES: (_WHO, frozenset({"points"})),
    PURCHASES: _BOUGHT,
    PURCHASES_ALONE: _BOUGHT,
}
CELL_MAX = 1000
LINE_MAX = 1_000_000
SHOWN_MAX = 40
NO_TABLE = (b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # UTF-16, .xlsx, .xls
NAMES = {"utf-8-sig": "UTF-8", "cp1251": "Windows-1251"}
WRITINGS = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "utf-8-sig": "utf-8-sig"} | dict.fromkeys(
    ("cp1251", "windows-1251", "win-1251"), "cp1251"
)
DELIMITERS = ",;\t"  # the first of them where the header has none


class FileInvalid(ValueError):
    """The file as a whole cannot be read; the text says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was looked through. sha256: of its content; rows: how many it has, without blank ones."""

    file: Path
    kind: str
    sha256: str
    encoding: str
    delimiter: str
    rows: int


def inspect(file: Path, kind: str, encoding: str = "") -> Table:
    """Read a file through once, holding one row at a time. Raises FileInvalid, OSError.

    encoding: of WRITINGS, by name; empty: by what is in the file.
    """
    sha256, found_encoding = _look_through(file)
    if encoding and encoding.lower() not in WRITINGS:
        raise FileInvalid(f"{encoding!r} is no encoding that is read here; write utf-8 or cp1251, or leave it out")
    encoding = WRITINGS[encoding.lower()] if encoding else found_encoding
    with file.open(encoding=encoding, errors="surrogateescape", newline="") as content:
        head = content.readline(LINE_MAX)
    delimiter = max(DELIMITERS, key=head.count)
    found = Table(file, kind, sha256, encoding, delimiter, 0)
    return Table(file, kind, sha256, encoding, delimiter, sum(1 for _ in rows(found)))


def rows(table: Table) -> Iterator[Numbered]:
    """The rows in order, with what is wrong with those that cannot be read. Raises FileInvalid for a wrong header."""
    with table.file.open(encoding=table.encoding, errors="surrogateescape", newline="") as content:
        reader = csv.reader(_lines(table.file, content), delimiter=table.delimiter, strict=True)
        columns = _columns(table, reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # The reader goes on with the next line.
                where = f"lines {line} to {reader.line_num}" if reader.line_num > line else f"line {line}"
                yield Numbered(line, {}, f"the quotes in {where} do not match: {error}")
                continue
            if any(cell.strip() for cell in cells):
                yield _numbered(table, line, columns, cells)


def _numbered(table: Table, line: int, columns: list[str], cells: list[str]) -> Numbered:
    row = {name: _undefused(cell) for name, cell in zip(columns, cells, strict=False) if name not in NOTES}
    if len(cells) != len(columns):
        return Numbered(line, row, f"the row has {len(cells)} cells, and the first line names {len(columns)} columns")
    for name, cell in row.items():
        if not cell.isprintable() and any("\udc80" <= letter <= "\udcff" for letter in cell):
            return Numbered(line, row, f"{name}: {cell!r} is not written in {NAMES[table.encoding]} as the rest is")
        if "\0" in cell:
            return Numbered(line, row, f"{name}: {cell!r} has a zero byte in it")
        if len(cell) > CELL_MAX:
            return Numbered(line, row | {name: cell[:CELL_MAX]}, f"{name}: a cell has at most {CELL_MAX} characters")
    return Numbered(line, row)


def _undefused(cell: str) -> str:
    """The cell as it was before an export kept spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def _look_through(file: Path) -> tuple[str, str]:
    """(SHA-256, encoding): UTF-8 unless more lines say Windows-1251. A few wrong lines are the rows' own fault."""
    digest = hashlib.sha256()
    good = bad = 0
    with file.open("rb") as content:
        first = content.readline(LINE_MAX)
        if first.startswith(NO_TABLE) or b"\0" in first:
            raise FileInvalid(f"{file} is not a CSV file; save the table as CSV UTF-8")
        marked = first.startswith(b"\xef\xbb\xbf")
        line = first
        while line:
            digest.update(line)
            if not line.isascii():
                try:
                    line.decode()
                    good += 1
                except UnicodeDecodeError:
                    bad += 1
            line = content.readline(LINE_MAX)
    return digest.hexdigest(), "utf-8-sig" if marked or good >= bad else "cp1251"


def _lines(file: Path, content: TextIO) -> Iterator[str]:
    number = 0
    while line := content.readline(LINE_MAX):
        number += 1
        if len(line) == LINE_MAX:
            raise FileInvalid(f"line {number} of {file} is longer than {LINE_MAX:,} characters; nothing was imported")
        yield line


def _columns(table: Table, reader: Iterator[list[str]]) -> list[str]:
    """The names of the first line. Raises FileInvalid."""
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
    except csv.Error:
        columns = []
    known = COLUMNS[table.kind]
    right = f"its first line names columns of: {', '.join(known)}"
    if not any(columns):
        raise FileInvalid(f"{table.file} is empty; {right}")
    for place, name in enumerate(columns):
        if name not in (*known, *NOTES):
            close = get_close_matches(name, known, n=1)
            meant = f"; perhaps {close[0]} was meant" if close else ""
            raise FileInvalid(f"{table.file} has the column {name[:SHOWN_MAX]!r}; {right}{meant}")
        if name in columns[:place]:
            raise FileInvalid(f"{table.file} has the column {name} twice")
    for any_of in NEEDED[table.kind]:
        if not any_of & set(columns):
            raise FileInvalid(f"{table.file} lacks the column {' or '.join(sorted(any_of, reverse=True))}; {right}")
    return columns
