"""Where each value of a TOML document stands: the line and column that a mistake is shown with.

The standard parser keeps no places. This scanner reads a document that the standard parser has accepted, and so needs
to find things only, never to judge them (TOML 1.0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
Spot = tuple[int, int]  # line and column, from 1

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:\\.|[^"\\\n])*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'", re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


@dataclass(slots=True)
class _Scan:
    text: str
    places: dict[Path, int] = field(default_factory=dict)  # offsets; each key's own start
    spans: dict[Path, tuple[int, int]] = field(default_factory=dict)  # offsets; each value's start and end
    counts: dict[Path, int] = field(default_factory=dict)  # of arrays of tables

    def document(self) -> None:
        at = self.blank(0)
        table: Path = ()
        while at < len(self.text):
            if self.text[at] == "[":
                at, table = self.header(at)
            else:
                at = self.pair(at, table)
            at = self.blank(at)

    def blank(self, at: int) -> int:
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def keys(self, at: int) -> tuple[list[str], int]:
        keys: list[str] = []
        while found := _KEY.match(self.text, at):
            keys.append(next(part for part in found.groups() if part is not None))
            at = found.end()
            if self.text[at : at + 1] != ".":
                break
            at += 1
        return keys, at

    def header(self, start: int) -> tuple[int, Path]:
        many = self.text.startswith("[[", start)
        keys, at = self.keys(start + 1 + many)
        path: Path = ()
        for depth, key in enumerate(keys):
            path = (*path, key)
            if many and depth == len(keys) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            self.places.setdefault(path, start)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.places.setdefault(path, start)
        self.places[path] = start
        return at + 1 + many, path

    def pair(self, start: int, table: Path) -> int:
        keys, at = self.keys(start)
        path = table
        for key in keys:
            path = (*path, key)
            self.places.setdefault(path, start)
        return self.value(self.blank(at + 1), path)

    def value(self, at: int, path: Path) -> int:
        self.places.setdefault(path, at)
        end = self.end_of(at, path)
        self.spans[path] = (at, at + len(self.text[at:end].rstrip()))
        return end

    def end_of(self, at: int, path: Path) -> int:
        opening = self.text[at : at + 1]
        if opening == "[":
            return self.inside(at + 1, "]", path)
        if opening == "{":
            return self.inside(at + 1, "}", path)
        found = (_STRING if opening in ('"', "'") else _SCALAR).match(self.text, at)
        return found.end() if found else at + 1

    def inside(self, at: int, closing: str, path: Path) -> int:
        at, index = self.blank(at), 0
        while at < len(self.text) and self.text[at] != closing:
            at = self.pair(at, path) if closing == "}" else self.value(at, (*path, index))
            index += 1
            at = self.blank(at)
            if self.text[at : at + 1] == ",":
                at = self.blank(at + 1)
        return at + 1


def places(text: str) -> dict[Path, Spot]:
    """Return the line and column of every key and array item of a valid TOML document."""
    scan = _Scan(text)
    scan.document()
    return {path: spot(text, offset) for path, offset in scan.places.items()}


def spans(text: str) -> dict[Path, tuple[int, int]]:
    """Return where every value of a valid TOML document stands: the offsets of its start and of what follows it."""
    scan = _Scan(text)
    scan.document()
    return scan.spans


def spot(text: str, offset: int) -> Spot:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def nearest(found: dict[Path, Spot], path: Path) -> Spot | None:
    """The place of a path, or of the table that it is missing from."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path)
