"""The process that looks at pictures: what it may cost, what it may know, and that it ends with the question."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from channels import qr_reader, seeing
from channels.seeing import TooLarge, Unreadable, qr_texts
from tests.channels.photographs import a_bomb, an_endless_jpeg, as_file, photographed
from tests.channels.rig import until


def readers() -> list[bytes]:
    """The command lines of the processes that look at a picture now, whoever started them."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            status, line = (process / "stat").read_text(), (process / "cmdline").read_bytes()
        except OSError:
            continue  # no process, or one that has just ended
        if int(status.rpartition(")")[2].split()[1]) == os.getpid() and b"qr_reader" in line:
            found.append(line)
    return found


async def test_a_photo_is_read() -> None:
    assert await qr_texts(as_file(photographed("ПОДАРОК 500"))) == ("ПОДАРОК 500",)


async def test_a_bomb_is_too_large_and_rubbish_unreadable() -> None:
    with pytest.raises(TooLarge):
        await qr_texts(a_bomb())
    with pytest.raises(Unreadable):
        await qr_texts(b"no picture")


def test_both_sides_name_the_same_kinds_and_the_same_end() -> None:
    assert {f"image/{name.lower()}" for name in qr_reader.FORMATS} == seeing.MIME_TYPES
    assert seeing._EXIT_TOO_LARGE == qr_reader.EXIT_TOO_LARGE


async def test_whoever_no_longer_asks_leaves_no_process_behind() -> None:
    asked = asyncio.create_task(qr_texts(an_endless_jpeg()))
    await until(readers, seconds=60)

    asked.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asked
    assert readers() == []


def test_the_reader_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPILKA_TELEGRAM_TOKEN", "1:canary")

    assert "1:canary" not in seeing._without_secrets().values()
