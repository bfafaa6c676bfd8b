"""The house's own rules, each checked over every file: where async may stand, how long things may be, who explains."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("rules", "storage", "actions", "screens", "channels", "handlers", "jobs", "web", "bot", "playground")
ASYNC_ROOMS = ("channels", "jobs", "web", "bot", "playground")
STORES_DOORS = {"storage/store.py", "storage/sqlite.py", "storage/postgres.py", "storage/rehearsal.py"}
FILE_LINES_MAX = 350
FUNCTION_LINES_MAX = 45

FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "migrations/versions" not in path.as_posix()
)


def functions(file: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("file", [f for f in FILES if not f.startswith(ASYNC_ROOMS) and f not in STORES_DOORS])
def test_from_an_incoming_to_its_screen_nothing_is_async(file: str) -> None:
    """A unit is one plain function, so the network cannot be called inside a transaction."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef | ast.Await | ast.AsyncWith)]


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_short_and_says_what_it_is_for(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")

    assert text.count("\n") <= FILE_LINES_MAX, f"{file} has {text.count(chr(10))} lines: look for the idea it misses"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{file} does not say what it is for"


@pytest.mark.parametrize("file", FILES)
def test_a_function_can_be_read_at_once(file: str) -> None:
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in functions(file)
        if node.end_lineno is not None and node.end_lineno - node.lineno >= FUNCTION_LINES_MAX
    ]
    assert not long
