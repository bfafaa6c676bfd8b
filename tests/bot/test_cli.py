"""The command line as a person meets it: by its own process, in a folder of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import migrate
from tests.acceptance.program import command, settings
from tests.acceptance.worker import HERE

KOPILKA = Path(sys.executable).with_name("kopilka")
NUMBERS = count()
PROGRAMME = HERE / "programs" / "retail-bonus.toml"


@dataclass(frozen=True)
class Done:
    returncode: int | None
    stdout: str
    stderr: str


@dataclass
class Shell:
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "shop.db"

    def run(self, *words: str, **more: str) -> Done:
        environment = settings(self.folder, f"sqlite:///{self.database}", **more)
        files = [self.folder / f"{name}{next(NUMBERS)}" for name in ("out", "err")]
        process = command(self.folder, environment, *words, out=str(files[0]), err=str(files[1]))
        process.start()
        process.join()
        said = [file.read_text("utf-8") for file in files]
        for file in files:
            file.unlink()
        return Done(process.exitcode, said[0], said[1])

    def says(self, *words: str, **more: str) -> str:
        """What it prints when it succeeds."""
        done = self.run(*words, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *words: str, **more: str) -> str:
        """The sentence of a refusal: one, with no traceback."""
        done = self.run(*words, **more)
        assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr.strip()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_running_without_a_token_says_what_to_do(shell: Shell) -> None:
    environment = settings(shell.folder, f"sqlite:///{shell.database}", telegram_token="")

    done = subprocess.run([KOPILKA, "run"], cwd=shell.folder, env=environment, capture_output=True, text=True)

    assert done.returncode == 2
    assert "KOPILKA_TELEGRAM_TOKEN" in done.stderr
    assert done.stderr.strip().count("\n") == 0
    assert not shell.database.exists()


def test_every_setting_is_listed_and_a_wrong_one_is_named(shell: Shell) -> None:
    listed = shell.says("settings")
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_API", "DATABASE_URL", "PROGRAM", "HTTP_HOST", "HTTP_PORT", "OWNER"):
        assert f"KOPILKA_{name}" in listed
    assert "1:playground" not in listed

    assert "KOPILKA_HTTP_PORT" in shell.refuses("run", http_port="many")
    assert "KOPILKA_OWNER" in shell.refuses("run", owner="@oleg")
    assert "sqlite:///" in shell.refuses("run", database_url="mysql://x")
    assert "nowhere.toml" in shell.refuses("run", program="nowhere.toml")


@pytest.mark.parametrize(
    "address", ["shop.example", "http://shop.example", "https://", "https://shop.example:x", "ftp://shop.example", "no"]
)
def test_an_address_that_nobody_can_call_is_one_sentence(shell: Shell, address: str) -> None:
    said = shell.refuses("run", public_url=address)

    assert said.startswith("KOPILKA_PUBLIC_URL: must be an address like https://")
    assert "\n" not in said


def test_a_level_of_the_log_that_there_is_not_is_one_sentence(shell: Shell) -> None:
    assert shell.refuses("run", log_level="LOUD").startswith("KOPILKA_LOG_LEVEL: must be one of DEBUG, INFO")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("sqlite:///{folder}", "unable to open database file"),
        ("sqlite:///{folder}/no.db", "file is not a database"),
        ("sqlite:///:memory:", "an embedded database is a file"),
        ("postgresql://u:secret@127.0.0.1:1/x", "the database cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(shell: Shell, address: str, sentence: str) -> None:
    (shell.folder / "no.db").write_bytes(b"no database at all" * 100)

    said = shell.refuses("key", "list", database_url=address.format(folder=shell.folder))

    assert sentence in said
    assert "secret" not in said


def test_migrating_back_or_to_nowhere_is_refused(shell: Shell) -> None:
    assert "only goes forward" in shell.refuses("migrate", "base")
    assert "nowhere" in shell.refuses("migrate", "nowhere")


def test_a_document_nested_without_end_is_one_mistake(shell: Shell) -> None:
    deep = shell.folder / "deep.toml"
    deep.write_text("a=" + "[" * 5000 + "]" * 5000)

    done = shell.run("program", "check", str(deep))

    assert done.returncode == 2
    assert "nested too deeply" in done.stdout


def test_a_programme_is_checked_shown_and_described(shell: Shell) -> None:
    assert "retail-bonus.toml" in shell.says("program", "check", str(PROGRAMME))
    assert json.loads(shell.says("program", "show", str(PROGRAMME)))["currency"] == "RUB"
    assert json.loads(shell.says("program", "schema"))["properties"]["currency"]
    broken = shell.folder / "broken.toml"
    broken.write_text(PROGRAMME.read_text("utf-8").replace('rate = "3%"', 'rate = "three"'), "utf-8")

    done = shell.run("program", "check", str(broken))

    assert done.returncode == 2
    assert re.search(r"\d+", done.stdout), "the line is named"
    assert "three" in done.stdout


def test_a_key_is_printed_once_and_kept_as_a_hash(shell: Shell) -> None:
    key = shell.says("key", "create", "--name", "till-1").strip()

    assert re.fullmatch(r"kpl_[A-Z0-9]{32}", key)
    kept = b"".join(file.read_bytes() for file in shell.folder.iterdir() if file.is_file())
    assert key.encode() not in kept
    assert re.search(r"^till-1 +works", shell.says("key", "list"), re.M)
    assert "till-1" in shell.refuses("key", "create", "--name", "till-1")
    shell.says("key", "revoke", "till-1")
    assert re.search(r"^till-1 +revoked", shell.says("key", "list"), re.M)


def test_staff_come_and_go(shell: Shell) -> None:
    assert "start=s_" in shell.says("staff", "invite", "cashier", "--name", "Вера")
    shell.says("staff", "add", "cashier", "8 916 123-45-01", "--name", "[bold]Зоя")
    listed = shell.says("staff", "list")
    assert "+79161234501" in listed
    assert "[bold]Зоя" in listed
    shell.says("staff", "remove", "[bold]Зоя")
    assert "Зоя" in shell.refuses("staff", "remove", "Зоя")
    assert "cashier" in shell.refuses("staff", "invite", "king")


def test_a_database_is_migrated_and_a_newer_one_is_refused(shell: Shell) -> None:
    assert migrate.head() in shell.says("migrate")
    engine = sa.create_engine(f"sqlite:///{shell.database}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()

    for words in (["run"], ["key", "list"], ["migrate"]):
        sentence = shell.refuses(*words)
        assert "newer" in sentence or "9999" in sentence, sentence
