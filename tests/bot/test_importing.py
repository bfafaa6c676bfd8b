"""Files of an old base, as spreadsheets write them: read whole, refused by the row, gone on with after a stop."""

from __future__ import annotations

import csv
import gc
import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import monotonic, sleep

import pytest
from typer.testing import CliRunner

from actions import imports, member, program
from actions.verify import verify
from bot import importing, tables
from bot.cli import app
from bot.tables import FileInvalid
from rules.member import Member
from storage import members
from storage.store import Store
from tests.rules.programs import BONUS_TEXT

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
KILLED_ROWS = 12_000  # some seconds' work, of which the first batch is seen long before the last


@pytest.fixture
async def shop(store: Store) -> Store:
    await store.write(program.apply, BONUS_TEXT)
    return store


def a_file(folder: Path, content: str | bytes, name: str = "members.csv") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def many(folder: Path, count: int, first: str = "790") -> Path:
    """A file of so many members, of whom every tenth has points that cannot be. first: digits of their phones."""
    rows = (f"+{first}{n:0{11 - len(first)}},Member {n},{-1 if n % 10 == 0 else n}" for n in range(count))
    return a_file(folder, "\n".join(("phone,name,points", *rows)))


def reasons(rejects: Path | None) -> dict[int, str]:
    """Line of the file -> why it was refused."""
    assert rejects is not None
    with rejects.open(encoding="utf-8-sig", newline="") as content:
        return {int(row["line"]): row["reason"] for row in csv.DictReader(content)}


async def named(shop: Store, phone: str) -> Member:
    return await shop.read(member.by_phone, phone)


# ------------------------------------------------------------------ what people's files look like


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
async def test_a_file_is_read_in_any_of_the_usual_writings(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    lines = [["phone", "Name", "points"], ["+79123456789", "Пётр Ильич", "5"], ["", "", ""], ["+79123456780", "Ян", ""]]
    text = end.join(delimiter.join(line) for line in lines) + end

    file = a_file(tmp_path, text.encode(encoding))
    table = tables.inspect(file, "members")

    assert table.rows == 2
    assert [(row.line, row.cells["name"], row.broken) for row in tables.rows(table)] == [
        (2, "Пётр Ильич", ""),
        (4, "Ян", ""),
    ]


def test_a_quoted_cell_may_have_line_ends_and_delimiters_and_the_lines_stay_counted(tmp_path: Path) -> None:
    file = a_file(tmp_path, 'phone,name\n1,"Ann\n""Annie"", Smith"\n2,Bob\n')

    rows = list(tables.rows(tables.inspect(file, "members")))

    assert [(row.line, row.cells["name"]) for row in rows] == [(2, 'Ann\n"Annie", Smith'), (4, "Bob")]


def test_a_quote_that_is_never_closed_names_every_line_that_it_swallowed(tmp_path: Path) -> None:
    file = a_file(tmp_path, 'phone,name\n1,"Ann\n2,Bob\n3,"Cid"\n4,Dan\n')

    rows = list(tables.rows(tables.inspect(file, "members")))

    assert [(row.line, row.broken.partition(":")[0]) for row in rows] == [
        (2, "the quotes in lines 2 to 4 do not match"),
        (5, ""),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"1,\xcf\xe5\xf2\xf0", "name: '\\udccf\\udce5\\udcf2\\udcf0' is not written in UTF-8 as the rest is"),
        (b"1,a\0b", "name: 'a\\x00b' has a zero byte in it"),
        (b"1", "the row has 1 cells, and the first line names 2 columns"),
        (b"1,2,3", "the row has 3 cells, and the first line names 2 columns"),
        (b"1," + b"x" * 1001, "name: a cell has at most 1000 characters"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_alone(tmp_path: Path, row: bytes, said: str) -> None:
    file = a_file(tmp_path, "phone,name\n2,Пётр\n3,Яна\n".encode() + row + b"\n4,Bob\n")

    rows = list(tables.rows(tables.inspect(file, "members")))

    assert [(one.line, one.broken) for one in rows] == [(2, ""), (3, ""), (4, said), (5, "")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        ("phone,имя\n1,2".encode(), "has the column 'имя'"),
        (b"phone,name,phone\n", "has the column phone twice"),
        (b"name,points\nAnna,5\n", "lacks the column phone or external_id"),
        ("phone,name\n".encode("utf-16"), "is not a CSV file; save the table as CSV UTF-8"),
        (b"PK\x03\x04rest", "is not a CSV file"),
        (b"phone\n" + b"1" * 1_000_001, "longer than 1,000,000 characters"),
    ],
)
def test_a_file_that_is_no_table_of_members_is_refused_whole_in_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(FileInvalid, match=".*" + said.replace("(", r"\(")):
        tables.inspect(a_file(tmp_path, content), "members")


def test_a_big_file_is_read_in_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    def peak_bytes(file: Path) -> int:
        tracemalloc.start()
        rows = tables.inspect(file, "members").rows
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert rows
        return peak

    small = peak_bytes(many(tmp_path, 1_000))

    assert peak_bytes(many(tmp_path, 20_000)) < small + 200_000


async def test_a_big_file_is_imported_in_no_more_memory_than_a_small_one(shop: Store, tmp_path: Path) -> None:
    """A batch and the one after it are held, however many follow: with all six it would be three times as much."""

    async def peak_bytes(file: Path) -> int:
        gc.collect()
        tracemalloc.start()
        done = await importing.run(shop, "members", file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert done.brought.is_true
        return peak

    batch = imports.BATCH_ROWS
    await importing.run(shop, "members", many(tmp_path, batch, "79"))  # what is compiled and kept once
    small = await peak_bytes(many(tmp_path, 2 * batch, "78"))

    assert await peak_bytes(many(tmp_path, 6 * batch, "77")) < 2 * small


# ------------------------------------------------------------------ rejects, and again


async def test_rejects_are_named_with_their_row_and_come_in_once_they_are_mended(shop: Store, tmp_path: Path) -> None:
    file = a_file(tmp_path, "phone,name,points\n+79123456789,=Anna,-5\n+79123456780,Boris,7\n")

    done = await importing.run(shop, "members", file)

    assert (done.rows, done.rejected, done.already) == (2, 1, 0)
    assert reasons(done.rejects) == {2: "points: '-5' is wrong here; it is a whole number from 0 to 1000000000000."}
    assert done.rejects is not None
    mended = done.rejects.read_text("utf-8-sig").splitlines()
    mended[1] = mended[1].replace(",'-5,", ",5,")
    again = await importing.run(shop, "members", a_file(tmp_path, "\n".join(mended), "mended.csv"))
    assert (again.rows, again.rejected, again.rejects) == (1, 0, None)
    assert (await named(shop, "+79123456789")).name == "=Anna"


async def test_the_same_file_again_changes_nothing(shop: Store, tmp_path: Path) -> None:
    file = many(tmp_path, 30)
    first = await importing.run(shop, "members", file)

    again = await importing.run(shop, "members", file)

    assert (again.rows, again.rejected, again.already, again.rejects) == (30, 3, 30, first.rejects)
    assert again.before == again.after == first.after
    assert again.brought == first.brought
    assert await shop.read(members.count) == 27
    assert sorted(reasons(again.rejects)) == [2, 12, 22]


async def test_rejects_of_an_earlier_file_of_this_name_are_not_kept(shop: Store, tmp_path: Path) -> None:
    await importing.run(shop, "members", a_file(tmp_path, "phone\n1\n2\n"))

    clean = await importing.run(shop, "members", a_file(tmp_path, "phone\n+79123456789\n"))

    assert clean.rejects is None
    assert not (tmp_path / "members.rejects.csv").exists()


async def test_an_empty_table_is_imported_as_nothing(shop: Store, tmp_path: Path) -> None:
    done = await importing.run(shop, "members", a_file(tmp_path, "phone\n"))

    assert (done.rows, done.rejected, done.already, done.rejects) == (0, 0, 0, None)
    assert done.brought.is_true


async def test_a_rehearsal_says_what_an_import_would_do_and_leaves_the_shop_as_it_was(
    shop: Store, url: str, tmp_path: Path
) -> None:
    file = many(tmp_path, 1_200)

    rehearsed = await importing.rehearse(url, "members", file)

    assert (rehearsed.rows, rehearsed.rejected, rehearsed.after.members) == (1_200, 120, 1_080)
    assert await shop.read(imports.totals) == rehearsed.before
    assert await shop.read(members.count) == 0
    done = await importing.run(shop, "members", file)
    assert (done.rows, done.rejected, done.already) == (1_200, 120, 0)
    assert (done.before, done.after, done.brought) == (rehearsed.before, rehearsed.after, rehearsed.brought)
    assert reasons(done.rejects) == reasons(rehearsed.rejects)


async def test_a_rehearsal_goes_on_from_where_a_stopped_import_is(shop: Store, url: str, tmp_path: Path) -> None:
    file = many(tmp_path, 1_200)
    table = tables.inspect(file, "members")
    first = list(islice(tables.rows(table), 500))
    await shop.write(imports.take, table.sha256, "members", 0, first, last=False)

    rehearsed = await importing.rehearse(url, "members", file)

    assert (rehearsed.already, rehearsed.rejected, rehearsed.after.members) == (500, 120, 1_080)
    assert (await shop.read(imports.progress, table.sha256)).rows_done == 500


# ------------------------------------------------------------------ a process of its own


class Command:
    """`kopilka import members FILE` on this database."""

    def __init__(self, url: str, file: Path) -> None:
        command = [sys.executable, "-c", "from bot.cli import app; app()", "import", "members", str(file)]
        environment = {**os.environ, "KOPILKA_DATABASE_URL": url}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def end(self) -> tuple[int, str]:
        """(exit code, everything it said)"""
        said, complained = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, said + complained


@pytest.fixture
def begun(url: str) -> Iterator[list[Command]]:
    """Commands that a test has begun; none outlives it."""
    commands: list[Command] = []
    yield commands
    for command in commands:
        if command.process.poll() is None:
            command.process.kill()
            command.process.communicate()


async def in_the_middle(shop: Store, file: Path) -> None:
    """Wait until the import of this file has done some of it."""
    sha256 = tables.inspect(file, "members").sha256
    until = monotonic() + PATIENCE_SECONDS
    while (await shop.read(imports.progress, sha256)).rows_done == 0:
        assert monotonic() < until, "the import never began"
        sleep(0.005)  # noqa: ASYNC251 - nothing else runs here


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
async def test_a_stopped_import_goes_on_where_it_was(
    shop: Store, url: str, tmp_path: Path, begun: list[Command], stop: signal.Signals
) -> None:
    file = many(tmp_path, KILLED_ROWS)
    begun.append(Command(url, file))
    await in_the_middle(shop, file)
    begun[0].process.send_signal(stop)
    code, said = begun[0].end()
    assert code == (130 if stop is signal.SIGINT else -signal.SIGKILL)
    assert stop is signal.SIGKILL or "the same command goes on from there." in said
    assert await shop.read(members.count) < KILLED_ROWS * 9 // 10

    begun.append(Command(url, file))
    code, said = begun[1].end()

    assert code == 0, said
    assert "went on after" in said
    assert await shop.read(members.count) == KILLED_ROWS * 9 // 10
    rejects = tmp_path / "members.rejects.csv"
    assert sorted(reasons(rejects)) == list(range(2, KILLED_ROWS + 2, 10))
    assert rejects.stat().st_mode & 0o777 == 0o600
    assert await shop.read(verify) == ()


async def test_two_imports_of_one_file_at_once_do_not_double_it(
    shop: Store, url: str, tmp_path: Path, begun: list[Command]
) -> None:
    file = many(tmp_path, 1_000)

    begun += [Command(url, file), Command(url, file)]
    ends = [command.end() for command in begun]

    assert sorted({code for code, _ in ends}) in ([0], [0, 2])
    assert all("being imported by another command" in said for code, said in ends if code == 2)
    assert await shop.read(members.count) == 900
    assert await shop.read(verify) == ()


@pytest.mark.parametrize(("content", "said"), [(None, "There is no file"), ("имя\n", "has the column 'имя'")])
def test_a_file_that_cannot_be_imported_is_one_sentence_and_exit_2(
    tmp_path: Path, content: str | None, said: str
) -> None:
    file = tmp_path / "members.csv" if content is None else a_file(tmp_path, content)

    done = CliRunner().invoke(
        app, ["import", "members", str(file)], env={"KOPILKA_DATABASE_URL": f"sqlite:///{tmp_path / 'kopilka.db'}"}
    )

    assert done.exit_code == 2
    assert said in done.stderr
    assert done.output.strip().count("\n") == 0
