"""What the documents say is so: links lead somewhere, commands exist, examples run, nothing is left undocumented."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import settings
from tests import docs

ROOT = docs.ROOT
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md"))
)
PICTURE_BYTES_MAX = 150_000
EXAMPLE_SECONDS = 60

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"|<a[^>]+href=\"([^\"]+)\"")
_MODULE = re.compile(r"^((?:[a-z_]+/)+[\w-]+\.py|(?:[a-z_]+/)+)(?:: \w+)?$")
_HOME = re.compile(r"(?<![\w.:/])(/(?:home|root|work|tmp|Users|mnt)/[\w.-]+|file://|[A-Z]:\\)")


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def without_fences(page: str) -> str:
    return _FENCE.sub("", text_of(page))


def code_of(page: str) -> Iterator[str]:
    """Every line of code that the page shows, in blocks and in the running text."""
    for language, block in _FENCE.findall(text_of(page)):
        if language in ("sh", "console", ""):
            yield from block.splitlines()
    yield from _CODE.findall(without_fences(page))


def anchors(page: str) -> set[str]:
    """The headings' anchors, as a forge makes them."""
    headings = re.findall(r"^#+ +(.*)$", without_fences(page), re.M)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


# ------------------------------------------------------------------ links


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in (next(filter(None, found)) for found in _LINK.findall(without_fences(page))):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (ROOT / page).parent / path if path else ROOT / page
        assert there.exists(), f"{page} links to {target}, which is not there"
        if anchor and there.suffix == ".md":
            known = anchors(there.resolve().relative_to(ROOT).as_posix())
            assert anchor in known, f"{page} links to {target}, and there is no such heading"


@pytest.mark.parametrize("page", PAGES)
def test_every_module_that_is_spoken_of_exists(page: str) -> None:
    spoken = {path for code in _CODE.findall(without_fences(page)) for path in _MODULE.findall(code)}

    assert [path for path in sorted(spoken) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_page_speaks_of_somebodys_machine(page: str) -> None:
    assert not _HOME.findall(text_of(page))


def test_every_page_is_found_from_the_index() -> None:
    seen, to_read = set[str](), ["README.md"]
    while to_read:
        page = to_read.pop()
        if page in seen or not page.endswith(".md"):
            continue
        seen.add(page)
        targets = (next(filter(None, found)).partition("#")[0] for found in _LINK.findall(without_fences(page)))
        paths = ((ROOT / page).parent / target for target in targets if target and "://" not in target)
        to_read += [path.resolve().relative_to(ROOT).as_posix() for path in paths]

    assert set(PAGES) - seen == set()


# ------------------------------------------------------------------ commands


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_exists(page: str) -> None:
    known = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.M))
    shown = {target for line in code_of(page) for target in re.findall(r"(?:^|(?<!promo)\s)make ([a-z]+)", line)}

    assert shown <= known


@pytest.mark.parametrize("page", PAGES)
def test_every_kopilka_command_and_option_exists(page: str) -> None:
    known = docs.commands()
    groups = {words[:length] for words in known for length in range(len(words))}
    for line in code_of(page):
        for asked in re.findall(r"(?:^|[\s/(])kopilka((?: [^\s#|>;&…]+)+)", line):
            words = tuple(asked.split())
            command = next((words[:n] for n in (2, 1) if words[:n] in known), None)
            if command is None:
                assert words in groups, f"{page} shows `kopilka{asked}`"
                continue
            strange = {word.partition("=")[0] for word in words if word.startswith("--")} - docs.options(known[command])
            assert not strange, f"{page} shows `kopilka{asked}`, and it has no {strange}"


# ------------------------------------------------------------------ examples


def examples() -> list[object]:
    """Each `console` block: lines after $ are run, the lines below are what they print; … stands for anything."""
    return [
        pytest.param(block, id=f"{page}:{number}")
        for page in PAGES
        for number, (language, block) in enumerate(_FENCE.findall(text_of(page)))
        if language == "console"
    ]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder as a shop has it: the programme files, and no database yet."""
    (tmp_path / "programs").symlink_to(ROOT / "programs")
    return tmp_path


def printed_by(command: str, shop: Path) -> str:
    names = [name for name, _, _ in settings.table()]
    clean = {name: value for name, value in os.environ.items() if name not in names}
    clean |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"}
    ran = subprocess.run(
        shlex.split(command), cwd=shop, env=clean, capture_output=True, text=True, timeout=EXAMPLE_SECONDS
    )
    return "\n".join(line.rstrip() for line in (ran.stdout + ran.stderr).strip().splitlines())


@pytest.mark.parametrize("block", examples())
def test_a_shown_example_prints_what_is_shown(block: str, shop: Path) -> None:
    for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
        shown = re.escape(expected.strip()).replace("…", ".*").replace(r"\ ", r"\s+")
        printed = printed_by(command, shop)

        assert re.fullmatch(shown, printed, re.S), f"{command} printed:\n{printed}"


def test_the_shown_tables_can_be_imported_as_they_are(shop: Path) -> None:
    printed_by("kopilka program apply programs/retail-bonus.toml", shop)
    shown = [block for language, block in _FENCE.findall(text_of("docs/guides/import.md")) if language == "csv"]
    for kind, table in zip(("members", "balances", "purchases"), shown, strict=True):
        (shop / f"{kind}.csv").write_text(table, "utf-8")
        rows = len(table.splitlines()) - 1

        assert f"{rows} {kind} of {kind}.csv are in, 0 rows were refused." in printed_by(
            f"kopilka import {kind} {kind}.csv", shop
        )
    assert "The ledger is true" in printed_by("kopilka verify", shop)


# ------------------------------------------------------------------ nothing is left out


@pytest.mark.parametrize("name", docs.PAGES)
def test_a_reference_page_is_what_the_code_says(name: str) -> None:
    assert docs.filled(name) == (docs.REFERENCE / name).read_text("utf-8"), f"docs/reference/{name}: {docs.HOW}"


def test_the_example_of_an_env_file_names_every_setting_with_its_default() -> None:
    written = dict(re.findall(r"^#?(KOPILKA_\w+)=(.*)$", text_of(".env.example"), re.M))

    assert written == {name: default for name, default, _ in settings.table()}


def test_every_setting_that_is_spoken_of_exists() -> None:
    known = {name for name, _, _ in settings.table()} | {"KOPILKA_CHROMIUM"}
    spoken = {name for page in PAGES for name in re.findall(r"KOPILKA_[A-Z_]+[A-Z]", text_of(page))}

    assert spoken <= known


def test_the_decisions_are_numbered_and_listed() -> None:
    files = sorted(path.name for path in (ROOT / "docs" / "adr").glob("0*.md"))

    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    for name in files:
        page = text_of(f"docs/adr/{name}")
        assert page.startswith(f"# {int(name[:4])}. ")
        parts = re.findall(r"^## (.*)$", page, re.M)
        assert parts == ["Context", "Decision", "Consequences", "What was measured"]
        assert name in text_of("docs/adr/README.md")


def test_the_change_log_has_a_place_for_what_is_not_released() -> None:
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## \[(.*?)\]", text_of("CHANGELOG.md"), re.M)

    assert headings[0] == "Unreleased"
    assert version in {"0.1.0", *headings}


@pytest.mark.parametrize("picture", sorted(path.name for path in (ROOT / "docs" / "pictures").glob("*")))
def test_a_picture_is_small_and_shown(picture: str) -> None:
    path = ROOT / "docs" / "pictures" / picture

    assert path.suffix == ".png"
    assert path.stat().st_size < PICTURE_BYTES_MAX
    assert any(picture in text_of(page) for page in PAGES), f"{picture} is shown nowhere"
