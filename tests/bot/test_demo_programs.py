"""Every ready-made programme is worth a look in the demo: its shop has a past, and its codes and tills are at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest
from pydantic import SecretStr

from actions.verify import verify
from bot import demo, real
from bot.settings import Settings
from rules.program import parse
from storage.store import open_store
from tests.make import Clock

NOON = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PROGRAMS = {file: parse(file.read_text("utf-8")) for file in sorted(Path("programs").glob("*.toml"))}
MEMBERS = 3


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: file.stem)
async def test_each_ready_made_programme_opens_in_the_demo(file: Path, sqlite_template: Path, tmp_path: Path) -> None:
    database = copyfile(sqlite_template, tmp_path / "demo.db")
    settings = Settings(telegram_token=SecretStr(demo.TOKEN), database_url=f"sqlite:///{database}", program=file)

    await demo.fill(settings, MEMBERS, Clock(NOON))
    tills, codes = await demo.prepare(settings)

    program = PROGRAMS[file]
    assert len(tills) == 1 + len(program.partners)
    assert len(codes) == len(program.promos) + (program.gift_cards is not None)
    store = await open_store(settings.database_url, Clock(NOON), real.dice)
    try:
        assert await store.read(verify) == ()
    finally:
        await store.close()
