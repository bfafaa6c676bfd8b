"""QR codes in the pictures that people send: read by a process that may die of them, with little time and memory."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

MIME_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})

_READER = str(Path(__file__).with_name("qr_reader.py"))
_EXIT_TOO_LARGE = 3  # as the reader has it


class TooLarge(Exception):
    """More than we look at, in bytes or in pixels."""


class Unreadable(Exception):
    """No whole picture of MIME_TYPES, or one that cost too much time or memory."""


async def qr_texts(content: bytes) -> tuple[str, ...]:
    """Return what each QR code in the picture says, each on one line. Raises TooLarge, Unreadable.

    The process ends with the call, also when that is cancelled.
    """
    reader = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        _READER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_without_secrets(),
        start_new_session=True,  # Ctrl-C is for us: we end it when we end
    )
    try:
        said, _ = await reader.communicate(content)
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
    if reader.returncode == _EXIT_TOO_LARGE:
        raise TooLarge
    if reader.returncode != 0:
        raise Unreadable(f"the reader ended with {reader.returncode}")
    return tuple(json.loads(said))


def _without_secrets() -> dict[str, str]:
    """The token and the keys are none of the reader's business."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KOPILKA_")}
